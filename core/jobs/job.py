"""A running job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, update

from core.db.outbox import OutboxMessage
from core.jobs.errors import ClaimLostError, PluginOffError

if TYPE_CHECKING:
    from uuid import UUID

    from core.db.session import GuardedSession
    from core.platform import Platform
    from core.scope import Scope


@dataclass(slots=True, kw_only=True)
class Job:
    """A job that this process has claimed. Its effects count only if it ends in :meth:`complete`.

    :ivar attempt: the number of this attempt, from 1; if the row has another, another process has
        claimed the job
    :ivar request_id: of the request that requested it; its own if there was none
    :ivar causes: the chain of plugins and core jobs that led to it
    """

    platform: Platform
    id: UUID
    tenant_id: UUID | None
    actor: str
    args: list[Any]
    plugin: str | None
    locale: str
    attempt: int
    is_last_attempt: bool
    request_id: str = ""
    causes: tuple[str, ...] = ()
    is_finished: bool = False

    @contextmanager
    def scope(self, *, reading: bool = False) -> Iterator[Scope]:
        """Open a transaction for the job's tenant, acting as the system."""
        if self.tenant_id is None:
            raise LookupError(f"the job '{self.actor}' was asked for without a tenant")
        with self.platform.scope(
            self.tenant_id,
            locale=self.locale or None,
            reading=reading,
            request_id=self.request_id,
            causes=tuple(dict.fromkeys((*self.causes, self.plugin or self.actor))),
        ) as scope:
            if self.plugin is not None and self.plugin not in scope.tenant.plugins:
                raise PluginOffError(self.plugin)
            yield scope

    @contextmanager
    def complete(self) -> Iterator[Scope]:
        """Open the transaction that ends the job: its effects and "done" commit together."""
        with self.scope() as scope:
            yield scope
            self._mark_done(scope.session)
        self.is_finished = True

    @contextmanager
    def complete_everywhere(self) -> Iterator[GuardedSession]:
        """Like :meth:`complete`, in a session that may touch every tenant."""
        with self.platform.every_tenant() as session:
            yield session
            self._mark_done(session)
        self.is_finished = True

    def _mark_done(self, session: Any) -> None:
        session.flush()
        done = session.connection().execute(
            _DONE,
            {
                "job": self.id,
                "attempt": self.attempt,
                "now": self.platform.clock(),
            },
        )
        if done.rowcount != 1:
            # The lease ran out, and another process has claimed the job or even finished it.
            raise ClaimLostError(str(self.id))


# The last statement of every job: built once, on the table, to save the work of the ORM.
_outbox = OutboxMessage.metadata.tables[OutboxMessage.__tablename__]
_DONE = (
    update(_outbox)
    .where(
        _outbox.c.id == bindparam("job"),
        _outbox.c.attempts == bindparam("attempt"),
        _outbox.c.done_at.is_(None),
        _outbox.c.failed_at.is_(None),
    )
    .values(done_at=bindparam("now"), error=None)
)
