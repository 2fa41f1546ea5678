"""A process is killed in the middle of a job."""

import os
import subprocess
import sys
import time
from datetime import timedelta

from core.clock import utc_now
from core.jobs.relay import LEASE
from core.jobs.runtime import start_jobs
from core.platform import Platform

DIES = """
import sys, time
from core.jobs import actor
from core.activity.services import record_activity
from core.settings import read_settings
from core.worker import run_worker

@actor(name="spare.note", attempts=3)
def note(scope, word):
    record_activity(scope, "trial", word="from the dead")
    scope.session.flush()
    print("started", flush=True)
    time.sleep(600)

run_worker(read_settings(), threads=1)
"""


class TestCrash:
    def test_the_job_of_a_killed_worker_is_done_once_by_another(self, platform, ask, words, row):
        job_id = ask("spare.note", "from the living")
        environ = {
            **os.environ,
            "VENTANILLA_DATABASE_URL": platform.settings.database_url,
            "VENTANILLA_SECRET": platform.settings.secret,
            "VENTANILLA_BROKER_URL": "",
        }
        worker = subprocess.Popen(  # noqa: S603  # ourselves
            [sys.executable, "-c", DIES],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
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
        end = time.monotonic() + 60
        while row(job_id).done_at is None and time.monotonic() < end:
            time.sleep(0.05)
        jobs.stop()

        assert words() == ["from the living"]
        assert row(job_id).attempts == 2
