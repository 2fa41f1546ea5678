"""The calls of a customer, with all that was done in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.plugin.api import Activity, describe_activity
from core.plugin.api.people import read_colleagues
from plugins.csr_console.levels import LEVELS
from plugins.csr_console.models import Interaction
from plugins.csr_console.services.interactions import ended_at, reasons_of
from plugins.csr_console.services.masking import is_known

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from core.plugin.api import Scope

SHOWN = 20
MOST_LINES = 1000
OURS = "csr_console."


@dataclass(frozen=True, slots=True)
class CallView:
    """One call, as the page shows it.

    :ivar ended_at: ``None`` while it goes on
    :ivar lines: what was done in it, the first thing first: moments and words
    """

    reason: str
    staff: str
    level: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    lines: tuple[tuple[datetime, str], ...]


def list_calls(scope: Scope, contact_id: UUID) -> list[CallView]:
    """Return the latest calls of a customer, the newest first.

    Before the caller is checked, only what the console itself recorded is told of them.
    """
    query = select(Interaction).where(Interaction.contact_id == contact_id)
    calls = list(scope.session.scalars(query.order_by(Interaction.id.desc()).limit(SHOWN)))
    if not calls:
        return []
    names = {one.id: one.name for one in read_colleagues(scope)}
    reasons, is_told = reasons_of(scope), is_known(scope, contact_id)
    rows = _rows(scope, contact_id, calls, is_told=is_told)
    words = describe_activity(scope, rows, {str(key): name for key, name in names.items()})
    done = list(zip(rows, words, strict=True))
    return [
        CallView(
            reasons.get(call.reason, call.reason),
            names.get(call.staff_id, ""),
            scope.translate(LEVELS[call.level]),
            call.started_at,
            ended_at(scope, call),
            call.outcome if is_told else "",
            tuple(
                (row.at, " · ".join((line.title, *line.details)))
                for row, line in done
                if row.actor_id == call.staff_id
                and call.started_at <= row.at <= (ended_at(scope, call) or scope.now())
            ),
        )
        for call in calls
    ]


def _rows(
    scope: Scope, contact_id: UUID, calls: list[Interaction], *, is_told: bool
) -> list[Activity]:
    query = select(Activity).where(
        Activity.contact_id == contact_id,
        Activity.actor_id.in_({call.staff_id for call in calls}),
        Activity.at >= min(call.started_at for call in calls),
    )
    if not is_told:
        query = query.where(Activity.kind.startswith(OURS, autoescape=True))
        query = query.where(Activity.kind != "csr_console.interaction_ended")
    return list(scope.session.scalars(query.order_by(Activity.id).limit(MOST_LINES)))
