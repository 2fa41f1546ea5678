"""What can be done with due times."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from translationstring import TranslationStringFactory

from core.plugin.api import Refused, new_id
from core.plugin.api.cases import Case, get_case_by_id
from ventanilla_due.models import DueTime

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from core.plugin.api import Scope

_ = TranslationStringFactory("due")

BATCH = 200  # cases of one job
OVERDUE, TODAY = "overdue", "today"
CHANGED = _("Meanwhile this case is due at another time.")


def start_clock(scope: Scope, case_id: UUID) -> None:
    """Give an open case the time by which it is due, unless it has one."""
    case = get_case_by_id(scope, case_id)
    if case.closed_at is None and _find(scope, case_id) is None:
        _add(scope, case_id, case.created_at)


def follow_status(scope: Scope, case_id: UUID) -> None:
    """Stop the clock of a case that is closed, and start it anew when it is reopened."""
    case, due = get_case_by_id(scope, case_id), _find(scope, case_id)
    if case.closed_at is not None and due is not None:
        scope.session.delete(due)
    elif case.closed_at is None and due is None:
        _add(scope, case_id, scope.now())


def fill_in(scope: Scope) -> bool:
    """Give open cases of earlier a due time, some at once; return whether there may be more."""
    known = select(DueTime.case_id)
    query = (
        select(Case.id, Case.created_at)
        .where(Case.closed_at.is_(None), Case.id.not_in(known))
        .order_by(Case.number.desc())
        .limit(BATCH)
    )
    rows = scope.session.execute(query).all()
    for row in rows:
        _add(scope, row.id, row.created_at)
    return len(rows) == BATCH


def due_times(scope: Scope, case_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """Return when cases are due, by their ids; those without a due time are left out."""
    query = select(DueTime.case_id, DueTime.due_at).where(DueTime.case_id.in_(case_ids))
    return {row.case_id: row.due_at for row in scope.session.execute(query)}


def is_due(scope: Scope, state: str) -> ColumnElement[bool]:
    """Return the condition that a case is overdue, or due later today."""
    now = scope.now()
    if state == OVERDUE:
        return Case.id.in_(select(DueTime.case_id).where(DueTime.due_at < now))
    later_today = select(DueTime.case_id).where(
        DueTime.due_at >= now, DueTime.due_at < _end_of_day(scope)
    )
    return Case.id.in_(later_today)


def state_of(scope: Scope, due_at: datetime) -> str:
    """Return whether that is overdue or due later today; else nothing."""
    if due_at < scope.now():
        return OVERDUE
    return TODAY if due_at < _end_of_day(scope) else ""


def postpone_case(scope: Scope, case_id: UUID, values: Mapping[str, Any]) -> dict[str, str]:
    """Move the due time of a case; return what it was and what it is.

    :raises Refused: it has none
    """
    due = _find(scope, case_id)
    if due is None:
        raise Refused(_("This case has no due time."))
    before = due.due_at
    due.due_at = before + timedelta(hours=values["hours"])
    return {"before": before.isoformat(), "after": due.due_at.isoformat()}


def put_back(scope: Scope, case_id: UUID, moved: Mapping[str, str]) -> None:
    """Undo that.

    :raises Refused: the due time has been changed since
    """
    due = _find(scope, case_id)
    if due is None or due.due_at != datetime.fromisoformat(moved["after"]):
        raise Refused(CHANGED)
    due.due_at = datetime.fromisoformat(moved["before"])


def list_without(scope: Scope, case_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return which cases can't be postponed, and why."""
    known = due_times(scope, case_ids)
    return {
        case_id: _("This case has no due time.") for case_id in case_ids if case_id not in known
    }


def _find(scope: Scope, case_id: UUID) -> DueTime | None:
    return scope.session.scalar(select(DueTime).where(DueTime.case_id == case_id))


def _add(scope: Scope, case_id: UUID, since: datetime) -> None:
    due_at = since + timedelta(hours=scope.tenant.settings("due")["hours"])
    row = DueTime(id=new_id(), tenant_id=scope.tenant_id, case_id=case_id, due_at=due_at)
    scope.session.add(row)


def _end_of_day(scope: Scope) -> datetime:
    zone = ZoneInfo(scope.tenant.time_zone)
    tomorrow = scope.now().astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, zone)
