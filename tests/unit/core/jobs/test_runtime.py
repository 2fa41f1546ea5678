"""Real threads, and with VENTANILLA_TEST_BROKER_URL a real broker."""

import threading
import time
from dataclasses import replace

import pytest

from core.jobs.runtime import Jobs, start_for_web, start_jobs
from core.platform import Platform
from core.testing.jobs import run_until_idle


def until(what, seconds=30):
    """Wait for something; how long it takes decides nothing."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen")


@pytest.fixture
def real_time(platform):
    """The platform by the wall clock: threads wait for real."""
    return Platform(platform.settings, platform.engine, platform.plugins, platform.configs)


@pytest.fixture
def brokered(real_time, broker_url):
    """The platform with the broker that the run was given; without one, embedded."""
    real_time.settings = replace(real_time.settings, broker_url=broker_url)
    return real_time


@pytest.fixture
def running():
    started = []

    def running(jobs):
        started.append(jobs)
        return jobs

    yield running
    for jobs in started:
        jobs.stop()


class TestStartEmbedded:
    def test_a_commit_alone_gets_the_job_done(self, brokered, running, ask, words, trouble):
        running(start_jobs(brokered))

        ask("trial.note", "at once")

        until(lambda: words() == ["at once"])

    def test_what_waited_while_nothing_ran_is_done(self, brokered, running, ask, words, trouble):
        for number in range(20):
            ask("trial.note", number)

        running(start_jobs(brokered))

        until(lambda: sorted(words()) == list(range(20)))

    def test_two_processes_share_the_work_and_double_none(
        self, brokered, running, ask, words, trouble
    ):
        running(start_jobs(brokered, threads=2))
        running(start_jobs(brokered, threads=2))

        for number in range(30):
            ask("trial.note", number)

        until(lambda: len(words()) == 30)
        assert sorted(words()) == list(range(30))

    def test_a_failing_job_leaves_the_others_alone(self, real_time, running, ask, words, trouble):
        trouble.errors = [OSError("no")]
        ask("trial.note", "bad")
        running(start_jobs(real_time, threads=1))

        until(lambda: not trouble.errors)
        ask("trial.note", "good")

        until(lambda: "good" in words())


class TestStartForWeb:
    def test_beside_workers_a_web_process_hands_over_and_runs_nothing(
        self, real_time, running, ask, words, row
    ):
        real_time.settings = replace(real_time.settings, broker_url="redis://127.0.0.1:1/0")
        running(start_for_web(real_time))

        job_id = ask("trial.note", "theirs")

        until(lambda: row(job_id).handed_at)
        assert words() == []

    def test_without_a_broker_it_runs_them_itself(self, real_time, running, ask, words, trouble):
        running(start_for_web(real_time))

        ask("trial.note", "ours")

        until(lambda: words() == ["ours"])


class TestStop:
    def test_it_waits_for_the_job_that_runs(self, real_time, ask, words, trouble):
        trouble.hold = threading.Event()
        ask("trial.slow", "finished")
        jobs = Jobs(real_time, threads=1)
        jobs.start()
        until(lambda: trouble.started)

        threading.Timer(0.2, trouble.hold.set).start()
        jobs.stop()

        assert words() == ["finished"]


class TestRunUntilIdle:
    def test_it_raises_what_a_job_raised(self, platform, ask, trouble):
        trouble.errors = [OSError("no")]
        ask("trial.note", "x")

        with pytest.raises(OSError, match="no"):
            run_until_idle(platform)
