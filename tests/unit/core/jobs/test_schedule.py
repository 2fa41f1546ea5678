from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.activity.models import Activity
from core.activity.services import record_activity
from core.db.outbox import OutboxMessage
from core.identity.models.contact import Contact
from core.jobs import bare_actor, every, schedule
from core.jobs.registry import load_core_tasks
from core.jobs.schedule import Schedule
from core.testing.jobs import run_until_idle

ticks = []


@bare_actor(name="trial.tick")
def tick(job):
    with job.complete_everywhere():
        ticks.append(job.platform.clock())


@pytest.fixture(autouse=True)
def hourly(monkeypatch):
    load_core_tasks()  # or they would be declared now, and gone with this test
    monkeypatch.setattr(schedule, "_periodics", {})
    ticks.clear()
    every(timedelta(hours=1), "trial.tick")


@pytest.fixture
def planted(platform):
    def planted():
        with platform.session(reading=True) as session:
            return list(
                session.scalars(
                    select(OutboxMessage.once).where(OutboxMessage.once.startswith("schedule:"))
                )
            )

    return planted


@pytest.fixture
def asked(platform):
    """Count how often a job was asked for."""

    def asked(actor):
        query = select(func.count()).where(OutboxMessage.actor == actor)
        with platform.session(reading=True) as session:
            return session.scalar(query)

    return asked


class TestSchedule:
    def test_it_plants_one_row_per_tick_however_many_ask(self, platform, clock, planted):
        for _ in range(3):
            Schedule(platform)()  # three processes
        assert len(planted()) == 1

        run_until_idle(platform)
        clock.advance(hours=1)
        Schedule(platform)()

        assert len(planted()) == 2

    def test_a_clock_set_back_fires_nothing_twice(self, platform, clock, planted):
        Schedule(platform)()
        run_until_idle(platform)
        clock.advance(hours=1)
        Schedule(platform)()
        run_until_idle(platform)
        clock.advance(hours=-1)
        Schedule(platform)()

        assert run_until_idle(platform) == 0
        assert len(ticks) == 2

    def test_a_week_without_power_is_made_up_for_once(self, platform, clock, planted):
        Schedule(platform)()
        run_until_idle(platform)
        clock.advance(days=7)
        Schedule(platform)()
        run_until_idle(platform)

        assert len(ticks) == 2

    def test_ticks_do_not_pile_up_behind_one_that_waits(self, platform, clock, planted):
        for _ in range(5):
            Schedule(platform)()
            clock.advance(hours=1)

        assert len(planted()) == 1

    def test_it_runs_a_plugins_job_for_each_tenant(self, platform, words, trouble):
        schedule._periodics.clear()
        every(timedelta(hours=1), "trial.roll_call", plugin="trial")
        Schedule(platform)()

        run_until_idle(platform)

        assert (words("acme"), words("globex")) == (["here"], ["here"])

    def test_it_asks_only_for_tenants_that_have_something_to_do(
        self, platform, words, asked, trouble
    ):
        schedule._periodics.clear()
        every(
            timedelta(hours=1),
            "trial.roll_call",
            plugin="trial",
            where=lambda now: [
                (Contact, Contact.created_at < now),
                (Activity, Activity.kind == "trial"),
            ],
        )
        with platform.scope("globex") as scope:
            record_activity(scope, "trial", word="something")
        Schedule(platform)()

        run_until_idle(platform)

        assert (words("acme"), words("globex")) == ([], ["something", "here"])
        assert asked("trial.roll_call") == 1

    def test_it_asks_for_nobody_where_nothing_is_looked_for(self, platform, asked):
        schedule._periodics.clear()
        every(timedelta(hours=1), "trial.roll_call", plugin="trial", where=lambda _now: [])
        Schedule(platform)()

        run_until_idle(platform)

        assert asked("trial.roll_call") == 0

    @pytest.mark.parametrize("period", [timedelta(), timedelta(days=-1), 3600, timedelta(days=1)])
    def test_it_takes_no_period_that_would_stop_the_others(self, period):
        with pytest.raises(ValueError, match=r"trial\.tick"):
            every(period, "trial.tick")
