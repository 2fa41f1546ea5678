"""The relay: dispatches jobs that are due in the outbox to the workers.

It may run in any number of processes at once. The database is the truth, and the broker only
wakes the workers: a row whose message got lost, or whose worker died, is handed over again when its
lease runs out.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import structlog
from sqlalchemy import ColumnElement, and_, func, or_, select, update

from core.db.outbox import OutboxMessage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from core.platform import Platform

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=10)  # how long a job may go without a sign of life
MAX_IN_FLIGHT = 500  # jobs, over all processes
BATCH = 100
LONGEST_REST = 30.0  # seconds between tries while the database or the broker is away
SOON = 0.1  # seconds until the next look when the workers may have made room by then


class Dispatch(NamedTuple):
    """What a message says: which job, and how often it had been tried by then."""

    job_id: UUID
    attempts: int


def _is_open() -> ColumnElement[bool]:
    return and_(OutboxMessage.done_at.is_(None), OutboxMessage.failed_at.is_(None))


def _is_in_flight(now: datetime) -> ColumnElement[bool]:
    # A time in the future was written before the clock was set back; it is no lease.
    return and_(OutboxMessage.handed_at >= now - LEASE, OutboxMessage.handed_at <= now + LEASE)


def _is_waiting(now: datetime) -> ColumnElement[bool]:
    free = or_(OutboxMessage.handed_at.is_(None), ~_is_in_flight(now))
    return and_(_is_open(), OutboxMessage.due_at <= now, free)


def next_due(session: Session) -> datetime | None:
    """Return when the earliest open job is or was due."""
    return session.scalar(select(func.min(OutboxMessage.due_at)).where(_is_open()))


def take_due(session: Session, now: datetime, batch: int = BATCH) -> list[Dispatch]:
    """Take a batch of due jobs, marked as handed over; what another relay takes is skipped."""
    row = OutboxMessage
    handed = session.scalar(
        select(func.count()).select_from(row).where(_is_open(), _is_in_flight(now))
    )
    room = min(batch, MAX_IN_FLIGHT - (handed or 0))
    if room <= 0:
        return []
    waiting = select(row.id, row.attempts).where(_is_waiting(now))
    taken = session.execute(
        waiting.order_by(row.due_at, row.id).limit(room).with_for_update(skip_locked=True)
    ).all()
    if len(taken) == room:
        # More than one batch waits, so whose turn is it? Every tenant's first job comes before
        # anybody's second: one tenant's thousand do not starve the rest.
        turn = func.row_number().over(partition_by=row.tenant_id, order_by=(row.due_at, row.id))
        ranked = select(row.id, turn.label("turn")).where(_is_waiting(now)).subquery()
        first = select(ranked.c.id).order_by(ranked.c.turn, ranked.c.id).limit(room)
        taken = session.execute(
            waiting.where(row.id.in_(first)).with_for_update(skip_locked=True)
        ).all()
    if taken:
        session.execute(
            update(row)
            .where(row.id.in_([one.id for one in taken]))
            .values(handed_at=now)
            .execution_options(synchronize_session=False)
        )
    return [Dispatch(one.id, one.attempts) for one in taken]


class Relay:
    """A thread that polls when it is notified, when a job falls due, and at intervals.

    :param dispatch: gives one job to the workers
    :param idle: seconds between polls when nobody notifies it
    :param before: what else to do at each look (the schedule)
    :param alive: tells the broker before each poll that this thread is alive
    """

    def __init__(
        self,
        platform: Platform,
        dispatch: Callable[[Dispatch], None],
        *,
        idle: float = 1.0,
        before: Callable[[], None] | None = None,
        alive: Callable[[], None] | None = None,
    ) -> None:
        self._platform = platform
        self._dispatch = dispatch
        self._idle = idle
        self._before = before
        self._alive = alive
        self._leased: deque[Dispatch] = deque()
        self._wakeup = threading.Event()
        self._is_wanted = False
        self._stopping = False
        self._thread = threading.Thread(target=self._watch, name="relay", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def notify(self, leased: Iterable[Dispatch] = (), *, more: bool = True) -> None:
        """Say that something was put into the outbox.

        :param leased: what is only to be handed over
        :param more: there is something to look for, now
        """
        self._leased.extend(leased)
        self._is_wanted = self._is_wanted or more
        self._wakeup.set()

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def stop(self, timeout: float = 10.0) -> None:
        self._stopping = True
        self._wakeup.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def look(self) -> float:
        """Hand over what is due; return how many seconds to wait before the next look."""
        if self._before is not None:
            self._before()
        now = self._platform.clock()
        with self._platform.session(reading=True) as session:
            due = next_due(session)
        if due is None or due > now:
            return self._idle if due is None else min(self._idle, (due - now).total_seconds())
        with self._platform.session() as session:
            taken = take_due(session, now)
        # The leases are committed: should we die from here on, the jobs come back.
        for one in taken:
            self._dispatch(one)
        if len(taken) == BATCH:
            return 0.0
        return SOON if taken else self._idle

    def _watch(self) -> None:
        next_look = 0.0
        failures = 0
        while True:
            self._wakeup.wait(max(0.0, next_look - time.monotonic()))
            self._wakeup.clear()
            try:
                while self._leased:
                    self._dispatch(self._leased.popleft())
                if self._stopping:
                    return
                if self._alive is not None:
                    self._alive()
                if self._is_wanted or time.monotonic() >= next_look:
                    self._is_wanted = False
                    next_look = time.monotonic() + self.look()
                failures = 0
            except Exception as error:  # database or broker away: the thread stays
                failures += 1
                rest = min(0.5 * 2**failures, LONGEST_REST)
                next_look = time.monotonic() + rest
                log.warning("relay_waits", seconds=rest, exc_info=error)
