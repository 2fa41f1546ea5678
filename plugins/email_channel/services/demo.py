"""What a demo shows of mail: a mailbox, conversations that came by mail, and some that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.email_channel.parsing import parse_mail
from plugins.email_channel.services.authentication import Authentication
from plugins.email_channel.services.blocking import block_sender
from plugins.email_channel.services.deciding import decide_mail
from plugins.email_channel.services.demo_mails import BLOCKED, MAILS, MAILS_OF
from plugins.email_channel.services.mailboxes import add_mailbox
from plugins.email_channel.services.receiving import receive
from plugins.email_channel.services.writing import Draft, compose

if TYPE_CHECKING:
    from core.plugin.api import Scope
    from plugins.email_channel.models import ReceivedMail
    from plugins.email_channel.services.demo_mails import DemoMail

FORGED = Authentication(
    dmarc="fail", verdict="fail", details=("spf=fail; dkim=none; dmarc=fail (demo.example)",)
)
GENUINE = Authentication(dmarc="pass", verdict="pass", details=("dmarc=pass",))


def add_mails(scope: Scope) -> None:
    """Receive the demo's mails and decide about them by the organisation's own parameters.

    :param scope: of the system
    """
    address = scope.tenant.branding.support_email or f"help@{scope.tenant.slug}.example"
    add_mailbox(scope, {"address": address, "receiving": "delivery"})
    block_sender(scope, BLOCKED)
    ids: dict[str, str] = {}
    for mail in MAILS_OF.get(scope.tenant.default_locale, MAILS):
        received = _receive(scope, address, mail, ids)
        ids[mail.key] = received.message_id


def _receive(scope: Scope, address: str, mail: DemoMail, ids: dict[str, str]) -> ReceivedMail:
    draft = Draft(
        sender=mail.sender,
        to=address,
        subject=mail.subject,
        text=mail.text,
        in_reply_to=ids.get(mail.answers, ""),
        file_name=mail.file_name,
        file=mail.file.encode(),
    )
    raw = compose(draft, scope.now(), headers=mail.headers)
    received = receive(scope, raw, came_by="demo", envelope_to=[address])
    checks = FORGED if mail.is_forged else GENUINE
    return decide_mail(scope, received.id, parse_mail(raw), checks)
