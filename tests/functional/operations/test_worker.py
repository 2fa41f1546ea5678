"""Workers as processes of their own: asked to stop, and killed in the middle of a job."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.activity.models import Activity
from core.activity.services import record_activity
from core.clock import utc_now
from core.db.outbox import OutboxMessage
from core.jobs import actor
from core.jobs.relay import LEASE
from core.jobs.runtime import start_jobs
from core.platform import Platform

WORKS = """
import sys
from pathlib import Path
from core.processes import worker
from core.settings.environment import read_settings

worker.PULSE = 0.05
worker.run_worker(read_settings(), alive_file=Path(sys.argv[1]))
"""
DIES = """
import time
from core.jobs import actor
from core.activity.services import record_activity
from core.settings.environment import read_settings
from core.processes.worker import run_worker

@actor(name="operations.note", attempts=3)
def note(scope, word):
    record_activity(scope, "trial", word="from the dead")
    scope.session.flush()
    print("started", flush=True)
    time.sleep(600)

run_worker(read_settings(), threads=1)
"""


@actor(name="operations.note", attempts=3)
def note(scope, word):
    record_activity(scope, "trial", word=word)


@pytest.fixture
def start(platform):
    """Start a process on the test's database."""

    @contextmanager
    def start(code, *arguments, broker_url="", **more):
        environ = {
            **os.environ,
            "VENTANILLA_DATABASE_URL": platform.settings.database_url,
            "VENTANILLA_SECRET": platform.settings.secret,
            "VENTANILLA_BROKER_URL": broker_url,
            "VENTANILLA_LOG_FORMAT": "json",
            **more,
        }
        with subprocess.Popen(  # noqa: S603  # ourselves
            [sys.executable, "-c", code, *map(str, arguments)],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    return start


@pytest.fixture
def ask(platform):
    def ask(*what):
        with platform.scope("acme") as scope:
            row = scope.enqueue(*what)
        return row.id

    return ask


@pytest.fixture
def row(platform):
    """Look at an outbox row."""

    def row(job_id):
        with platform.session(reading=True) as session:
            return session.get(OutboxMessage, job_id)

    return row


def wait_until(what, seconds=60):
    end = time.monotonic() + seconds
    while not what() and time.monotonic() < end:
        time.sleep(0.05)


class TestRunWorker:
    def test_it_works_until_it_is_asked_to_stop_and_shows_that_it_lives(
        self, start, broker_url, ask, row, tmp_path
    ):
        job_id = ask("core.purge_outbox")
        alive = tmp_path / "alive"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
            systemd.bind(str(tmp_path / "notify"))
            systemd.settimeout(60)
            notify = {"NOTIFY_SOCKET": str(tmp_path / "notify")}
            with start(WORKS, alive, broker_url=broker_url, **notify) as worker:
                wait_until(lambda: row(job_id).done_at or worker.poll() is not None)
                wait_until(alive.exists)
                worker.terminate()
                _out, lines = worker.communicate(timeout=30)
            told = [systemd.recv(1000) for _ in range(2)]

        assert row(job_id).done_at is not None, lines
        assert worker.returncode == 0, lines
        assert '"event": "worker_stopping"' in lines
        assert '"event": "stopped"' in lines
        assert alive.exists()
        assert told[0].startswith(b"READY=1\n")
        assert told[1] == b"WATCHDOG=1"


class TestCrash:
    def test_the_job_of_a_killed_worker_is_done_once_by_another(self, platform, start, ask, row):
        job_id = ask("operations.note", "from the living")
        with start(DIES) as worker:
            assert worker.stdout.readline() == "started\n"
            worker.kill()
            worker.communicate()
        later = Platform(
            platform.settings,
            platform.engine,
            platform.plugins,
            platform.configs,
            lambda: utc_now() + LEASE + timedelta(seconds=1),
        )

        jobs = start_jobs(later)
        wait_until(lambda: row(job_id).done_at is not None)
        jobs.stop()

        with platform.scope("acme", reading=True) as scope:
            noted = scope.session.scalars(select(Activity.data).where(Activity.kind == "trial"))
            assert [one["word"] for one in noted] == ["from the living"]
        assert row(job_id).attempts == 2
