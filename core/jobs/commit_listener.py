"""Tells the relay when a transaction that left jobs in the outbox has committed.

Who writes a row that is due at once takes the first lease on it, so no relay has to find it: it is
dispatched as soon as the transaction has committed. That only saves work: a job that is lost on the
way comes back as every other does, when its lease runs out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import event, inspect

from core.db.outbox import OutboxMessage
from core.db.session import GuardedSession
from core.jobs.relay import Dispatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from core.clock import Clock
    from core.jobs.relay import Relay

WRITTEN = "outbox_written"
# More than this waits for the relay, which shares the workers out among the tenants.
PER_TRANSACTION = 10


class CommitListener:
    """Listens to every session of one engine."""

    def __init__(self, engine: Engine, relay: Relay, clock: Clock) -> None:
        self._engine = engine
        self._relay = relay
        self._clock = clock
        self._listeners: dict[str, Callable[..., None]] = {
            "before_flush": self._before_flush,
            "after_commit": self._after_commit,
        }

    def attach(self) -> None:
        for moment, listener in self._listeners.items():
            event.listen(GuardedSession, moment, listener)

    def detach(self) -> None:
        for moment, listener in self._listeners.items():
            event.remove(GuardedSession, moment, listener)

    def _before_flush(self, session: Session, _context: Any, _instances: Any) -> None:
        rows = [row for row in session.new if isinstance(row, OutboxMessage)]
        if rows and self._is_ours(session):
            written = session.info.setdefault(WRITTEN, [])
            now = self._clock()
            for row in rows[: max(0, PER_TRANSACTION - len(written))]:
                if row.handed_at is None and row.due_at <= now:
                    row.handed_at = now
            written += rows

    def _after_commit(self, session: Session) -> None:
        # Heard at the end of a savepoint as well, when nothing is certain yet.
        if session.in_nested_transaction() or not self._is_ours(session):
            return
        # What a savepoint has taken back is no row of the session any more.
        written = [row for row in session.info.pop(WRITTEN, ()) if inspect(row).persistent]
        if written:
            leased = [Dispatch(row.id, 0) for row in written if row.handed_at is not None]
            self._relay.notify(leased, more=len(leased) < len(written))

    def _is_ours(self, session: Session) -> bool:
        # An engine with options (for reading) is another object over the same connections.
        return session.get_bind().engine.pool is self._engine.pool
