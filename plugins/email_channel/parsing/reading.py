"""Reading a received message as a whole."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

from plugins.email_channel.parsing import charsets
from plugins.email_channel.parsing.addresses import parse_people
from plugins.email_channel.parsing.automatic import automatic_by, is_list
from plugins.email_channel.parsing.bodies import Body, BodyReader
from plugins.email_channel.parsing.bounces import find_bounce
from plugins.email_channel.parsing.dates import parse_date
from plugins.email_channel.parsing.header_block import Headers
from plugins.email_channel.parsing.header_words import decode_words
from plugins.email_channel.parsing.mail import Attachment, ParsedMail, Person
from plugins.email_channel.parsing.message_ids import first_id, message_ids
from plugins.email_channel.parsing.parts import Splitter

NOBODY = Person(name="", address="")
_SENDERS = ("from", "sender", "reply-to", "return-path")


def parse_mail(raw: bytes) -> ParsedMail:
    """Return what a message says. Never raises; time and memory grow with its length alone.

    What is wrong with the message stands in ``problems``; what was left out is in ``raw``.
    """
    splitter, reader = Splitter(), BodyReader()
    root = splitter.split(_with_newlines(raw))
    headers = root.headers
    body = reader.read(root)
    subject = decode_words(headers.get("subject"))
    sender = _sender(headers)
    reply_to = _people(headers, "reply-to")
    answered_to = [one.address for one in reply_to or (sender,) if one.address]
    bounce = find_bounce(root, sender, subject, body.text)
    return ParsedMail(
        message_id=first_id(headers.get("message-id")),
        in_reply_to=next(iter(message_ids(headers.get("in-reply-to"))), ""),
        references=message_ids(" ".join(headers.all("references"))),
        date=parse_date(headers.get("date")),
        sender=sender,
        reply_to=reply_to,
        to=_people(headers, "to"),
        cc=_people(headers, "cc"),
        subject=subject,
        text=reader.read_within(body) if body.is_blank else body.text,
        html=body.html,
        source_html="\n".join(body.source_html),
        attachments=tuple(_attachment(one, body) for one in body.files),
        headers=tuple(
            (name, decode_words(headers.unfolded(value))) for name, value in headers.fields
        ),
        automatic="bounce"
        if bounce
        else automatic_by(headers, root, answered_to, subject, body.text),
        is_list=is_list(headers),
        bounce=bounce,
        problems=(*splitter.problems, *reader.problems),
    )


def _with_newlines(raw: bytes) -> bytes:
    """Return the message with line feeds, where it came with carriage returns alone."""
    return raw if b"\n" in raw else raw.replace(b"\r", b"\n")


def _sender(headers: Headers) -> Person:
    """Return who wrote the message: the first with an address whom a header names."""
    named = [one for name in _SENDERS for one in _people(headers, name)]
    return next((one for one in named if "@" in one.address), named[0] if named else NOBODY)


def _people(headers: Headers, name: str) -> tuple[Person, ...]:
    return tuple(one for value in headers.all(name) for one in parse_people(value))


def _attachment(attachment: Attachment, body: Body) -> Attachment:
    """Return the attachment, marked if the HTML shows it in its place."""
    content_id = charsets.tidy(attachment.content_id)
    is_shown = bool(content_id) and (
        content_id in body.shown_ids or content_id in {unquote(one) for one in body.shown_ids}
    )
    return replace(attachment, is_inline=is_shown) if is_shown else attachment
