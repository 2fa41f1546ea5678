"""Maintaining the outbox."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, false, func, or_, select, update

from core.db.outbox import OutboxMessage
from core.jobs.errors import Postponed
from core.jobs.schedule import EPOCH, TICK
from core.plugin import hookspecs
from core.plugin.activation import RestingError
from core.plugin.events import read_event
from core.tenancy.models import Tenant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.orm import Session

    from core.jobs.schedule import Rows
    from core.plugin.activation import TenantHooks
    from core.plugin.loading import PluginRegistry
    from core.scope import Scope

KEEP_DONE = timedelta(days=7)
KEEP_FAILED = timedelta(days=90)
HEARTBEAT = "core.heartbeat"
DELIVER_SWITCH = "core.deliver_switch"
BEAT_PERIOD = timedelta(minutes=1)
BEATS = 30  # that are looked at: who has been quiet for longer is as good as dead
AT_ONCE = 1000  # rows per statement and per transaction: others get their turn between


def announce_switches(
    scope: Scope, plugins: PluginRegistry, before: Iterable[str], event: dict[str, Any]
) -> None:
    """Tell the plugins that are on now and were off, or the reverse, and nobody else.

    Those that need a plugin which was switched went with it, whatever their own switch says.

    :param before: the plugins that were on
    """
    switched = scope.tenant.plugins.symmetric_difference(before)
    for plugin in plugins.hooks_for(switched).plugins_with(hookspecs.plugin_switched):
        scope.enqueue(DELIVER_SWITCH, plugin, {**event, "on": plugin in scope.tenant.plugins})


def deliver_switch(
    scope: Scope, plugins: PluginRegistry, plugin: str, what: Mapping[str, Any]
) -> None:
    """Tell a plugin that it was switched, if that still holds: it is called even if it is off."""
    if what["on"] is (plugin in scope.tenant.plugins):
        deliver_event(scope, plugin, "plugin_switched", what, plugins.hooks_for({plugin}))


def deliver_event(
    scope: Scope, plugin: str, hook: str, what: Mapping[str, Any], hooks: TenantHooks | None = None
) -> None:
    """Tell one plugin what happened.

    :param hooks: where it is found, unless among those that the tenant has on
    """
    hooks = hooks or scope.hooks
    given = read_event(hooks.find_spec(hook), what, scope.now())
    try:
        hooks.deliver(plugin, hook, {"scope": scope, **given}, expected=(Postponed,))
    except RestingError as resting:
        # It would fail again, and this is no try: the job waits for the hook's rest to end.
        raise Postponed(timedelta(seconds=resting.seconds + 1), str(resting)) from None


def waits_for(plugin: str) -> str:
    """Return the error that is recorded for a job whose plugin is not installed."""
    return f"waits for the plugin '{plugin}', which is not here"


def wake_jobs(session: Session, plugins: Iterable[str], now: datetime) -> int:
    """Let the jobs run that waited for one of these plugins; return how many there were."""
    row = OutboxMessage
    # What is stored begins with the error's class.
    is_waiting = [row.error.endswith(waits_for(plugin), autoescape=True) for plugin in plugins]
    woken = session.execute(
        update(row)
        .where(
            row.done_at.is_(None),
            row.failed_at.is_(None),
            row.due_at > now,
            or_(false(), *is_waiting),
        )
        .values(due_at=now)
        .execution_options(synchronize_session=False)
    )
    return int(woken.rowcount)  # type: ignore[attr-defined]  # an UPDATE has one


def purge_outbox(session: Session, now: datetime) -> int:
    """Delete old rows, at most :data:`AT_ONCE`; return how many there were.

    Rows with a key that somebody chose stay: it says that the thing was done, for ever.
    """
    row = OutboxMessage
    old = or_(row.done_at < now - KEEP_DONE, row.failed_at < now - KEEP_FAILED)
    unkeyed = or_(row.once.is_(None), row.once.startswith(TICK))
    ids = list(session.scalars(select(row.id).where(old, unkeyed).limit(AT_ONCE)))
    if ids:
        session.execute(
            delete(row).where(row.id.in_(ids)).execution_options(synchronize_session=False)
        )
    return len(ids)


def last_heartbeat(session: Session, now: datetime) -> datetime | None:
    """Return when a worker last did the job that comes back every minute, if lately."""
    tick = int((now - EPOCH) / BEAT_PERIOD)
    row = OutboxMessage
    keys = [f"{TICK}{HEARTBEAT}:{tick - back}" for back in range(BEATS)]
    return session.scalar(select(func.max(row.done_at)).where(row.once.in_(keys)))


def fan_out(
    session: Session,
    now: datetime,
    actor: str,
    plugin: str,
    *,
    after: UUID | None,
    rows: Sequence[Rows] | None,
) -> UUID | None:
    """Ask for a job once per tenant, :data:`AT_ONCE` tenants at a time.

    :param session: one that may touch every tenant
    :param plugin: each job is dropped if its tenant has this plugin off; ``core`` is always on
    :param rows: ask only for tenants that have such rows; ``None`` asks for all
    :param after: continue after this tenant
    :returns: the last tenant, if there may be more
    """
    tenants = select(Tenant.id).order_by(Tenant.id).limit(AT_ONCE)
    if after is not None:
        tenants = tenants.where(Tenant.id > after)
    if rows is not None:
        found = (exists().where(model.tenant_id == Tenant.id, which) for model, which in rows)
        tenants = tenants.where(or_(false(), *found))
    ids = list(session.scalars(tenants))
    session.add_all(
        OutboxMessage(
            tenant_id=tenant_id,
            actor=actor,
            args=[],
            plugin=None if plugin == "core" else plugin,
            due_at=now,
            created_at=now,
            locale="",
        )
        for tenant_id in ids
    )
    return ids[-1] if len(ids) == AT_ONCE else None
