"""Counting the record by spans of time, and finding what was altered, added or removed in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import structlog
from sqlalchemy import func, select

from core.activity.models import Activity, ActivitySeal
from core.activity.sealing import BEGINNING, is_genuine, is_genuine_span, seal_span
from core.db.base import first_id_at, new_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from core.scope import Scope

log = structlog.get_logger(__name__)

# A row is numbered when it is made, and seen when its transaction commits.
SETTLED = timedelta(hours=6)
LATE = timedelta(days=9)  # then the daily job has not run for days
AT_ONCE = 1000

Fault = Literal["altered", "removed", "added", "span", "late"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the record that is not as the program left it.

    ``altered``: the row of this ``id`` says something else than what was written, or was not
    written by the program. ``removed``, ``added``: so many rows fewer or more than were counted.
    ``span``: the count itself was altered or is missing. ``late``: nothing was counted for days.
    """

    fault: Fault
    id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    count: int = 0


def count_span(scope: Scope) -> ActivitySeal | None:
    """Count what is on record since the last count, and seal the number; daily.

    The log holds it, too: who removes the newest rows and their count does not reach it there.
    """
    last = scope.session.scalars(
        select(ActivitySeal).order_by(ActivitySeal.until.desc()).limit(1)
    ).first()
    since, until = last.until if last else BEGINNING, scope.now() - SETTLED
    if until <= since:
        return None
    span = ActivitySeal(
        tenant_id=scope.tenant_id,
        id=new_id(),
        since=since,
        until=until,
        count=_count(scope, since, until),
    )
    span.seal = seal_span(scope.settings, span)
    scope.session.add(span)
    log.info("activity_counted", until=until.isoformat(), count=span.count)
    return span


def lower_count(scope: Scope, span: ActivitySeal, by: int) -> None:
    """Take rows out of a count whose time was up. A count that is not ours stays a finding."""
    if is_genuine_span(scope.settings, span):
        span.count -= by
        span.seal = seal_span(scope.settings, span)


def verify_activity(scope: Scope) -> Iterator[Finding]:
    """Look at every row and every count of the tenant, and yield what is wrong. Keeps little."""
    yield from _verify_rows(scope)
    yield from _verify_spans(scope)


def _verify_rows(scope: Scope) -> Iterator[Finding]:
    after: UUID | None = None
    while True:
        # Columns: rows of the session would all be kept until the end.
        query = select(*Activity.__table__.columns).order_by(Activity.id).limit(AT_ONCE)
        if after is not None:
            query = query.where(Activity.id > after)
        rows = scope.session.execute(query.where(Activity.tenant_id == scope.tenant_id)).all()
        for row in rows:
            if not is_genuine(scope.settings, row):  # type: ignore[arg-type]  # has its columns
                yield Finding("altered", id=row.id)
        if len(rows) < AT_ONCE:
            return
        after = rows[-1].id


def _verify_spans(scope: Scope) -> Iterator[Finding]:
    until = BEGINNING
    spans = scope.session.scalars(select(ActivitySeal).order_by(ActivitySeal.since)).all()
    for span in spans:
        if span.since != until or not is_genuine_span(scope.settings, span):
            yield Finding("span", since=until, until=span.until)
        else:
            there = _count(scope, span.since, span.until)
            fault: Fault = "removed" if there < span.count else "added"
            if there != span.count:
                yield Finding(fault, since=until, until=span.until, count=abs(there - span.count))
        until = span.until
    if scope.now() - until > LATE and _count(scope, until, scope.now() - LATE):
        yield Finding("late", since=until, until=scope.now())


def _count(scope: Scope, since: datetime, until: datetime) -> int:
    query = select(func.count()).select_from(Activity).where(*_between(since, until))
    return scope.session.scalar(query) or 0


def _between(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return Activity.id >= first_id_at(since), Activity.id < first_id_at(until)
