"""What a demo shows of mail: a mailbox, conversations that came by mail, and some that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from plugins.email_channel.models import ReceivedMail
from plugins.email_channel.parsing import parse_mail
from plugins.email_channel.services.authentication import Authentication
from plugins.email_channel.services.blocking import block_sender
from plugins.email_channel.services.deciding import decide_mail
from plugins.email_channel.services.demo_mails import BLOCKED, MAILS, MAILS_OF
from plugins.email_channel.services.mailboxes import add_mailbox, list_mailboxes
from plugins.email_channel.services.receiving import receive
from plugins.email_channel.services.reply_addresses import reply_address
from plugins.email_channel.services.writing import Draft, compose

if TYPE_CHECKING:
    from core.plugin.api import Scope

DEMO_MAIL = "email_channel.demo_mail"
FORGED = Authentication(
    dmarc="fail", verdict="fail", details=("spf=fail; dkim=none; dmarc=fail (demo.example)",)
)


def begin_demo(scope: Scope) -> None:
    """Set a mailbox up, and let the demo's mails come in: a job for each, so that none is long.

    Where there is a mailbox already, this was done; and nowhere but in a demo it is.

    :param scope: of the system
    """
    if not scope.settings.demo or list_mailboxes(scope):
        return
    add_mailbox(scope, {"address": _address_of(scope), "receiving": "delivery"})
    block_sender(scope, BLOCKED)
    scope.enqueue(DEMO_MAIL, 0)


def receive_demo_mail(scope: Scope, position: int) -> None:
    """Receive one of the mails and decide about it by the organisation's own parameters.

    :param scope: of the system
    """
    mails = MAILS_OF.get(scope.tenant.default_locale, MAILS)
    mail, address = mails[position], _address_of(scope)
    draft = Draft(
        sender=mail.sender,
        to=_answer_address(scope, mail.answers) if mail.is_copied else address,
        subject=mail.subject,
        text=mail.text,
        in_reply_to=_message_id(scope, mail.answers) if mail.answers else "",
        file_name=mail.file_name,
        file=mail.file.encode(),
    )
    message_id = _message_id(scope, mail.key)
    raw = compose(draft, scope.now(), message_id=message_id, headers=mail.headers)
    received = receive(scope, raw, came_by="demo", envelope_to=[address])
    parsed = parse_mail(raw)
    checks = FORGED if mail.is_forged else _genuine(parsed.sender.address)
    decide_mail(scope, received.id, parsed, checks)
    if position + 1 < len(mails):
        scope.enqueue(DEMO_MAIL, position + 1)


def _genuine(address: str) -> Authentication:
    domain = address.rpartition("@")[2]
    details = (f"dmarc=pass ({domain})",)
    return Authentication(dmarc="pass", domain=domain, verdict="pass", details=details)


def _address_of(scope: Scope) -> str:
    return scope.tenant.branding.support_email or f"help@{scope.tenant.slug}.example"


def _answer_address(scope: Scope, key: str) -> str:
    """Return where those answer who were sent a copy of the mails about a case."""
    query = select(ReceivedMail.case_id).where(ReceivedMail.message_id == _message_id(scope, key))
    case_id = scope.session.scalar(query)
    mailbox = list_mailboxes(scope)[0]
    return reply_address(scope, mailbox, case_id) if case_id is not None else mailbox.address


def _message_id(scope: Scope, key: str) -> str:
    return f"{key}.{scope.tenant.slug}@mail.demo.example"
