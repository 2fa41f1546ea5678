"""The cases that go on from closed ones: whoever writes to the closed one again writes there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, bindparam, select

from core.cases.lifecycle.reopening import reopening_policy
from core.cases.lifecycle.transitions import lock_case
from core.cases.models import Case
from core.db.prepared import PreparedQuery

if TYPE_CHECKING:
    from core.scope import Scope

MOST_STEPS = 50


def goes_on_in(scope: Scope, case: Case) -> Case:
    """Return the case to which a customer's message to this one is added.

    It is the case itself unless messages to it make new cases and one has: then it is the newest of
    those, or what has gone on from that in turn.
    """
    policy, now = reopening_policy(scope), scope.now()
    for _step in range(MOST_STEPS):
        if policy.outcome_of_reply(case, now) != "new_case":
            break
        following: Case | None = _following(
            scope.session, id=case.id, contact_id=case.contact_id, number=case.number
        ).scalar()
        if following is None:
            break
        case = following
    return case


def lock_where_it_goes_on(scope: Scope, case: Case) -> Case:
    """Return the same and hold it. A new case is filed by whoever holds the closed one alone."""
    while True:
        lock_case(scope, case)
        following = goes_on_in(scope, case)
        if following.id == case.id:
            return case
        case = following


@PreparedQuery
def _following() -> Select[Any]:
    # By the contact, which has an index; and nobody writes to a case that is somebody else's now.
    return (
        select(Case)
        .where(
            Case.contact_id == bindparam("contact_id"),
            Case.number > bindparam("number"),
            Case.parent_id == bindparam("id"),
        )
        .order_by(Case.number.desc())
        .limit(1)
    )
