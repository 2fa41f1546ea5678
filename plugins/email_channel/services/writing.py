"""Writing a message as a mail program would, where a demo has no mail server."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import NotFoundError, Refused, new_id
from plugins.email_channel.models import LONGEST_ADDRESS, LONGEST_MESSAGE_ID
from plugins.email_channel.services.deciding import get_mail
from plugins.email_channel.services.receiving import receive

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from core.plugin.api import Scope
    from plugins.email_channel.models import ReceivedMail

_ = TranslationStringFactory("email_channel")

MOST_BYTES = 10 * 1024 * 1024  # of a file
LONGEST_SUBJECT = 500
LONGEST_TEXT = 100_000
NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody has typed.

    :ivar in_reply_to: the id of the message that it answers, with or without ``<>``
    """

    sender: str
    to: str
    subject: str
    text: str
    in_reply_to: str = ""
    file_name: str = ""
    file: bytes = b""


def send_draft(scope: Scope, draft: Draft) -> UUID:
    """Let a message arrive that somebody wrote in a demo; return its id.

    :raises NotFoundError: this is no demo
    :raises Refused: at the control that needs attention
    """
    if not scope.settings.demo:
        raise NotFoundError("a demo")
    sender, to = _addresses(draft.sender), _addresses(draft.to)
    wrong = _("Write an address, such as ana@example.com.")
    fields = {
        **({} if len(sender) == 1 else {"_from": wrong}),
        **({} if to else {"_to": wrong}),
        **({} if draft.text.strip() else {"_text": _("Write what the mail says.")}),
    }
    if len(draft.file) > MOST_BYTES:
        fields["_file"] = _("Choose a smaller file: at most ${count} MB.", {"count": 10})
    if fields:
        raise Refused(fields=fields)
    raw = compose(draft, scope.now())
    received = receive(scope, raw, came_by="demo", envelope_from=sender[0], envelope_to=to)
    return received.id


def get_written(scope: Scope, mail_id: UUID) -> ReceivedMail:
    """Return a message that somebody wrote in this demo, for anybody.

    :raises NotFoundError: there is none
    """
    mail = get_mail(scope, mail_id)
    if not scope.settings.demo or mail.came_by != "demo":
        raise NotFoundError(str(mail_id))
    return mail


def compose(
    draft: Draft, date: datetime, *, message_id: str = "", headers: Mapping[str, str] = NONE
) -> bytes:
    """Return the message as it would be sent (RFC 5322).

    :param message_id: without ``<>``; a new one if it is left out
    :param headers: others
    """
    message = EmailMessage()
    message["From"] = _one_line(draft.sender, LONGEST_ADDRESS)
    message["To"] = _one_line(draft.to, LONGEST_ADDRESS)
    message["Subject"] = _one_line(draft.subject, LONGEST_SUBJECT)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = f"<{message_id or f'{new_id().hex}@mail.demo.example'}>"
    answered = _one_line(draft.in_reply_to, LONGEST_MESSAGE_ID).strip("<>")
    if answered:
        message["In-Reply-To"] = message["References"] = f"<{answered}>"
    for name, value in headers.items():
        message[name] = value
    message.set_content(draft.text[:LONGEST_TEXT])
    if draft.file:
        message.add_attachment(
            draft.file,
            maintype="application",
            subtype="octet-stream",
            filename=_one_line(draft.file_name, 200) or "file",
        )
    return message.as_bytes()


def _addresses(text: str) -> list[str]:
    found = getaddresses([_one_line(text, LONGEST_ADDRESS)])
    return [address for _name, address in found if "@" in address.strip("@")]


def _one_line(text: str, longest: int) -> str:
    return " ".join(text.split())[:longest]
