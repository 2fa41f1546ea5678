"""Operating the outbox: listing, running, retrying and dropping jobs."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, false, func, or_, select, update

from core.db.outbox import OutboxMessage
from core.errors import VentanillaError
from core.jobs.registry import find_actor, list_actors
from core.jobs.relay import LEASE
from core.jobs.runner import Runner
from core.tenancy.models import Tenant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from core.platform import Platform

State = Literal["waiting", "later", "running", "given-up", "done"]
STATES: tuple[State, ...] = ("waiting", "later", "running", "given-up", "done")
DROPPED = "dropped: by the operator"
AT_ONCE = 500  # rows per transaction: others get their turn between

_row = OutboxMessage


class JobRow(NamedTuple):
    """A job in the operator's list."""

    id: UUID
    state: State
    due_at: datetime
    tenant: str
    actor: str
    attempts: int
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which jobs are meant: those of these ids, or all that fit everything else."""

    ids: Sequence[UUID] = field(default_factory=tuple)
    states: Sequence[State] = ("waiting", "later", "running", "given-up")
    tenant_id: UUID | None = None
    actor: str = ""
    plugin: str = ""

    def where(self, now: datetime) -> ColumnElement[bool]:
        parts: list[ColumnElement[bool]] = [
            or_(false(), *(_is_in(state, now) for state in self.states))
        ]
        if self.ids:
            parts.append(_row.id.in_(self.ids))
        if self.tenant_id is not None:
            parts.append(_row.tenant_id == self.tenant_id)
        if self.actor:
            parts.append(_row.actor == self.actor)
        if self.plugin:
            parts.append(_row.plugin == self.plugin)
        return and_(*parts)


def _is_in(state: State, now: datetime) -> ColumnElement[bool]:
    is_open = and_(_row.done_at.is_(None), _row.failed_at.is_(None))
    in_hands = and_(_row.handed_at >= now - LEASE, _row.handed_at <= now + LEASE)
    is_free = or_(_row.handed_at.is_(None), ~in_hands)
    found: dict[State, ColumnElement[bool]] = {
        "waiting": and_(is_open, is_free, _row.due_at <= now),
        "later": and_(is_open, is_free, _row.due_at > now),
        "running": and_(is_open, in_hands),
        "given-up": _row.failed_at.is_not(None),
        "done": _row.done_at.is_not(None),
    }
    return found[state]


def count_jobs(platform: Platform, chosen: Chosen) -> int:
    """Return how many there are."""
    with platform.session(reading=True) as session:
        which = chosen.where(platform.clock())
        return session.scalar(select(func.count()).select_from(_row).where(which)) or 0


def list_jobs(platform: Platform, chosen: Chosen, limit: int) -> list[JobRow]:
    """Return the newest of them."""
    now = platform.clock()
    query = (
        select(_row, Tenant.slug)
        .outerjoin(Tenant, Tenant.id == _row.tenant_id)
        .where(chosen.where(now))
        .order_by(_row.id.desc())
        .limit(limit)
    )
    with platform.session(reading=True) as session:
        return [
            JobRow(
                row.id,
                _state_of(row, now),
                row.due_at,
                slug or "-",
                row.actor,
                row.attempts,
                row.error or "",
            )
            for row, slug in session.execute(query)
        ]


def _state_of(row: OutboxMessage, now: datetime) -> State:
    if row.done_at is not None:
        return "done"
    if row.failed_at is not None:
        return "given-up"
    if row.handed_at is not None and abs(now - row.handed_at) <= LEASE:
        return "running"
    return "waiting" if row.due_at <= now else "later"


def retry_jobs(platform: Platform, chosen: Chosen) -> int:
    """Let them run now: those that wait, and those that were given up, from the first try on."""
    now = platform.clock()
    return _update(
        platform, chosen, failed_at=None, handed_at=None, due_at=now, attempts=0, error=None
    )


def drop_jobs(platform: Platform, chosen: Chosen) -> int:
    """Let them never run. The rows stay, and so do the keys that keep them from coming back."""
    now = platform.clock()
    return _update(platform, chosen, failed_at=None, done_at=now, error=DROPPED)


def _update(platform: Platform, chosen: Chosen, **values: Any) -> int:
    """Change them in pieces, by the keys that were found at the beginning."""
    now, after, changed = platform.clock(), None, 0
    while True:
        which = chosen.where(now)
        with platform.session() as session:
            query = select(_row.id).where(which).order_by(_row.id).limit(AT_ONCE)
            ids = list(session.scalars(query if after is None else query.where(_row.id > after)))
            if not ids:
                return changed
            # Once more what they were found by: a worker may have been faster.
            done: Any = session.execute(
                update(_row)
                .where(_row.id.in_(ids), which)
                .values(**values)
                .execution_options(synchronize_session=False)
            )
        changed, after = changed + done.rowcount, ids[-1]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job that was run here: ``is_done``, or the reason why not."""

    is_done: bool
    reason: str = ""


def run_job(platform: Platform, name: str, args: Sequence[str], tenant_id: UUID | None) -> Outcome:
    """Do a job here and now. It is a row of the outbox like any other: nobody does it twice.

    :param name: for example ``visits.forget_entries``
    :raises VentanillaError: there is no such job, or it needs something else
    """
    try:
        actor = find_actor(name)
    except LookupError:
        known = ", ".join(sorted(one.name for one in list_actors()))
        raise VentanillaError(f"There is no job '{name}'. There are: {known}.") from None
    try:
        actor.takes.bind(*args)
    except TypeError:
        wanted = " ".join(actor.takes.parameters) or "nothing"
        raise VentanillaError(f"The job '{name}' takes: {wanted}.") from None
    if actor.is_tenants and tenant_id is None:
        raise VentanillaError(f"The job '{name}' is done for one tenant: say --tenant.")
    now, owner = platform.clock(), name.partition(".")[0]
    with platform.session() as session:
        row = OutboxMessage(
            tenant_id=tenant_id,
            actor=name,
            args=list(args),
            plugin=owner if owner in platform.plugins.plugins else None,
            due_at=now,
            handed_at=now,  # to us
            created_at=now,
            locale="",
        )
        session.add(row)
        session.flush()
        job_id = row.id
    runner = Runner(platform)
    with _renewing(runner):
        runner.run(job_id, 0)
    with platform.session(reading=True) as session:
        row = session.get_one(OutboxMessage, job_id)
        is_done = row.done_at is not None and not row.error
        return Outcome(is_done, row.error or ("" if is_done else "another process is at it"))


@contextmanager
def _renewing(runner: Runner) -> Iterator[None]:
    """Say every few seconds that what runs here still runs, so that nobody else takes it up."""
    stopped = threading.Event()

    def renew() -> None:
        while not stopped.wait(LEASE.total_seconds() / 3):
            runner.renew_leases()

    thread = threading.Thread(target=renew, name="job-lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()
