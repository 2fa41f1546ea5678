import pytest
import transaction

from core.db.guard import EVERY_TENANT, bind_tenant
from core.db.outbox import OutboxMessage
from core.db.session import make_engine, make_session
from core.jobs.doorbell import Doorbell


@pytest.fixture
def rings(platform):
    rings = []
    doorbell = Doorbell(platform.engine, lambda: rings.append("ring"))
    doorbell.attach()
    yield rings
    doorbell.detach()


class TestDoorbell:
    def test_it_rings_after_a_commit_that_left_a_job(self, rings, ask):
        ask("trial.note", "x")

        assert rings == ["ring"]

    def test_it_rings_for_a_request_s_transaction_too(self, rings, platform):
        manager = transaction.TransactionManager(explicit=True)
        manager.begin()
        session = make_session(platform.engine, manager)
        bind_tenant(session, EVERY_TENANT)
        now = platform.clock()
        session.add(
            OutboxMessage(actor="trial.note", args=["x"], due_at=now, created_at=now, locale="")
        )
        assert rings == []
        manager.commit()

        assert rings == ["ring"]

    def test_it_is_silent_for_other_commits_and_after_a_roll_back(self, rings, platform):
        with platform.scope("acme") as scope:
            scope.enqueue("trial.note", "x")
            scope.session.flush()
            scope.session.rollback()
        rings.clear()
        with platform.scope("acme") as scope:
            scope.session.flush()

        assert rings == []

    def test_it_does_not_listen_to_another_database(self, platform, ask, tmp_path):
        other = make_engine(f"sqlite:///{tmp_path}/other.db")
        rings = []
        doorbell = Doorbell(other, lambda: rings.append("ring"))
        doorbell.attach()
        ask("trial.note", "x")
        doorbell.detach()
        other.dispose()

        assert rings == []
