"""Mails that a server took, and that came back all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.activity.services import record_activity
from core.errors import NotFoundError
from core.mail.message.addresses import address_key, one_line
from core.mail.models import MailMessage
from core.mail.sending import BOUNCED
from core.metrics.recording import note_mail
from core.plugin import hookspecs

if TYPE_CHECKING:
    from uuid import UUID

    from core.scope import Scope

LONGEST_REASON = 500
FINAL = ("sent", "bounced")


def note_bounce(
    scope: Scope, mail_id: UUID, address: str, reason: str, *, is_permanent: bool
) -> str | None:
    """Note that a mail did not arrive at one of its addresses; the same is noted once.

    :param reason: what the server said; stored in one line of 500 letters
    :returns: the address as the mail names it, if this is news
    :raises NotFoundError: there is no such mail, or it did not go there
    """
    mail = scope.session.get(MailMessage, (scope.tenant_id, mail_id), with_for_update=True)
    found = None if mail is None else _addressed(mail, address)
    if mail is None or found is None:
        raise NotFoundError(f"a mail {mail_id} to this address")
    known = mail.bounces.get(found)
    if known is not None and (known["permanent"] or not is_permanent):
        return None
    line = one_line(reason, LONGEST_REASON)
    bounce = {"reason": line, "permanent": is_permanent, "at": scope.now().isoformat()}
    mail.bounces = {**mail.bounces, found: bounce}
    if mail.state in FINAL:
        mail.state = BOUNCED
    note_mail(BOUNCED)
    record_activity(
        scope,
        "mail_failed",
        contact_id=mail.contact_id,
        case_id=mail.case_id,
        mail=mail.id,
        mail_kind=mail.kind,
        address=found,
        reason=line,
    )
    scope.announce(
        hookspecs.mail_bounced,
        mail_id=mail.id,
        address=found,
        reason=line,
        is_permanent=is_permanent,
    )
    return found


def _addressed(mail: MailMessage, address: str) -> str | None:
    """Return the address as the mail names it; servers may write it in another case."""
    wanted = address_key(address)
    addresses = (one for _name, one in (*mail.to, *mail.cc))
    return next((one for one in addresses if address_key(one) == wanted), None)
