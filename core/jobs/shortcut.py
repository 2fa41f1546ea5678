"""The short way of a job: from the transaction that asks for it to a worker.

Who writes a row that is due at once takes the first lease on it and hands it over after commit, so
no relay has to find it. Where the workers are in the same process, it is remembered here, too, so
that none has to read it. Both only save work: a job that is lost on the way comes back as every
other does, when its lease runs out.
"""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from core.jobs.relay import LEASE, Handover

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from core.clock import Clock
    from core.db.outbox import OutboxMessage

# More than this waits for the relay, which shares the workers out among the tenants.
PER_TRANSACTION = 10
ROOM = 100


class FreshJob(NamedTuple):
    """What an outbox row says, kept by the process that wrote it."""

    tenant_id: UUID | None
    actor: str
    args: list[Any]
    plugin: str | None
    locale: str
    request_id: str | None
    handed_at: datetime


class Shortcut:
    """The fresh jobs of this process.

    :param remembers: whether they are run here
    """

    def __init__(self, clock: Clock, *, remembers: bool) -> None:
        self._clock = clock
        self._remembers = remembers
        self._fresh: dict[UUID, FreshJob] = {}
        self._lock = threading.Lock()

    def lease(self, rows: Iterable[OutboxMessage]) -> None:
        """Take the first lease on those of the rows that are due; they are about to be written."""
        now = self._clock()
        for row in rows:
            if row.handed_at is None and row.due_at <= now and len(self._fresh) < ROOM:
                row.handed_at = now

    def follow(self, rows: Iterable[OutboxMessage]) -> list[Handover]:
        """Return what is to be handed over of rows that are committed now."""
        leased = [row for row in rows if row.handed_at is not None]
        if self._remembers:
            with self._lock:
                self._fresh.update((row.id, _remember(row)) for row in leased)
        return [Handover(row.id, 0) for row in leased]

    def take(self, job_id: UUID) -> FreshJob | None:
        """Return a job that nobody else can have taken yet, once."""
        with self._lock:
            job = self._fresh.pop(job_id, None)
        if job is None:
            return None
        # Far from the end of the lease; and not from before the clock was set back.
        is_ours = timedelta() <= self._clock() - job.handed_at < LEASE / 2
        return job if is_ours else None


def _remember(row: OutboxMessage) -> FreshJob:
    args = json.loads(json.dumps(row.args))  # as the database would give them back
    handed_at: Any = row.handed_at
    return FreshJob(
        row.tenant_id, row.actor, args, row.plugin, row.locale, row.request_id, handed_at
    )
