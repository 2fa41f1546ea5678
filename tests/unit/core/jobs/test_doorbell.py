from datetime import timedelta

import pytest
import transaction

from core.db.guard import EVERY_TENANT, bind_tenant
from core.db.outbox import OutboxMessage
from core.db.session import make_engine, make_session
from core.jobs.doorbell import Doorbell
from core.jobs.shortcut import PER_TRANSACTION, Shortcut


class Bell:
    """What a relay hears."""

    def __init__(self):
        self.fresh = []
        self.rings = 0
        self.looks = 0

    def ring(self, fresh, *, more):
        self.fresh += fresh
        self.rings += 1
        self.looks += more


@pytest.fixture
def shortcut(platform):
    return Shortcut(platform.clock, remembers=True)


@pytest.fixture
def bell(platform, shortcut):
    bell = Bell()
    doorbell = Doorbell(platform.engine, bell, shortcut)
    doorbell.attach()
    yield bell
    doorbell.detach()


class TestDoorbell:
    def test_a_commit_hands_its_job_over_leased(self, bell, ask, row, clock):
        job_id = ask("trial.note", "x")

        assert (bell.fresh, bell.looks) == ([(job_id, 0)], 0)
        assert row(job_id).handed_at == clock()

    def test_it_rings_for_a_request_s_transaction_too(self, bell, platform):
        manager = transaction.TransactionManager(explicit=True)
        manager.begin()
        session = make_session(platform.engine, manager)
        bind_tenant(session, EVERY_TENANT)
        now = platform.clock()
        session.add(
            OutboxMessage(actor="trial.note", args=["x"], due_at=now, created_at=now, locale="")
        )
        assert bell.rings == 0
        manager.commit()

        assert bell.rings == 1

    def test_it_waits_for_the_end_of_the_whole_and_leaves_out_what_was_taken_back(
        self, bell, platform
    ):
        with platform.scope("acme") as scope:
            savepoint = scope.session.begin_nested()
            scope.enqueue("trial.note", "taken back")
            scope.session.flush()
            savepoint.rollback()
            with scope.session.begin_nested():
                kept = scope.enqueue("trial.note", "kept")
            assert bell.rings == 0

        assert bell.fresh == [(kept.id, 0)]

    def test_it_is_silent_for_other_commits_and_after_a_roll_back(self, bell, platform):
        with platform.scope("acme") as scope:
            scope.enqueue("trial.note", "x")
            scope.session.flush()
            scope.session.rollback()
        with platform.scope("acme") as scope:
            scope.session.flush()

        assert bell.rings == 0

    def test_what_is_due_later_is_the_relay_s(self, bell, ask, row):
        job_id = ask("trial.note", "x", delay=timedelta(minutes=1))

        assert (bell.fresh, bell.looks) == ([], 1)
        assert row(job_id).handed_at is None

    def test_so_is_what_one_transaction_asks_for_beyond_a_few(self, bell, platform):
        with platform.scope("acme") as scope:
            for number in range(PER_TRANSACTION + 2):
                scope.enqueue("trial.note", number)
                scope.session.flush()

        assert (len(bell.fresh), bell.looks) == (PER_TRANSACTION, 1)

    def test_it_does_not_listen_to_another_database(self, platform, ask, tmp_path, shortcut):
        other = make_engine(f"sqlite:///{tmp_path}/other.db")
        bell = Bell()
        doorbell = Doorbell(other, bell, shortcut)
        doorbell.attach()
        ask("trial.note", "x")
        doorbell.detach()
        other.dispose()

        assert bell.rings == 0
