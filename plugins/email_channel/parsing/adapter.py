"""Messages on standard input, JSON on standard output, for people and for test benches.

One message is read whole; with ``--batch``, each line is ``{"id": …, "raw_b64": …}`` and is
answered with one line, in order.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import sys
from collections.abc import Sequence
from typing import Any, BinaryIO, TextIO

from core.plugin.api.html import clean_html
from plugins.email_channel.parsing.html_text import html_to_text
from plugins.email_channel.parsing.mail import Attachment, ParsedMail, Person
from plugins.email_channel.parsing.reading import parse_mail
from plugins.email_channel.parsing.reply import split_reply, split_reply_html


def as_json(raw: bytes) -> dict[str, Any]:
    """Return a message as plain values; files as name, type, size and digest."""
    mail = parse_mail(raw)
    return {
        "from_address": mail.sender.address,
        "from_name": mail.sender.name,
        "to": _addresses(mail.to),
        "cc": _addresses(mail.cc),
        "reply_to": _addresses(mail.reply_to),
        "subject": mail.subject,
        "date": mail.date.isoformat() if mail.date else None,
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": list(mail.references),
        "text": mail.text,
        "html": mail.html,
        "reply_text": _reply_text(mail),
        "attachments": [_attachment(one) for one in mail.attachments],
        "is_auto_reply": bool(mail.automatic),
        "automatic": mail.automatic,
        "is_list": mail.is_list,
        **_bounce(mail),
        "problems": list(mail.problems),
    }


def _reply_text(mail: ParsedMail) -> str:
    """Return what is new in the message."""
    if mail.source_html and mail.text == html_to_text(mail.html):
        # There is no plain text beside the HTML, whose elements tell quotations more surely.
        own = split_reply_html(mail.source_html, subject=mail.subject).own
        return html_to_text(clean_html(own))
    return split_reply(mail.text, subject=mail.subject).own


def _addresses(people: Sequence[Person]) -> list[str]:
    return [person.address for person in people if person.address]


def _attachment(attachment: Attachment) -> dict[str, Any]:
    return {
        "filename": attachment.name,
        "mime_type": attachment.media_type,
        "size": len(attachment.content),
        "sha256": hashlib.sha256(attachment.content).hexdigest(),
        "content_id": attachment.content_id,
        "is_inline": attachment.is_inline,
    }


def _bounce(mail: ParsedMail) -> dict[str, Any]:
    bounce = mail.bounce
    return {
        "is_bounce": bounce is not None,
        "bounced_recipients": [one.address for one in bounce.recipients] if bounce else [],
        "is_temporary": bounce is not None and bounce.is_temporary,
        "bounce_reason": bounce.reason if bounce else "",
        "original_ids": list(bounce.original_ids) if bounce else [],
    }


def answer(line: bytes) -> dict[str, Any]:
    """Return the answer to one line of the batch protocol; what is wrong with it as ``error``."""
    try:
        raw = base64.b64decode(json.loads(line)["raw_b64"])
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError) as error:
        return {"error": f"no message: {error}"}
    return as_json(raw)


def run(source: BinaryIO, target: TextIO, *, batch: bool) -> None:
    """Answer one message, or line after line until the source ends."""
    if not batch:
        print(json.dumps(as_json(source.read())), file=target)
        return
    for line in source:
        print(json.dumps(answer(line)), file=target, flush=True)


def main() -> None:
    run(sys.stdin.buffer, sys.stdout, batch="--batch" in sys.argv[1:])


if __name__ == "__main__":
    main()
