"""What the core does of itself, day by day, with everything that is declared in tasks.py."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.db.base import new_id
from core.db.outbox import OutboxMessage
from core.identity.models.session import SignInFailure
from core.jobs.schedule import Schedule, list_periodics
from core.testing.jobs import run_until_idle


@pytest.fixture
def a_day_passes(platform, clock):
    """Let the upkeep of a day be done; return (job, tenant) of what was asked for a tenant."""

    def a_day_passes():
        clock.advance(days=1)
        Schedule(platform)()
        run_until_idle(platform)
        row = OutboxMessage
        with platform.session(reading=True) as session:
            asked = session.execute(
                select(row.actor, row.tenant_id).where(
                    row.tenant_id.is_not(None), row.created_at >= clock() - timedelta(hours=1)
                )
            )
            return [tuple(one) for one in asked]

    return a_day_passes


class TestUpkeep:
    def test_a_tenant_with_nothing_to_delete_costs_no_job(self, platform, a_day_passes):
        with platform.scope("globex") as scope:
            long_ago = scope.now() - timedelta(days=100)
            scope.session.add(
                SignInFailure(id=new_id(), key="old", count=1, first_at=long_ago, last_at=long_ago)
            )
            globex = scope.tenant_id

        assert a_day_passes() == [("identity.purge", globex)]
        assert a_day_passes() == []

    def test_all_of_it_says_what_it_looks_for(self):
        assert [one.actor for one in list_periodics("core") if one.where is None] == []
