"""Rings for the relay when a transaction that left a job in the outbox has committed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from core.db.outbox import OutboxMessage
from core.db.session import GuardedSession

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

RINGS = "outbox_written"


class Doorbell:
    """Listens to every session of one engine."""

    def __init__(self, engine: Engine, ring: Callable[[], None]) -> None:
        self._engine = engine
        self._ring = ring

    def attach(self) -> None:
        event.listen(GuardedSession, "after_flush", self._after_flush)
        event.listen(GuardedSession, "after_commit", self._after_commit)

    def detach(self) -> None:
        event.remove(GuardedSession, "after_flush", self._after_flush)
        event.remove(GuardedSession, "after_commit", self._after_commit)

    def _after_flush(self, session: Session, _context: Any) -> None:
        if any(isinstance(row, OutboxMessage) for row in session.new):
            session.info[RINGS] = True

    def _after_commit(self, session: Session) -> None:
        # An engine with options (for reading) is another object over the same connections.
        if session.info.get(RINGS) and session.get_bind().engine.pool is self._engine.pool:
            self._ring()
