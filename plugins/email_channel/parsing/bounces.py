"""Reports that mail of ours did not arrive: in the standard form, or told by their words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plugins.email_channel.parsing import bounce_texts
from plugins.email_channel.parsing.addresses import BARE, parse_people
from plugins.email_channel.parsing.automatic import has_null_sender
from plugins.email_channel.parsing.header_block import Headers, read_headers
from plugins.email_channel.parsing.header_words import decode_words
from plugins.email_channel.parsing.limits import MAX_BOUNCED, MAX_REPORT
from plugins.email_channel.parsing.mail import Bounce, BouncedRecipient, Person
from plugins.email_channel.parsing.message_ids import message_ids
from plugins.email_channel.parsing.parts import Part, Splitter

_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_RETURNED_TYPES = (
    *("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"),
    "message/global-headers",
)
_CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_ID_LINE = re.compile(
    r"^[> \t]{0,8}Message-ID:[ \t]{0,4}(?:\r?\n[ \t]{1,8})?(<[^<>\s]{3,998}>)",
    re.IGNORECASE | re.MULTILINE,
)
_MAX_GROUPS = 500
_MAX_REASON = 500


@dataclass(frozen=True, slots=True)
class _Reported:
    """One recipient of a delivery report (RFC 3464, section 2.3)."""

    recipient: BouncedRecipient
    action: str

    @property
    def is_lost(self) -> bool:
        if self.action in ("failed", "failure", "delayed"):
            return True
        # Some reports name no action, or one of their own.
        is_known = self.action in ("delivered", "relayed", "expanded")
        return not is_known and self.recipient.status[:1] in ("4", "5")


def find_bounce(root: Part, sender: Person, subject: str, text: str) -> Bounce | None:
    """Return what the message reports as undelivered, None if it is no such report.

    A report that a gateway wrapped up in one of its own is read inside.

    :param sender: who wrote it
    :param text: the readable body
    """
    is_report = root.media_type == "multipart/report"
    if is_report or bounce_texts.is_daemon(sender) or has_null_sender(root.headers):
        if found := _standard(root, text):
            return found
        if any(_parts(root, ("message/disposition-notification",))) or _is_good_news(root):
            return None
    returned = list(_parts(root, _RETURNED_TYPES))
    told = bounce_texts.read_bounce(
        root.headers,
        sender,
        subject,
        text[:MAX_REPORT],
        is_report=is_report,
        returns_mail=bool(returned),
    )
    if told is None:
        return None
    if not told.recipients and (inner := _wrapped(returned)):
        return inner
    return Bounce(
        recipients=_each_once(told.recipients[:MAX_BOUNCED]) or _addressed(returned),
        is_temporary=told.is_temporary,
        original_ids=_original_ids(root, text),
        reason=told.reason[:_MAX_REASON],
    )


def _wrapped(returned: list[Part]) -> Bounce | None:
    """Return what an attached report says in the standard form."""
    for part in returned:
        inner = Splitter().split(part.content()[:MAX_REPORT])
        if inner.media_type == "multipart/report":
            return _standard(inner, "")
    return None


def _addressed(returned: list[Part]) -> tuple[BouncedRecipient, ...]:
    """Return whom the returned mail was written to, if that is one person."""
    for part in returned:
        people = parse_people(_headers_within(part).get("to"))
        if len(people) == 1 and people[0].address:
            return (BouncedRecipient(address=people[0].address, status="", diagnostic=""),)
    return ()


def _standard(root: Part, text: str) -> Bounce | None:
    """Return what the parts of a delivery report (RFC 3464) say to be lost or late."""
    reported = (one for part in _parts(root, _STATUS_TYPES) for one in _reported(part))
    lost = [one for one in reported if one.is_lost][:MAX_BOUNCED]
    if not lost:
        return None
    return Bounce(
        recipients=_each_once([one.recipient for one in lost]),
        is_temporary=all(one.action == "delayed" for one in lost),
        original_ids=_original_ids(root, text),
        reason=next((one.recipient.diagnostic for one in lost), "")[:_MAX_REASON],
    )


def _is_good_news(root: Part) -> bool:
    """Say whether a report names recipients and none of them is lost: delivered or passed on."""
    return any(True for part in _parts(root, _STATUS_TYPES) for _one in _reported(part))


def _each_once(recipients: list[BouncedRecipient]) -> tuple[BouncedRecipient, ...]:
    kept: dict[str, BouncedRecipient] = {}
    for one in recipients:
        kept.setdefault(one.address.lower(), one)
    return tuple(kept.values())


def _parts(part: Part, types: tuple[str, ...]) -> Iterator[Part]:
    if part.media_type in types:
        yield part
    for child in part.children:
        yield from _parts(child, types)


def _reported(part: Part) -> Iterator[_Reported]:
    content = part.content()[:MAX_REPORT]
    position = 0
    for _ in range(_MAX_GROUPS):
        while content[position : position + 1] in (b"\r", b"\n"):
            position += 1
        if position >= len(content):
            return
        fields, after = read_headers(content, position, len(content))
        position = max(after, position + 1)
        group = Headers.of(fields)
        address = _address(group.get("original-recipient")) or _address(
            group.get("final-recipient")
        )
        if address:
            words = group.get("action").lower().replace("(", " ").replace(";", " ").split()
            code = _CODE.search(group.get("status")) or _CODE.search(group.get("diagnostic-code"))
            said = decode_words(group.get("diagnostic-code"))
            kind, semicolon, rest = said.partition(";")
            yield _Reported(
                BouncedRecipient(
                    address=address,
                    status=code[0] if code else "",
                    diagnostic=(rest if semicolon and " " not in kind.strip() else said).strip()[
                        :_MAX_REASON
                    ],
                ),
                words[0] if words else "",
            )


def _address(value: str) -> str:
    """Return the address of a recipient field: its type stands in front (RFC 3464, 2.1.2)."""
    found = BARE.search(decode_words(value).partition(";")[2] or value)
    return found[0].rstrip(".") if found else ""


def _original_ids(root: Part, text: str) -> tuple[str, ...]:
    """Return the message ids of the returned mail, attached or within the text."""
    ids: list[str] = []
    for part in _parts(root, _RETURNED_TYPES):
        ids += message_ids(_headers_within(part).get("message-id"))
    for part in _parts(root, _STATUS_TYPES):
        fields, _body = read_headers(part.raw, part.start, min(part.end, part.start + MAX_REPORT))
        ids += message_ids(Headers.of(fields).get("x-original-message-id"))
    if not ids:
        ids = [found[1].strip("<>") for found in _ID_LINE.finditer(text[:MAX_REPORT])]
    return tuple(dict.fromkeys(ids))[:MAX_BOUNCED]


def _headers_within(part: Part) -> Headers:
    """Return the headers of a returned message."""
    content = part.content()[:MAX_REPORT].lstrip()
    fields, _body = read_headers(content, 0, len(content))
    return Headers.of(fields)
