from datetime import timedelta

import pytest

from core.jobs.relay import BATCH, LEASE, MAX_IN_FLIGHT, Relay, take_due
from core.jobs.runner import Runner


@pytest.fixture
def handed():
    return []


@pytest.fixture
def relay(platform, handed):
    return Relay(platform, handed.append)


class TestLook:
    def test_it_hands_over_what_is_due_and_no_more(self, relay, handed, ask):
        due = ask("trial.note", "now")
        ask("trial.note", "tomorrow", delay=timedelta(days=1))

        relay.look()

        assert handed == [(due, 0)]

    def test_a_job_in_flight_is_left_there(self, relay, handed, ask):
        ask("trial.note", "now")

        relay.look()
        relay.look()

        assert len(handed) == 1

    def test_a_lost_message_is_sent_again_when_the_lease_ends(self, relay, handed, ask, clock):
        job_id = ask("trial.note", "lost")

        relay.look()
        clock.advance(LEASE + timedelta(seconds=1))
        relay.look()

        assert handed == [(job_id, 0), (job_id, 0)]

    def test_it_comes_back_after_a_crash_between_commit_and_hand_over(
        self, platform, ask, clock, words, trouble
    ):
        def die(_handover):
            raise KeyboardInterrupt

        ask("trial.note", "survives")
        with pytest.raises(KeyboardInterrupt):
            Relay(platform, die).look()
        clock.advance(LEASE + timedelta(seconds=1))

        runner = Runner(platform)
        Relay(platform, lambda handover: runner.run(*handover)).look()

        assert words() == ["survives"]

    def test_a_job_of_a_worker_that_died_is_sent_again(self, platform, relay, handed, ask, clock):
        job_id = ask("trial.note", "orphan")
        relay.look()
        Runner(platform)._claim(job_id, 0)  # and then the process is killed

        clock.advance(LEASE + timedelta(seconds=1))
        relay.look()

        assert handed[-1] == (job_id, 1)

    def test_a_clock_set_back_holds_no_job(self, relay, handed, ask, clock):
        ask("trial.note", "patient")
        relay.look()

        clock.advance(timedelta(seconds=-1) - LEASE)
        relay.look()
        assert len(handed) == 1  # not due any more, for so long
        clock.advance(timedelta(seconds=1) + LEASE * 2 + timedelta(seconds=2))
        relay.look()

        assert len(handed) == 2

    def test_a_lease_from_the_future_is_none(self, relay, handed, ask, clock, platform):
        clock.advance(hours=-2)
        job_id = ask("trial.note", "patient")
        clock.advance(hours=2)
        relay.look()
        clock.advance(hours=-1)

        relay.look()

        assert handed == [(job_id, 0), (job_id, 0)]

    def test_it_waits_no_longer_than_until_the_next_job(self, relay, ask):
        ask("trial.note", "soon", delay=timedelta(seconds=0.25))

        assert relay.look() <= 0.25


class TestTakeDue:
    def test_every_tenant_has_its_turn(self, platform, ask):
        with platform.scope("acme") as scope:
            for number in range(BATCH * 2):
                scope.enqueue("trial.note", number)
        modest = ask("trial.note", "mine", tenant="globex")

        with platform.session() as session:
            taken = take_due(session, platform.clock())

        assert len(taken) == BATCH
        assert modest in {job_id for job_id, _attempts in taken}

    def test_the_workers_hands_are_not_overfilled(self, platform):
        with platform.scope("acme") as scope:
            for number in range(MAX_IN_FLIGHT + 50):
                scope.enqueue("trial.note", number)
        taken = []
        for _ in range(MAX_IN_FLIGHT // BATCH + 2):
            with platform.session() as session:
                taken += take_due(session, platform.clock())

        assert len(taken) == len(set(taken)) == MAX_IN_FLIGHT
