"""Reading a message again that could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.plugin.api import ConflictError
from plugins.email_channel.permissions import SEE
from plugins.email_channel.services.deciding import get_mail
from plugins.email_channel.services.receiving import DECIDE

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Scope
    from plugins.email_channel.models import ReceivedMail


def retry_mail(scope: Scope, mail_id: UUID) -> ReceivedMail:
    """Ask for a decision about a message that could not be read, as if it had just come.

    It is read in a process of its own, as it may have ended the one that read it before.

    :raises ForbiddenError: the actor may not
    :raises NotFoundError: there is no such message
    :raises ConflictError: it has not failed, or is being tried again already
    """
    scope.require(SEE.name)
    mail = get_mail(scope, mail_id, lock=True)
    if mail.state != "failed":
        raise ConflictError(f"a message that is {mail.state}")
    mail.state, mail.outcome, mail.error, mail.decided_at = "waiting", "", "", None
    scope.session.flush()
    scope.enqueue(DECIDE, mail.id, 1)
    return mail
