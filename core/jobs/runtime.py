"""The threads of a process that dispatch and run jobs: started and stopped with it."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

import dramatiq
import structlog
from sqlalchemy.exc import SQLAlchemyError

from core.jobs.broker import connect, make_broker, show_life
from core.jobs.commit_listener import CommitListener
from core.jobs.registry import load_core_tasks
from core.jobs.relay import LEASE, Relay
from core.jobs.runner import Runner
from core.jobs.schedule import Schedule
from core.jobs.service_threads import ServiceThreads
from core.jobs.services import wake_jobs

if TYPE_CHECKING:
    from core.platform import Platform

log = structlog.get_logger(__name__)

EMBEDDED_THREADS = 4
POLL = 200  # milliseconds between a worker's polls of an empty broker
IDLE_WITH_WORKERS = 5.0  # seconds between polls of a process whose relay is only notified


class Jobs:
    """The relay of a process and, unless the workers live elsewhere, its workers and services.

    :param threads: how many jobs run here at once; none for a web process beside workers
    """

    def __init__(self, platform: Platform, *, threads: int) -> None:
        load_core_tasks()
        self._platform = platform
        self._runner = Runner(platform)
        self._broker = make_broker(platform.settings.broker_url)
        self._worker = (
            dramatiq.Worker(self._broker, worker_threads=threads, worker_timeout=POLL)
            if threads
            else None
        )
        self._relay = Relay(
            platform,
            connect(self._broker, self._runner),
            idle=1.0 if threads else IDLE_WITH_WORKERS,
            before=Schedule(platform) if threads else None,
            alive=partial(show_life, self._broker),
        )
        self._listener = CommitListener(platform.engine, self._relay, platform.clock)
        self._services = ServiceThreads(platform) if threads else None
        self._stopped = threading.Event()
        self._pulse = threading.Thread(target=self._renew, name="job-leases", daemon=True)

    def start(self) -> None:
        if self._worker is not None:
            self._wake()
            self._worker.start()
            self._pulse.start()
        self._listener.attach()
        self._relay.start()
        if self._services is not None:
            self._services.start()

    @property
    def are_alive(self) -> bool:
        """Whether the threads live without which no job would be done."""
        return self._relay.is_alive and (self._worker is None or self._pulse.is_alive())

    def notify(self) -> None:
        """Make the relay look now. Sessions of this process do that by themselves on commit."""
        self._relay.notify()

    def stop(self, timeout: float = 20.0) -> None:
        """Take no more jobs and wait for those that run; what is cut off comes back elsewhere."""
        if self._services is not None:
            self._services.ask_to_stop()
        self._listener.detach()
        self._relay.stop()
        if self._worker is not None:
            self._worker.stop(int(timeout * 1000))
        self._stopped.set()
        if self._pulse.is_alive():
            self._pulse.join(timeout)
        if self._services is not None:
            self._services.stop()
        self._broker.close()

    def _wake(self) -> None:
        """Take up what waited for plugins that are here again."""
        try:
            with self._platform.session() as session:
                wake_jobs(session, self._platform.plugins.plugins, self._platform.clock())
        except SQLAlchemyError as error:
            log.warning("jobs_not_woken", exc_info=error)  # they are tried within the hour

    def _renew(self) -> None:
        while not self._stopped.wait(LEASE.total_seconds() / 3):
            try:
                self._runner.renew_leases()
            except SQLAlchemyError as error:
                log.warning("leases_not_renewed", exc_info=error)


def start_jobs(platform: Platform, threads: int = EMBEDDED_THREADS) -> Jobs:
    """Run jobs in this process: all it does, or beside the pages that it serves.

    :param threads: how many jobs at once; none if it only hands them over
    """
    jobs = Jobs(platform, threads=threads)
    jobs.start()
    return jobs


def start_for_web(platform: Platform) -> Jobs:
    """Start what a web process needs: workers if there is no broker, else a relay."""
    return start_jobs(platform, EMBEDDED_THREADS if platform.settings.is_embedded else 0)
