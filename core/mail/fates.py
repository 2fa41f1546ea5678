"""What became of mails, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from sqlalchemy import select

from core.mail.models import MailMessage
from core.mail.reasons import explain_failure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from translationstring import TranslationString

    from core.scope import Scope

State = Literal["queued", "sent", "held", "failed", "bounced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFate:
    """What became of a mail.

    :ivar state: ``sent``: the recipient's server, or one on the way there, has taken it
    :ivar address: whom it was for; of several, the first
    :ivar reason: why it did not arrive, or not yet, in words; ``None`` if nothing is amiss
    :ivar said: what the server said
    """

    state: State
    address: str
    created_at: datetime
    sent_at: datetime | None
    reason: TranslationString | None
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


def fate_of(row: Any) -> MailFate:
    """Return the fate of a mail.

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
        reason=explain_failure(said) if is_amiss else None,
        said=said if is_amiss else "",
    )


def find_fates(scope: Scope, mail_ids: Sequence[UUID]) -> dict[UUID, MailFate]:
    """Return what became of some mails. One query, or none."""
    if not mail_ids:
        return {}
    rows = scope.session.execute(select(MailMessage.id, *FATE).where(MailMessage.id.in_(mail_ids)))
    return {row.id: fate_of(row) for row in rows}
