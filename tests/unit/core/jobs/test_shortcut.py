import threading
from datetime import timedelta

import pytest

from core.jobs.doorbell import Doorbell
from core.jobs.relay import LEASE, Relay, take_due
from core.jobs.runner import Runner
from core.jobs.shortcut import ROOM, Shortcut


@pytest.fixture
def shortcut(platform):
    return Shortcut(platform.clock, remembers=True)


@pytest.fixture
def runner(platform, shortcut):
    return Runner(platform, shortcut=shortcut)


@pytest.fixture
def relay(platform, runner):
    """A relay that is not started: what it is rung for is run when the test says so."""
    return Relay(platform, lambda handover: runner.run(*handover))


@pytest.fixture(autouse=True)
def doorbell(platform, relay, shortcut):
    doorbell = Doorbell(platform.engine, relay, shortcut)
    doorbell.attach()
    yield
    doorbell.detach()


class TestShortcut:
    def test_a_fresh_job_is_done_without_being_claimed(
        self, platform, runner, ask, row, words, queries
    ):
        job_id = ask("trial.note", "fresh")

        queries.clear()
        runner.run(job_id, 0)

        assert len([one for one in queries.statements if "outbox" in one]) == 1  # done
        assert words() == ["fresh"]
        assert (row(job_id).attempts, row(job_id).done_at) == (1, platform.clock())

    def test_it_is_done_once_however_often_it_is_handed_over(self, runner, ask, words):
        job_id = ask("trial.note", "once")

        runner.run(job_id, 0)
        runner.run(job_id, 0)
        runner.run(job_id, 1)

        assert words() == ["once"]

    def test_the_relay_leaves_it_in_our_hands_as_long_as_the_lease_lasts(
        self, platform, ask, clock
    ):
        job_id = ask("trial.note", "ours")

        with platform.session() as session:
            assert take_due(session, clock()) == []
        clock.advance(LEASE + timedelta(seconds=1))
        with platform.session() as session:
            assert take_due(session, clock()) == [(job_id, 0)]

    def test_what_has_waited_too_long_is_claimed_like_any_other(
        self, runner, ask, clock, words, queries
    ):
        job_id = ask("trial.note", "late")
        clock.advance(LEASE / 2)

        queries.clear()
        runner.run(job_id, 0)

        assert len([one for one in queries.statements if "outbox" in one]) == 2  # claimed, done
        assert words() == ["late"]

    def test_what_another_process_has_claimed_by_then_is_left_to_it(
        self, platform, runner, ask, clock, words, row
    ):
        job_id = ask("trial.note", "late")
        clock.advance(LEASE)

        Runner(platform)._claim(job_id, 0)  # it is still at work
        runner.run(job_id, 0)

        assert words() == []
        assert (row(job_id).attempts, row(job_id).done_at) == (1, None)

    def test_a_failure_is_noted_as_the_first_try(self, runner, ask, row, trouble, clock):
        trouble.errors = [OSError("no")]
        job_id = ask("trial.note", "x")

        runner.run(job_id, 0)

        failed = row(job_id)
        assert (failed.attempts, failed.handed_at, failed.done_at) == (1, None, None)
        assert failed.due_at > clock()
        assert "no" in failed.error

    def test_what_another_process_has_taken_meanwhile_is_rolled_back(
        self, platform, runner, ask, words, trouble
    ):
        trouble.hold = threading.Event()
        job_id = ask("trial.slow", "ours")
        slow = threading.Thread(target=runner.run, args=(job_id, 0))
        slow.start()
        while not trouble.started:
            slow.join(0.01)
        assert Runner(platform)._claim(job_id, 0) is not None  # by a relay with another clock

        trouble.hold.set()
        slow.join()

        assert words() == []

    def test_arguments_are_those_that_the_database_would_give_back(self, shortcut, platform):
        given = {"note": 1}
        with platform.scope("acme") as scope:
            asked = scope.enqueue("trial.note", given)
        given["note"] = 2

        assert shortcut.take(asked.id).args == [{"note": 1}]

    def test_when_too_many_wait_the_relay_shares_out(self, ask, row):
        ids = [ask("trial.note", number) for number in range(ROOM + 1)]

        assert row(ids[-2]).handed_at is not None
        assert row(ids[-1]).handed_at is None


class TestBesideWorkers:
    def test_a_process_that_runs_none_remembers_none(self, platform, ask, row):
        distant = Shortcut(platform.clock, remembers=False)
        job = row(ask("trial.note", "x"))

        assert distant.follow([job]) == [(job.id, 0)]
        assert distant.take(job.id) is None
