"""Periodic jobs: one outbox row per tick, whatever the number of processes.

A tick is a whole multiple of the period since 1970, and its row's ``once`` key names it. Two
processes, a restart or a clock set back find the key taken; a clock set forward, or an
installation that was off for a week, gets one row for now and none for what it missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.db.outbox import OutboxMessage

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from core.db.base import TenantOwned
    from core.platform import Platform

# Rows that give a job something to do: a table of tenants' rows, and a condition on it.
Rows = tuple[type["TenantOwned"], "ColumnElement[bool]"]
Finder = Callable[[datetime], Iterable[Rows]]

TICK = "schedule:"
FAN_OUT = "core.fan_out"
SHORTEST = timedelta(seconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Periodic:
    """A job that comes back. The parameters are those of :func:`every`."""

    actor: str
    period: timedelta
    plugin: str | None = None
    where: Finder | None = None
    title: str = ""

    def tick(self, now: datetime) -> int:
        return int((now - EPOCH) / self.period)


_periodics: dict[str, Periodic] = {}


def every(
    period: timedelta,
    actor: str,
    *,
    plugin: str | None = None,
    where: Finder | None = None,
    title: str = "",
) -> None:
    """Let a job come back; call it in ``tasks.py``, below the job.

    :param actor: its name. It is declared by ``bare_actor``, because it belongs to no tenant …
    :param plugin: … unless this is given: then it is declared by ``actor`` and runs once for each
        tenant that has the plugin on (``core`` for all tenants)
    :param where: says, for the present moment, which rows give it something to do; then it runs
        only for tenants that have any, and with an index that leads with the tenant and then the
        condition's column the others cost next to nothing
    :param title: what it does, for administrators who think of switching the plugin off
    :raises ValueError: it comes back already at another pace, or would never rest
    """
    if not isinstance(period, timedelta) or period < SHORTEST:
        raise ValueError(f"'{actor}' must come back after {SHORTEST} or more, not {period}")
    periodic = Periodic(actor, period, plugin, where, title)
    if _periodics.setdefault(actor, periodic) != periodic:
        raise ValueError(f"the job '{actor}' comes back already, after {_periodics[actor].period}")


def list_periodics(plugin: str) -> list[Periodic]:
    """Return the jobs that come back for each tenant that has the plugin on."""
    return [periodic for periodic in _periodics.values() if periodic.plugin == plugin]


def find_rows(actor: str, now: datetime) -> list[Rows] | None:
    """Return which rows give a job something to do; ``None`` if it runs whatever there is."""
    periodic = _periodics.get(actor)
    return list(periodic.where(now)) if periodic is not None and periodic.where else None


class Schedule:
    """Puts each tick's row into the outbox. Call it as often as you like."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._planted: dict[str, int] = {}

    def __call__(self) -> None:
        now = self._platform.clock()
        for name, periodic in list(_periodics.items()):
            tick = periodic.tick(now)
            if self._planted.get(name) != tick:
                self._plant(periodic, tick, now)
                self._planted[name] = tick

    def _plant(self, periodic: Periodic, tick: int, now: datetime) -> None:
        prefix = f"{TICK}{periodic.actor}:"
        row = OutboxMessage
        with self._platform.session(reading=True) as session:
            # The key of this tick, or an earlier tick that is still waiting to be done.
            found = session.scalar(
                select(row.id)
                .where(
                    row.once.startswith(prefix, autoescape=True),
                    (row.once == f"{prefix}{tick}")
                    | (row.done_at.is_(None) & row.failed_at.is_(None)),
                )
                .limit(1)
            )
        if found is not None:
            return
        is_per_tenant = periodic.plugin is not None
        owner = periodic.actor.partition(".")[0]
        try:
            with self._platform.session() as session:
                session.add(
                    OutboxMessage(
                        tenant_id=None,
                        actor=FAN_OUT if is_per_tenant else periodic.actor,
                        args=[periodic.actor, periodic.plugin] if is_per_tenant else [],
                        plugin=owner if owner in self._platform.plugins.plugins else None,
                        due_at=now,
                        created_at=now,
                        once=f"{prefix}{tick}",
                        locale="",
                    )
                )
        except IntegrityError:
            return  # another process was faster: that is what the key is for
