"""Jobs: run when the test says so, or by real workers."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from core.clock import utc_now
from core.db.outbox import OutboxMessage
from core.jobs.registry import load_core_tasks
from core.jobs.relay import take_due
from core.jobs.runner import Runner
from core.jobs.runtime import Jobs, start_jobs

if TYPE_CHECKING:
    from core.jobs.job import Job
    from core.platform import Platform


class _Witness(Runner):
    """Remembers what jobs raised, after noting it as in real life."""

    def __init__(self, platform: Platform) -> None:
        super().__init__(platform)
        self.errors: list[Exception] = []

    def _fail(self, job: Job, error: Exception) -> str:
        self.errors.append(error)
        return super()._fail(job, error)


def run_until_idle(platform: Platform, *, raising: bool = True, most: int = 10_000) -> int:
    """Run everything that is due, and what that leads to, here and now.

    :param raising: raise the first error that a job raised
    :param most: stop after so many: some job asks for itself again and again
    :returns: how many were run
    """
    load_core_tasks()
    runner = _Witness(platform)
    count = 0
    while True:
        with platform.session() as session:
            taken = take_due(session, platform.clock())
        if not taken:
            return count
        for handover in taken:
            runner.run(*handover)
            count += 1
            if runner.errors and raising:
                raise runner.errors[0]
            if count >= most:
                raise RuntimeError(f"the outbox is not empty after {most} jobs")


class TestJobs:
    """The outbox of this test."""

    __test__ = False  # the name is not that of a test class

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def run(self, *, raising: bool = True) -> int:
        """Run what is due, and what that leads to; return how many jobs that were.

        :param raising: let the first error of a job reach the test
        """
        return run_until_idle(self._platform, raising=raising)

    def waiting(self, actor: str = "") -> list[OutboxMessage]:
        """Return what is neither done nor given up, the oldest first.

        :param actor: only jobs of this name
        """
        query = select(OutboxMessage).where(
            OutboxMessage.done_at.is_(None), OutboxMessage.failed_at.is_(None)
        )
        if actor:
            query = query.where(OutboxMessage.actor == actor)
        with self._platform.session(reading=True) as session:
            return list(session.scalars(query.order_by(OutboxMessage.id)))


@pytest.fixture
def jobs(platform: Platform) -> TestJobs:
    """The jobs that this test's pages and services ask for; nothing runs by itself."""
    return TestJobs(platform)


@pytest.fixture
def broker_url() -> Iterator[str]:
    """The broker that ``VENTANILLA_TEST_BROKER_URL`` names, for this test alone; or none."""
    url = os.environ.get("VENTANILLA_TEST_BROKER_URL", "")
    if not url:
        yield ""
        return
    # Two tests at once, in two processes, would take each other's messages.
    name = f"ventanilla-{hashlib.sha256(url.encode()).hexdigest()[:16]}.lock"
    with (Path(tempfile.gettempdir()) / name).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _empty(url)
        yield url


def _empty(url: str) -> None:
    if url.startswith("redis"):
        import redis  # noqa: PLC0415  # only who tests with Redis needs it

        with redis.Redis.from_url(url) as client:
            client.flushdb()


@pytest.fixture
def workers(platform: Platform, broker_url: str) -> Iterator[Jobs]:
    """Workers in threads, fed by the broker if there is one, by the wall clock."""
    platform.clock = utc_now
    platform.settings = replace(platform.settings, broker_url=broker_url)
    jobs = start_jobs(platform)
    yield jobs
    jobs.stop()
