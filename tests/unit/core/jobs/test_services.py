from datetime import timedelta

from core.db.base import new_id
from core.db.outbox import OutboxMessage
from core.jobs.services import purge_outbox
from core.plugin import hookspecs
from core.tenancy.services import switch_plugin
from core.testing.jobs import run_until_idle


def heard(platform):
    return platform.plugins.plugins["trial"].module.heard


class TestDeliverEvent:
    def test_the_plugin_is_told_after_commit_with_real_ids(self, platform):
        contact_id = new_id()
        with platform.scope("acme") as scope:
            scope.announce(hookspecs.contact_created, contact_id=contact_id)
        assert heard(platform) == []

        run_until_idle(platform)

        assert heard(platform) == [("acme", contact_id)]

    def test_a_plugin_that_was_switched_off_meanwhile_is_not_told(self, platform):
        with platform.scope("acme") as scope:
            scope.announce(hookspecs.contact_created, contact_id=new_id())
        with platform.scope("acme") as scope:
            switch_plugin(scope, "trial", on=False)

        run_until_idle(platform)

        assert heard(platform) == []

    def test_a_plugin_that_is_off_is_not_even_asked(self, platform):
        with platform.scope("acme") as scope:
            switch_plugin(scope, "trial", on=False)
        run_until_idle(platform)
        with platform.scope("acme") as scope:
            scope.announce(hookspecs.contact_created, contact_id=new_id())

        assert run_until_idle(platform) == 0


class TestPurgeOutbox:
    def test_it_deletes_what_was_done_long_ago(self, platform, ask, row, clock, trouble):
        old = ask("trial.note", "old")
        run_until_idle(platform)
        clock.advance(days=8)
        fresh = ask("trial.note", "fresh")
        run_until_idle(platform)

        with platform.session() as session:
            assert purge_outbox(session, clock()) == 1

        assert row(old) is None
        assert row(fresh) is not None

    def test_keys_stay_for_ever_but_for_those_of_the_schedule(self, platform, row, clock):
        ids = {}
        with platform.scope("acme") as scope:
            for key in ("welcome:1", "schedule:trial.tick:1"):
                message = scope.enqueue("trial.note", key, once=key)
                ids[key] = message
        run_until_idle(platform)
        clock.advance(timedelta(days=400))

        with platform.session() as session:
            purge_outbox(session, clock())

        assert row(ids["welcome:1"].id) is not None
        assert row(ids["schedule:trial.tick:1"].id) is None

    def test_what_was_given_up_stays_to_be_looked_at(self, platform, row, clock, trouble):
        trouble.errors = [OSError("no")] * 9
        with platform.scope("acme") as scope:
            message = scope.enqueue("trial.note", "sad")
        for _ in range(4):
            run_until_idle(platform, raising=False)
            clock.advance(days=1)
        clock.advance(days=30)

        with platform.session() as session:
            purge_outbox(session, clock())

        kept = row(message.id)
        assert isinstance(kept, OutboxMessage)
        assert kept.error == "OSError: no"
