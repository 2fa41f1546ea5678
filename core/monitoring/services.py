"""The state that lies in the database, asked for when somebody wants to know."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select

from core.db.outbox import OutboxMessage
from core.db.releases import RELEASE, release_of
from core.jobs.registry import list_actors
from core.jobs.services import last_heartbeat
from core.metrics.recording import living_processes, write_recorded
from core.monitoring.backups import last_backup
from core.tenancy.models import TenantDocument

if TYPE_CHECKING:
    from core.platform import Platform

DISTRIBUTION = "ventanilla"


def write_metrics(platform: Platform) -> bytes:
    """Return everything in Prometheus' text format."""
    return write_recorded() + generate_latest(_ask(platform))


def _ask(platform: Platform) -> CollectorRegistry:
    registry = CollectorRegistry()
    waiting = Gauge(
        "ventanilla_jobs_waiting",
        "Jobs that are due and not done; mail.send_mail are the mails.",
        ("task",),
        registry=registry,
    )
    oldest = Gauge(
        "ventanilla_jobs_oldest_seconds",
        "For how long the job has been due that has waited longest.",
        registry=registry,
    )
    disabled = Gauge(
        "ventanilla_plugin_breakers_open",
        "Hooks that are disabled because they failed, over all tenants.",
        ("plugin", "hook"),
        registry=registry,
    )
    pool = Gauge(
        "ventanilla_database_connections_max",
        "Connections that one process may use.",
        registry=registry,
    )
    build = Gauge(
        "ventanilla_build_info",
        "Always 1; what runs here.",
        ("version", "database"),
        registry=registry,
    )
    now = platform.clock()
    row = OutboxMessage
    with platform.session(reading=True) as session:
        due = session.execute(
            select(row.actor, func.count(), func.min(row.due_at))
            .where(row.done_at.is_(None), row.failed_at.is_(None), row.due_at <= now)
            .group_by(row.actor)
        ).all()
    with platform.every_tenant(reading=True) as session:
        stored = session.scalars(select(TenantDocument.body).where(TenantDocument.kind == "faults"))
        open_breakers = [
            key
            for faults in stored
            for key, fault in faults.items()
            if datetime.fromisoformat(fault["until"]) > now
        ]
    for task in list_actors():
        waiting.labels(task.name)  # nothing waiting is a number, too
    for task_name, count, _first in due:
        waiting.labels(task_name).set(count)
    oldest.set(max(((now - first).total_seconds() for *_, first in due), default=0.0))
    for key in open_breakers:
        disabled.labels(*key.split(".", 1)).inc()
    size = getattr(platform.engine.pool, "size", lambda: 0)()
    pool.set(size * 2)  # as many again when it overflows
    build.labels(version(DISTRIBUTION), platform.engine.dialect.name).set(1)
    _tell_releases(platform, registry)
    _tell_heartbeat(platform, registry, now)
    _tell_backup(platform, registry)
    _tell_processes(registry)
    return registry


def _tell_releases(platform: Platform, registry: CollectorRegistry) -> None:
    release = Gauge(
        "ventanilla_schema_release",
        "The release of the code, and the one that the database was brought up to.",
        ("of",),
        registry=registry,
    )
    release.labels("code").set(RELEASE)
    release.labels("database").set(release_of(platform.engine))


def _tell_heartbeat(platform: Platform, registry: CollectorRegistry, now: datetime) -> None:
    seen = Gauge(
        "ventanilla_worker_seen_seconds",
        "How long ago any worker, on any machine, did the job that comes back every minute.",
        registry=registry,
    )
    with platform.session(reading=True) as session:
        last = last_heartbeat(session, now)
    seen.set(max(0.0, (now - last).total_seconds()) if last else float("inf"))


def _tell_backup(platform: Platform, registry: CollectorRegistry) -> None:
    folder = platform.settings.backup_dir
    if not folder:
        return
    last = Gauge(
        "ventanilla_backup_last_success_timestamp_seconds",
        "When the newest whole backup was made; 0 if there is none.",
        registry=registry,
    )
    made = last_backup(Path(folder))
    last.set(made.timestamp() if made else 0)


def _tell_processes(registry: CollectorRegistry) -> None:
    """Add up what the living processes of this machine use, as Linux tells it."""
    cpu = Gauge(
        "ventanilla_process_cpu_seconds",
        "Processor time of the processes that live.",
        registry=registry,
    )
    memory = Gauge(
        "ventanilla_process_resident_memory_bytes",
        "Their memory; what they share is counted for each.",
        registry=registry,
    )
    files = Gauge(
        "ventanilla_process_open_fds",
        "Descriptors that the one with the most has open.",
        registry=registry,
    )
    most = 0
    for number in living_processes():
        with suppress(OSError, ValueError, IndexError):
            place = Path("/proc", str(number))
            stat = (place / "stat").read_text().rpartition(")")[2].split()
            cpu.inc((int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK"))
            memory.inc(int(stat[21]) * os.sysconf("SC_PAGE_SIZE"))
            most = max(most, len(list((place / "fd").iterdir())))
    files.set(most)
