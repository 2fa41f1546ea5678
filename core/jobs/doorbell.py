"""Rings for the relay when a transaction that left jobs in the outbox has committed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import event, inspect

from core.db.outbox import OutboxMessage
from core.db.session import GuardedSession
from core.jobs.shortcut import PER_TRANSACTION

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from core.jobs.relay import Relay
    from core.jobs.shortcut import Shortcut

WRITTEN = "outbox_written"


class Doorbell:
    """Listens to every session of one engine, and sends fresh jobs the short way."""

    def __init__(self, engine: Engine, relay: Relay, shortcut: Shortcut) -> None:
        self._engine = engine
        self._relay = relay
        self._shortcut = shortcut
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
            self._shortcut.lease(rows[: max(0, PER_TRANSACTION - len(written))])
            written += rows

    def _after_commit(self, session: Session) -> None:
        # Heard at the end of a savepoint as well, when nothing is certain yet.
        if session.in_nested_transaction() or not self._is_ours(session):
            return
        # What a savepoint has taken back is no row of the session any more.
        written = [row for row in session.info.pop(WRITTEN, ()) if inspect(row).persistent]
        if written:
            handovers = self._shortcut.follow(written)
            self._relay.ring(handovers, more=len(handovers) < len(written))

    def _is_ours(self, session: Session) -> bool:
        # An engine with options (for reading) is another object over the same connections.
        return session.get_bind().engine.pool is self._engine.pool
