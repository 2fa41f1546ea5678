"""Metrics that are read from the database on request."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from core.backup.manifest import last_backup
from core.db.outbox import OutboxMessage
from core.db.releases import RELEASE, release_of
from core.jobs.registry import list_actors
from core.jobs.services import last_heartbeat
from core.metrics.recording import living_processes, write_recorded
from core.tenancy.models import TenantDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.platform import Platform

DISTRIBUTION = "ventanilla"


def write_metrics(platform: Platform) -> bytes:
    """Return everything in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_State(platform))
    return write_recorded() + generate_latest(registry)


class _State(Collector):
    """The state of now, asked for anew each time.

    A ``Gauge`` would not do: among several processes it is kept in a file for each of them, and
    what one process had found stays there when another is asked.
    """

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from _jobs(self._platform)
        yield _breakers(self._platform)
        yield _pool(self._platform)
        yield _build(self._platform)
        yield _releases(self._platform)
        yield from _backup(self._platform)
        yield from _usage()


def _jobs(platform: Platform) -> Iterator[GaugeMetricFamily]:
    waiting = GaugeMetricFamily(
        "ventanilla_jobs_waiting",
        "Jobs that are due and not done; mail.send_mail are the mails.",
        labels=("task",),
    )
    now = platform.clock()
    row = OutboxMessage
    with platform.session(reading=True) as session:
        due = session.execute(
            select(row.actor, func.count(), func.min(row.due_at))
            .where(row.done_at.is_(None), row.failed_at.is_(None), row.due_at <= now)
            .group_by(row.actor)
        ).all()
        seen = last_heartbeat(session, now)
    # Nothing waiting is a number, too.
    counts = dict.fromkeys((task.name for task in list_actors()), 0)
    counts |= {task: count for task, count, _first in due}
    for task, count in counts.items():
        waiting.add_metric((task,), count)
    yield waiting
    yield GaugeMetricFamily(
        "ventanilla_jobs_oldest_seconds",
        "For how long the job has been due that has waited longest.",
        max(((now - first).total_seconds() for *_, first in due), default=0.0),
    )
    yield GaugeMetricFamily(
        "ventanilla_worker_seen_seconds",
        "How long ago any worker, on any machine, did the job that comes back every minute.",
        max(0.0, (now - seen).total_seconds()) if seen else float("inf"),
    )


def _breakers(platform: Platform) -> GaugeMetricFamily:
    disabled = GaugeMetricFamily(
        "ventanilla_plugin_breakers_open",
        "Hooks that are disabled because they failed, over all tenants.",
        labels=("plugin", "hook"),
    )
    now = platform.clock()
    with platform.every_tenant(reading=True) as session:
        stored = session.scalars(select(TenantDocument.body).where(TenantDocument.kind == "faults"))
        tenants = Counter(
            key
            for faults in stored
            for key, fault in faults.items()
            if datetime.fromisoformat(fault["until"]) > now
        )
    for key, count in tenants.items():
        disabled.add_metric(key.split(".", 1), count)
    return disabled


def _pool(platform: Platform) -> GaugeMetricFamily:
    size = getattr(platform.engine.pool, "size", lambda: 0)()
    return GaugeMetricFamily(
        "ventanilla_database_connections_max",
        "Connections that one process may use.",
        size * 2,  # as many again when it overflows
    )


def _build(platform: Platform) -> GaugeMetricFamily:
    build = GaugeMetricFamily(
        "ventanilla_build_info", "Always 1; what runs here.", labels=("version", "database")
    )
    build.add_metric((version(DISTRIBUTION), platform.engine.dialect.name), 1)
    return build


def _releases(platform: Platform) -> GaugeMetricFamily:
    release = GaugeMetricFamily(
        "ventanilla_schema_release",
        "The release of the code, and the one that the database was brought up to.",
        labels=("of",),
    )
    release.add_metric(("code",), RELEASE)
    release.add_metric(("database",), release_of(platform.engine))
    return release


def _backup(platform: Platform) -> Iterator[GaugeMetricFamily]:
    folder = platform.settings.backup_dir
    if folder:
        made = last_backup(Path(folder))
        yield GaugeMetricFamily(
            "ventanilla_backup_last_success_timestamp_seconds",
            "When the newest whole backup was made; 0 if there is none.",
            made.timestamp() if made else 0,
        )


def _usage() -> Iterator[GaugeMetricFamily]:
    """Add up what the living processes of this machine use, as Linux tells it."""
    cpu = memory = 0.0
    most = 0
    for number in living_processes():
        with suppress(OSError, ValueError, IndexError):
            place = Path("/proc", str(number))
            stat = (place / "stat").read_text().rpartition(")")[2].split()
            cpu += (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
            memory += int(stat[21]) * os.sysconf("SC_PAGE_SIZE")
            most = max(most, len(list((place / "fd").iterdir())))
    yield GaugeMetricFamily(
        "ventanilla_process_cpu_seconds", "Processor time of the processes that live.", cpu
    )
    yield GaugeMetricFamily(
        "ventanilla_process_resident_memory_bytes",
        "Their memory; what they share is counted for each.",
        memory,
    )
    yield GaugeMetricFamily(
        "ventanilla_process_open_fds", "Descriptors that the one with the most has open.", most
    )
