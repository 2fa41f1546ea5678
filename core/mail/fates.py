"""What became of mails, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from core.mail.models import MailMessage
from core.mail.reasons import explain_failure

if TYPE_CHECKING:
    from datetime import datetime

    from core.scope import Scope

State = Literal["queued", "sent", "held", "failed", "bounced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFate:
    """What became of a mail.

    :ivar state: ``sent``: the recipient's server, or one on the way there, has taken it
    :ivar address: whom it was for; of several, the first
    :ivar reason: why it did not arrive, or not yet, in words; empty if nothing is amiss
    :ivar said: what the server said
    """

    state: State
    address: str
    created_at: datetime
    sent_at: datetime | None
    reason: str
    said: str


# The columns that make a fate.
FATE = (
    MailMessage.state,
    MailMessage.to,
    MailMessage.created_at,
    MailMessage.sent_at,
    MailMessage.error,
    MailMessage.bounces,
)


def fate_of(scope: Scope, row: Any) -> MailFate:
    """Return the fate of a mail, in the reader's language.

    :param row: with the columns of :data:`FATE`
    """
    said = "\n".join(
        [*(row.error.splitlines()), *(bounce["reason"] for bounce in row.bounces.values())]
    )
    is_amiss = bool(said) and row.state in ("queued", "failed", "bounced")
    return MailFate(
        state=cast("State", row.state),
        address=str(row.to[0][1]) if row.to else "",
        created_at=row.created_at,
        sent_at=row.sent_at,
        reason=scope.translate(explain_failure(said)) if is_amiss else "",
        said=said if is_amiss else "",
    )
