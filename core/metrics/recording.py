"""What is counted. No label names a tenant: ten thousand of them would be ten thousand series.

With ``VENTANILLA_METRICS_DIR`` the numbers lie in files that all processes of one machine share,
so whichever of them is asked answers for all. Without it each process knows its own.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import SettingsError
from core.metrics.folder import METRICS_DIR

# prometheus-client decides when it is imported where its numbers lie, so this can't wait until the
# settings are read. That they are right is checked there.
FOLDER = os.environ.get(METRICS_DIR, "")
if FOLDER:
    try:
        Path(FOLDER).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"{METRICS_DIR} can't be used: {error.filename}: {error.strerror}."
        ) from None
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = FOLDER

from prometheus_client import (  # noqa: E402  # see above
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import (  # noqa: E402  # see above
    MultiProcessCollector,
    mark_process_dead,
)
from sqlalchemy import event  # noqa: E402  # behind the others

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

OWN = CollectorRegistry()
QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
SLOW = (0.01, 0.05, 0.25, 1.0, 5.0, 30.0, 120.0, 600.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_requests = Histogram(
    "ventanilla_request_seconds",
    "Requests by route, method and status, and how long they took.",
    ("route", "method", "status"),
    buckets=QUICK,
    registry=OWN,
)
_jobs = Histogram(
    "ventanilla_job_seconds",
    "Jobs by task and outcome, and how long they took.",
    ("task", "outcome"),
    buckets=SLOW,
    registry=OWN,
)
_store = Histogram(
    "ventanilla_store_seconds",
    "What was asked of the store for files, with what outcome, and how long it took.",
    ("operation", "outcome"),
    buckets=SLOW,
    registry=OWN,
)
_mails = Counter("ventanilla_mails", "Mails by what became of them.", ("state",), registry=OWN)
_failures = Counter(
    "ventanilla_plugin_failures",
    "Calls of plugins' hooks that failed.",
    ("plugin", "hook"),
    registry=OWN,
)
_restarts = Counter(
    "ventanilla_process_restarts",
    "Server processes that died and were replaced.",
    registry=OWN,
)
_services = Gauge(
    "ventanilla_services_running",
    "Services of plugins that run in the processes of this machine.",
    ("service",),
    multiprocess_mode="livesum",
    registry=OWN,
)
_service_failures = Counter(
    "ventanilla_service_failures",
    "How often a service of a plugin ended by itself, and was started again.",
    ("service",),
    registry=OWN,
)
_connections = Gauge(
    "ventanilla_database_connections_in_use",
    "Connections of the pools that are in use.",
    multiprocess_mode="livesum",
    registry=OWN,
)
_processes = Gauge(
    "ventanilla_processes",
    "Processes of this machine that live: servers and workers.",
    ("kind",),
    multiprocess_mode="livesum",
    registry=OWN,
)
_in_flight = Gauge(
    "ventanilla_requests_in_flight",
    "Requests that are being worked on.",
    multiprocess_mode="livesum",
    registry=OWN,
)
_checkouts = Histogram(
    "ventanilla_database_checkout_seconds",
    "How long it took to get a connection of the pool.",
    buckets=QUICK,
    registry=OWN,
)
_mail_server = Histogram(
    "ventanilla_mail_server_seconds",
    "How long the mail server took over a mail.",
    buckets=SLOW,
    registry=OWN,
)
# Finding a series by its labels takes longer than counting in it.
_known: dict[tuple[str, str, int], Histogram] = {}


def note_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count a request; ``route`` is the name of a route, never a path."""
    key = (route, method if method in METHODS else "other", status)
    series = _known.get(key)
    if series is None:
        series = _known[key] = _requests.labels(key[0], key[1], str(status))
    series.observe(seconds)


def note_job(task: str, outcome: str, seconds: float) -> None:
    _jobs.labels(task, outcome).observe(seconds)


def note_process(kind: str) -> None:
    """Count this process among those that live, until it does no more."""
    _processes.labels(kind).inc()


def note_mail_server(seconds: float) -> None:
    _mail_server.observe(seconds)


@contextmanager
def in_flight() -> Iterator[None]:
    """Count a request while it is worked on."""
    _in_flight.inc()
    try:
        yield
    finally:
        _in_flight.dec()


def note_store(operation: str, outcome: str, seconds: float) -> None:
    _store.labels(operation, outcome).observe(seconds)


def note_restarts(number: int) -> None:
    _restarts.inc(number)


@contextmanager
def note_service_running(service: str) -> Iterator[None]:
    """Count a service of a plugin while it runs."""
    series = _services.labels(service)
    series.inc()
    try:
        yield
    finally:
        series.dec()


def note_service_failure(service: str) -> None:
    _service_failures.labels(service).inc()


def note_mail(state: str) -> None:
    _mails.labels(state).inc()


def note_plugin_failure(plugin: str, hook: str) -> None:
    _failures.labels(plugin, hook).inc()


def watch_pool(engine: Engine) -> None:
    """Count the connections of an engine that are in use, and how long they are waited for."""
    plain = engine.pool.connect

    def connect() -> Any:
        started = time.perf_counter()
        try:
            return plain()
        finally:
            _checkouts.observe(time.perf_counter() - started)

    engine.pool.connect = connect  # type: ignore[method-assign]  # no event tells of waiting

    def take(*_given: object) -> None:
        _connections.inc()

    def give_back(*_given: object) -> None:
        _connections.dec()

    event.listen(engine, "checkout", take)
    event.listen(engine, "checkin", give_back)


def write_recorded() -> bytes:
    """Return all that was counted as text, that of every process if they share a folder."""
    if not FOLDER:
        return generate_latest(OWN)
    _forget_the_dead()
    registry = CollectorRegistry()
    MultiProcessCollector(registry, FOLDER)  # type: ignore[no-untyped-call]  # it is untyped
    return generate_latest(registry)


def living_processes() -> set[int]:
    """Return the ids of the processes that count here."""
    return _counting() if FOLDER else {os.getpid()}


def _counting() -> set[int]:
    found = {path.stem.rpartition("_")[2] for path in Path(FOLDER).glob("gauge_live*_*.db")}
    return {int(number) for number in found if number.isdecimal()}


def _forget_the_dead() -> None:
    """Let what dead processes had in use be free; what they had counted stays counted."""
    for number in _counting():
        with suppress(PermissionError):
            try:
                os.kill(number, 0)
            except ProcessLookupError:
                mark_process_dead(number, FOLDER)  # type: ignore[no-untyped-call]  # as above
