from datetime import timedelta

import pytest

from core.activity.services import record_activity
from core.db.outbox import OutboxMessage
from core.errors import TenantGuardError
from core.jobs import actor, bare_actor
from core.jobs.registry import load_core_tasks
from core.jobs.runner import Runner, pause_after
from core.jobs.services import wake_jobs
from core.scope import Actor
from core.tenancy.models import TenantDocument
from core.tenancy.services import switch_plugin
from core.testing.jobs import run_until_idle


class TestRun:
    def test_it_does_the_job_and_marks_it_done_together(self, platform, ask, row, words, trouble):
        job_id = ask("trial.note", "hello")

        assert run_until_idle(platform) == 1
        assert words() == ["hello"]
        assert row(job_id).done_at == platform.clock()

    def test_it_works_in_the_tenant_that_asked(self, platform, ask, words, trouble):
        ask("trial.note", "theirs", tenant="globex")

        run_until_idle(platform)

        assert words("globex") == ["theirs"]
        assert words("acme") == []

    def test_it_speaks_the_language_of_the_one_who_asked(self, platform, trouble, open_scope):
        with platform.scope("acme", locale="pt") as scope:
            scope.enqueue("trial.note", "olá")
        seen = []

        @actor(name="trial.language")
        def language(scope):
            seen.append((scope.locale, scope.actor.kind))

        with platform.scope("acme", locale="pt", actor=Actor(kind="anonymous")) as scope:
            scope.enqueue("trial.language")
        run_until_idle(platform)

        assert seen == [("pt", "system")]

    def test_it_does_not_reach_into_another_tenant(self, platform, ask, row, trouble):
        with platform.scope("globex", reading=True) as scope:
            other = scope.tenant_id

        @actor(name="trial.trespass", attempts=1)
        def trespass(scope):
            body = {"name": "mine now"}
            document = TenantDocument(tenant_id=other, kind="x", body=body)
            document.updated_at = scope.now()
            scope.session.add(document)

        job_id = ask("trial.trespass")
        with pytest.raises(TenantGuardError):
            run_until_idle(platform)

        assert row(job_id).failed_at is not None

    def test_a_second_message_for_the_same_job_does_nothing(self, platform, ask, words, trouble):
        job_id = ask("trial.note", "once")
        runner = Runner(platform)

        runner.run(job_id, 0)
        runner.run(job_id, 0)
        runner.run(job_id, 1)

        assert words() == trouble.started == ["once"]

    def test_a_message_that_comes_again_while_the_job_runs_does_nothing(
        self, platform, ask, row, words, trouble
    ):
        @bare_actor(name="trial.overlap")
        def overlap(job):
            trouble.started.append("overlap")
            if len(trouble.started) < 3:
                Runner(platform).run(job.id, 0)
            with job.complete() as scope:
                record_activity(scope, "trial", word="overlap")

        job_id = ask("trial.overlap")
        run_until_idle(platform)

        assert words() == trouble.started == ["overlap"]
        assert row(job_id).attempts == 1

    def test_it_rolls_back_and_waits_when_the_job_fails(self, platform, ask, row, words, trouble):
        trouble.errors = [OSError("the disk is full")]
        job_id = ask("trial.note", "try")

        run_until_idle(platform, raising=False)

        failed = row(job_id)
        assert words() == []
        assert (failed.attempts, failed.done_at, failed.failed_at) == (1, None, None)
        assert failed.error == "OSError: the disk is full"
        assert failed.due_at > platform.clock()

        platform.clock.advance(seconds=30)
        run_until_idle(platform)
        assert words() == ["try"]
        assert row(job_id).error is None

    def test_a_message_that_comes_before_its_time_does_nothing(self, platform, ask, words, trouble):
        trouble.errors = [OSError("not yet")]
        job_id = ask("trial.note", "early")
        run_until_idle(platform, raising=False)

        Runner(platform).run(job_id, 1)

        assert words() == []

    def test_it_gives_up_in_the_end_and_says_so(self, platform, clock, ask, row, trouble):
        trouble.errors = [OSError("no")] * 5
        job_id = ask("trial.note", "never")

        for _ in range(5):
            run_until_idle(platform, raising=False)
            clock.advance(days=1)

        Runner(platform).run(job_id, 3)

        assert trouble.started == ["never"] * 3
        assert row(job_id).failed_at is not None
        assert row(job_id).error == "OSError: no"

    def test_the_stored_error_holds_no_secret(self, platform, ask, row, trouble):
        secret = platform.settings.secret
        trouble.errors = [OSError(f"smtp://bot:hunter2@mail.example said no to {secret}")]
        job_id = ask("trial.note", "try")

        run_until_idle(platform, raising=False)

        assert "hunter2" not in row(job_id).error
        assert secret not in row(job_id).error
        assert "mail.example" in row(job_id).error

    def test_the_stored_error_quotes_no_data(self, platform, ask, row, trouble):
        @actor(name="trial.clash")
        def clash(scope):
            for _ in range(2):
                scope.enqueue("trial.note", "private words", once="same")
                scope.session.flush()

        job_id = ask("trial.clash")
        run_until_idle(platform, raising=False)

        assert row(job_id).error
        assert "private words" not in row(job_id).error

    def test_a_job_that_nobody_declared_is_kept_for_later(self, platform, ask, row):
        job_id = ask("gone.away")

        run_until_idle(platform, raising=False)

        assert row(job_id).error == "LookupError: there is no job 'gone.away' here"
        assert row(job_id).failed_at is None

    def test_a_job_that_forgets_to_finish_is_an_error(self, platform, ask, row, trouble):
        job_id = ask("trial.forgetful")

        run_until_idle(platform, raising=False)

        assert "without finishing" in row(job_id).error

    def test_postponing_counts_no_try(self, platform, clock, ask, row, trouble):
        job_id = ask("trial.later")

        for _ in range(20):
            run_until_idle(platform)
            clock.advance(minutes=6)

        assert trouble.started == ["later"] * 20
        assert (row(job_id).attempts, row(job_id).failed_at) == (0, None)

    def test_deaths_of_workers_are_counted(self, platform, clock, ask, row, trouble):
        job_id = ask("trial.note", "poison")
        runner = Runner(platform)
        for attempts in range(3):
            assert runner._claim(job_id, attempts) is not None  # and then the process dies
            clock.advance(minutes=1)

        run_until_idle(platform, raising=False)

        assert trouble.started == []
        assert "died" in row(job_id).error
        assert row(job_id).failed_at is not None

    def test_who_lost_the_job_to_another_has_no_effect(self, platform, ask, row, words, trouble):
        job_id = ask("trial.slow", "twice")
        runner = Runner(platform)

        class Takeover:
            def wait(self, _seconds):
                trouble.hold = None
                runner.run(job_id, 1)  # the lease ran out: somebody else is at it

        trouble.hold = Takeover()
        runner.run(job_id, 0)

        assert trouble.started == ["twice", "twice"]
        assert words() == ["twice"]
        assert row(job_id).attempts == 2

    def test_who_lost_the_job_says_nothing_of_how_it_went(self, platform, ask, row, trouble):
        job_id = ask("trial.slow", "twice")
        runner = Runner(platform)

        class Takeover:
            def wait(self, _seconds):
                assert runner._claim(job_id, 1) is not None  # somebody else is at it
                raise OSError("too late")

        trouble.hold = Takeover()
        runner.run(job_id, 0)

        left = row(job_id)
        assert (left.attempts, left.error) == (2, None)
        assert left.handed_at is not None


class TestPluginOff:
    def test_it_drops_the_job_of_a_plugin_that_is_off_by_now(
        self, platform, ask, row, words, trouble
    ):
        job_id = ask("trial.note", "too late", plugin="trial")
        with platform.scope("acme") as scope:
            switch_plugin(scope, "trial", on=False)

        run_until_idle(platform)

        assert words() == []
        assert row(job_id).done_at is not None
        assert "dropped" in row(job_id).error

    def test_whose_job_it_is_follows_from_its_name(self, platform, ask, words, row, trouble):
        job_id = ask("trial.note", "too late")
        with platform.scope("acme") as scope:
            switch_plugin(scope, "trial", on=False)

        run_until_idle(platform)

        assert words() == []
        assert "dropped" in row(job_id).error

    def test_the_job_of_a_plugin_that_is_not_here_waits_and_no_try_is_counted(
        self, platform, clock, ask, row
    ):
        job_id = ask("spare.note", "once it is mended", plugin="absent")

        run_until_idle(platform)

        assert row(job_id).done_at is None
        assert row(job_id).attempts == 0
        assert row(job_id).due_at == clock() + timedelta(hours=1)
        assert "waits for the plugin 'absent', which is not here" in row(job_id).error

    def test_it_is_woken_once_the_plugin_is_here(self, platform, clock, ask, row):
        job_id, other = ask("spare.note", "x", plugin="absent"), ask("odd.note", "x", plugin="odd")
        run_until_idle(platform)

        with platform.session() as session:
            assert wake_jobs(session, ["absent", "portal"], clock()) == 1

        assert row(job_id).due_at == clock()
        assert row(other).due_at > clock()

    def test_the_other_tenant_keeps_its_jobs(self, platform, ask, words, trouble):
        ask("trial.note", "goes on", plugin="trial", tenant="globex")
        with platform.scope("acme") as scope:
            switch_plugin(scope, "trial", on=False)

        run_until_idle(platform)

        assert words("globex") == ["goes on"]


class TestRenewLeases:
    def test_a_running_job_is_not_handed_over_again(self, platform, clock, ask, row, trouble):
        job_id = ask("trial.slow", "long")
        runner = Runner(platform)

        class Meanwhile:
            def wait(self, _seconds):
                clock.advance(seconds=9)
                runner.renew_leases()
                clock.advance(seconds=9)
                assert run_until_idle(platform) == 0

        trouble.hold = Meanwhile()
        runner.run(job_id, 0)

        assert trouble.started == ["long"]


class TestPauseAfter:
    def test_pauses_grow_and_end_at_six_hours(self):
        pauses = [pause_after(attempt) for attempt in range(1, 40)]

        assert timedelta(seconds=4) < pauses[0] < timedelta(seconds=7)
        assert timedelta(seconds=400) > pauses[3] > timedelta(seconds=100)
        assert max(pauses) < timedelta(hours=8)


class TestActor:
    def test_two_features_can_not_declare_the_same_job(self):
        @actor(name="trial.same")
        def one(scope):
            """Do one thing."""

        with pytest.raises(ValueError, match=r"trial\.same"):

            @actor(name="trial.same")
            def other(scope):
                """Do another."""

    def test_the_core_declares_its_jobs(self):
        load_core_tasks()


class TestOutboxMessage:
    def test_a_rolled_back_request_leaves_no_job(self, platform, trouble):
        def fail():
            with platform.scope("acme") as scope:
                scope.enqueue("trial.note", "ghost")
                scope.session.flush()
                raise OSError

        with pytest.raises(OSError):  # noqa: PT011  # it says nothing
            fail()

        assert run_until_idle(platform) == 0

    def test_it_carries_ids_as_text(self, platform, ask, row):
        with platform.scope("acme") as scope:
            message = scope.enqueue("trial.note", scope.tenant_id)
            assert message.args == [str(scope.tenant_id)]
            assert isinstance(message, OutboxMessage)
