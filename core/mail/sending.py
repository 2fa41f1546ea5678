"""The states of a mail, and recording its delivery."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.activity.services import record_activity
from core.mail.models import MailMessage
from core.metrics.recording import note_mail
from core.plugin import hookspecs

if TYPE_CHECKING:
    from uuid import UUID

    from core.mail.transport import Delivery
    from core.scope import Scope

BOUNCED = "bounced"
# After this time without delivery a mail is given up, as mail servers do themselves.
LONGEST_WAIT = timedelta(days=3)


def find_queued(scope: Scope, mail_id: UUID) -> MailMessage | None:
    """Return the mail if it is still to be sent."""
    mail = scope.session.get(MailMessage, (scope.tenant_id, mail_id))
    return mail if mail is not None and mail.state == "queued" else None


def is_too_old(scope: Scope, mail: MailMessage) -> bool:
    return scope.now() - mail.created_at > LONGEST_WAIT


def hold_mail(scope: Scope, mail_id: UUID) -> None:
    """Hold a mail because there is no mail server. In a demo its text stays readable."""
    mail = find_queued(scope, mail_id)
    if mail is not None:
        mail.state = "held"
        mail.pending = []
        if mail.is_secret and not scope.settings.demo:
            _empty(mail)
        _record(scope, mail)


def record_delivery(scope: Scope, mail_id: UUID, delivery: Delivery) -> None:
    """Record the server's answer. The mail stays queued for addresses to be retried later."""
    mail = find_queued(scope, mail_id)
    if mail is None:
        return
    mail.pending = [address for address in mail.pending if address in delivery.later]
    # The latest answer for each address; accepted addresses have none.
    answers = {**delivery.refused, **delivery.later}
    if answers:
        lines = [f"{address}: {answer}" for address, answer in answers.items()]
        mail.error = "\n".join(lines)[:4000]
    if delivery.accepted and mail.sent_at is None:
        mail.sent_at = scope.now()
    if not mail.pending:
        mail.state = "failed" if mail.sent_at is None else "sent"
        if mail.is_secret:
            _empty(mail)
        _record(scope, mail)
        if mail.state == "sent":
            scope.announce(hookspecs.mail_sent, mail_id=mail.id)
            if mail.bounces:
                mail.state = BOUNCED  # one server was faster than another


def _empty(mail: MailMessage) -> None:
    mail.text = mail.html = ""


def _record(scope: Scope, mail: MailMessage) -> None:
    note_mail(mail.state)
    kind = "mail_failed" if mail.state == "failed" else "mail_sent"
    record_activity(
        scope,
        kind,
        contact_id=mail.contact_id,
        case_id=mail.case_id,
        mail=mail.id,
        mail_kind=mail.kind,
    )
