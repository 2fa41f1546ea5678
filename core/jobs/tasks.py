"""The platform's own jobs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core.db.outbox import OutboxMessage
from core.jobs import services
from core.jobs.registry import actor, bare_actor
from core.jobs.schedule import FAN_OUT, every, find_rows
from core.scope import DELIVER_EVENT
from core.tenancy.services import PLUGINS_SWITCHED

if TYPE_CHECKING:
    from core.jobs.job import Job
    from core.scope import Scope

PURGE = "core.purge_outbox"


@actor(name=DELIVER_EVENT)
def deliver_event(scope: Scope, plugin: str, hook: str, what: dict[str, Any]) -> None:
    services.deliver_event(scope, plugin, hook, what)


@bare_actor(name=PLUGINS_SWITCHED)
def announce_switches(job: Job, before: list[str], event: dict[str, Any]) -> None:
    with job.complete() as scope:
        services.announce_switches(scope, job.platform.plugins, before, event)


@bare_actor(name=services.DELIVER_SWITCH)
def deliver_switch(job: Job, plugin: str, what: dict[str, Any]) -> None:
    with job.complete() as scope:
        services.deliver_switch(scope, job.platform.plugins, plugin, what)


@bare_actor(name=PURGE)
def purge_outbox(job: Job) -> None:
    """Delete old rows, a piece per transaction."""
    now = job.platform.clock()
    while True:
        with job.platform.session() as session:
            if services.purge_outbox(session, now) < services.AT_ONCE:
                break
    with job.complete_everywhere():
        pass


@bare_actor(name=FAN_OUT)
def fan_out(job: Job, name: str, plugin: str, after: str | None = None) -> None:
    """Ask for a periodic job once per tenant, and for oneself again if there are more tenants."""
    now = job.platform.clock()
    with job.complete_everywhere() as session:
        if plugin != "core" and plugin not in job.platform.plugins.plugins:
            return  # it has left since: nobody could do these jobs
        last = services.fan_out(
            session,
            now,
            name,
            plugin,
            after=UUID(after) if after else None,
            rows=find_rows(name, now),
        )
        if last is not None:
            session.add(
                OutboxMessage(
                    actor=FAN_OUT,
                    args=[name, plugin, str(last)],
                    due_at=now,
                    created_at=now,
                    locale="",
                )
            )


@bare_actor(name=services.HEARTBEAT)
def heartbeat(job: Job) -> None:
    """Show that jobs are done: being done is all there is to do."""
    with job.complete_everywhere():
        pass


every(timedelta(hours=1), PURGE)
every(services.BEAT_PERIOD, services.HEARTBEAT)
