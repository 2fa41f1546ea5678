from datetime import timedelta

import pytest
import transaction

from core.db.guard import EVERY_TENANT, bind_tenant
from core.db.outbox import OutboxMessage
from core.db.session import make_engine, make_session
from core.jobs.commit_listener import PER_TRANSACTION, CommitListener


class FakeRelay:
    """What a relay hears."""

    def __init__(self):
        self.fresh = []
        self.calls = 0
        self.looks = 0

    def notify(self, fresh, *, more):
        self.fresh += fresh
        self.calls += 1
        self.looks += more


@pytest.fixture
def relay(platform):
    relay = FakeRelay()
    listener = CommitListener(platform.engine, relay, platform.clock)
    listener.attach()
    yield relay
    listener.detach()


class TestCommitListener:
    def test_a_commit_hands_its_job_over_leased(self, relay, ask, row, clock):
        job_id = ask("trial.note", "x")

        assert (relay.fresh, relay.looks) == ([(job_id, 0)], 0)
        assert row(job_id).handed_at == clock()

    def test_it_tells_of_a_request_s_transaction_too(self, relay, platform):
        manager = transaction.TransactionManager(explicit=True)
        manager.begin()
        session = make_session(platform.engine, manager)
        bind_tenant(session, EVERY_TENANT)
        now = platform.clock()
        session.add(
            OutboxMessage(actor="trial.note", args=["x"], due_at=now, created_at=now, locale="")
        )
        assert relay.calls == 0
        manager.commit()

        assert relay.calls == 1

    def test_it_waits_for_the_end_of_the_whole_and_leaves_out_what_was_taken_back(
        self, relay, platform
    ):
        with platform.scope("acme") as scope:
            savepoint = scope.session.begin_nested()
            scope.enqueue("trial.note", "taken back")
            scope.session.flush()
            savepoint.rollback()
            with scope.session.begin_nested():
                kept = scope.enqueue("trial.note", "kept")
            assert relay.calls == 0

        assert relay.fresh == [(kept.id, 0)]

    def test_it_is_silent_for_other_commits_and_after_a_roll_back(self, relay, platform):
        with platform.scope("acme") as scope:
            scope.enqueue("trial.note", "x")
            scope.session.flush()
            scope.session.rollback()
        with platform.scope("acme") as scope:
            scope.session.flush()

        assert relay.calls == 0

    def test_what_is_due_later_is_the_relay_s(self, relay, ask, row):
        job_id = ask("trial.note", "x", delay=timedelta(minutes=1))

        assert (relay.fresh, relay.looks) == ([], 1)
        assert row(job_id).handed_at is None

    def test_so_is_what_one_transaction_asks_for_beyond_a_few(self, relay, platform):
        with platform.scope("acme") as scope:
            for number in range(PER_TRANSACTION + 2):
                scope.enqueue("trial.note", number)
                scope.session.flush()

        assert (len(relay.fresh), relay.looks) == (PER_TRANSACTION, 1)

    def test_it_does_not_listen_to_another_database(self, platform, ask, tmp_path):
        other = make_engine(f"sqlite:///{tmp_path}/other.db")
        relay = FakeRelay()
        listener = CommitListener(other, relay, platform.clock)
        listener.attach()
        ask("trial.note", "x")
        listener.detach()
        other.dispose()

        assert relay.calls == 0
