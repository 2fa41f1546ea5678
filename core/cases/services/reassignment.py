"""Reassigning somebody's open cases, for example when they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from core.cases.models import Case
from core.cases.services.changes import assign_case
from core.identity.services.staff import can_answer

if TYPE_CHECKING:
    from uuid import UUID

    from core.scope import Scope

HAND_OVER = "cases.hand_over"
BATCH = 100


def count_open_cases(scope: Scope, staff_id: UUID) -> int:
    """Return how many cases that are not closed are assigned to a member of staff."""
    query = (
        select(func.count())
        .select_from(Case)
        .where(Case.assignee_id == staff_id, Case.closed_at.is_(None))
    )
    return scope.session.scalar(query) or 0


def ask_to_hand_over(scope: Scope, staff_id: UUID, to: UUID | None) -> None:
    """Have the open cases of a member of staff given to another, or to nobody, after commit."""
    scope.enqueue(HAND_OVER, staff_id, to)


def hand_over_some(scope: Scope, staff_id: UUID, to: UUID | None) -> bool:
    """Give some of them over; return whether more may be left.

    :param to: the new assignee; if that one doesn't answer cases either, they are unassigned
    """
    if to == staff_id:
        return False
    new = to if to is not None and can_answer(scope, to) else None
    cases = scope.session.scalars(
        select(Case)
        .where(Case.assignee_id == staff_id, Case.closed_at.is_(None))
        .order_by(Case.number)
        .limit(BATCH)
    ).all()
    for case in cases:
        assign_case(scope, case, new, is_checked=False)
    return len(cases) == BATCH
