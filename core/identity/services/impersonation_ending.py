"""How visits end: for each there is one row of activity, with the pages that were looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sqlalchemy import select, update

from core.activity.services import record_activity
from core.identity.models.impersonation import Impersonation, ImpersonationPage
from core.identity.models.staff import Staff
from core.scope import Actor

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from core.scope import Scope

# By what a visit ended; "unknown" is a cookie that belongs to none.
Ending = Literal["staff", "time", "sign_out", "right", "customer", "plugin", "another", "unknown"]
MOST_PAGES = 100


def end_visits(scope: Scope, ending: Ending, *which: ColumnElement[bool]) -> None:
    """End the visits that are under way, and put each on record. Of two at once, one does it.

    :param which: conditions on :class:`Impersonation`
    """
    now = scope.now()
    ended = scope.session.execute(
        update(Impersonation)
        .where(Impersonation.started_at.is_not(None), Impersonation.ended_at.is_(None), *which)
        .values(ended_at=now, ended_by=ending)
        .returning(Impersonation.id, Impersonation.contact_id, Impersonation.staff_id)
        .execution_options(synchronize_session=False)
    ).all()
    for visit_id, contact_id, staff_id in ended:
        staff = scope.session.get(Staff, (scope.tenant_id, staff_id))
        visitor = Actor(kind="staff", id=staff_id, name=staff.name if staff else "")
        record_activity(
            scope.acting_as(visitor),
            "impersonation_ended",
            contact_id=contact_id,
            roles=list(staff.roles) if staff else [],
            ending=ending,
            pages=_pages(scope, visit_id),
            impersonation=visit_id,
        )


def _pages(scope: Scope, visit_id: UUID) -> list[str]:
    """Return the addresses that were looked at, each once, the first one first."""
    paths = scope.session.scalars(
        select(ImpersonationPage.path)
        .where(ImpersonationPage.impersonation_id == visit_id)
        .order_by(ImpersonationPage.id)
    )
    return list(dict.fromkeys(paths))[:MOST_PAGES]
