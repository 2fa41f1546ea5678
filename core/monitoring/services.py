"""The state that lies in the database, asked for when somebody wants to know."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select

from core.db.outbox import OutboxMessage
from core.metrics.recording import write_recorded
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
        ("actor",),
        registry=registry,
    )
    oldest = Gauge(
        "ventanilla_jobs_oldest_seconds",
        "For how long the job has been due that has waited longest.",
        registry=registry,
    )
    fuses = Gauge(
        "ventanilla_plugin_fuses_open",
        "Hooks that are left alone because they failed, over all tenants.",
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
        open_fuses = [
            key
            for faults in stored
            for key, fault in faults.items()
            if datetime.fromisoformat(fault["until"]) > now
        ]
    for actor, count, _first in due:
        waiting.labels(actor).set(count)
    oldest.set(max(((now - first).total_seconds() for *_, first in due), default=0.0))
    for key in open_fuses:
        fuses.labels(*key.split(".", 1)).inc()
    size = getattr(platform.engine.pool, "size", lambda: 0)()
    pool.set(size * 2)  # as many again when it overflows
    build.labels(version(DISTRIBUTION), platform.engine.dialect.name).set(1)
    return registry
