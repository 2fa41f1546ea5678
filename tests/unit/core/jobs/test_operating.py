from datetime import timedelta

import pytest

from core.errors import VentanillaError
from core.jobs.operating import Chosen, count_jobs, drop_jobs, list_jobs, retry_jobs, run_job
from core.testing.jobs import run_until_idle


@pytest.fixture
def given_up(platform, clock, ask, trouble):
    """A job that was tried as often as it may be."""
    trouble.errors = [OSError("no")] * 3
    job_id = ask("trial.note", "again")
    for _ in range(3):
        run_until_idle(platform, raising=False)
        clock.advance(hours=1)
    return job_id


@pytest.fixture
def tenant_id(platform):
    with platform.scope("acme") as scope:
        return scope.tenant_id


class TestListJobs:
    def test_it_tells_in_which_state_each_is(self, platform, ask, given_up):
        waiting = ask("trial.note", "now")
        later = ask("trial.note", "then", delay=timedelta(days=1))

        found = {row.id: row for row in list_jobs(platform, Chosen(), 10)}

        assert found[waiting].state == "waiting"
        assert found[later].state == "later"
        assert (found[given_up].state, found[given_up].tenant) == ("given-up", "acme")
        assert "OSError" in found[given_up].error

    def test_it_finds_by_everything_that_is_said(self, platform, ask, tenant_id, trouble):
        ask("trial.note", "here")
        ask("spare.note", "there", plugin="absent", tenant="globex")

        assert count_jobs(platform, Chosen(actor="spare.note")) == 1
        assert count_jobs(platform, Chosen(plugin="absent")) == 1
        assert count_jobs(platform, Chosen(tenant_id=tenant_id)) == 1
        assert count_jobs(platform, Chosen(states=("done",))) == 0


class TestRetryJobs:
    def test_what_was_given_up_is_done_from_the_first_try_on(self, platform, given_up, words, row):
        assert retry_jobs(platform, Chosen(ids=[given_up])) == 1
        assert row(given_up).attempts == 0

        run_until_idle(platform)

        assert words() == ["again"]
        assert row(given_up).error is None

    def test_there_may_be_more_than_go_into_one_transaction(self, platform, ask, monkeypatch):
        monkeypatch.setattr("core.jobs.operating.AT_ONCE", 2)
        for number in range(5):
            ask("trial.note", str(number), delay=timedelta(days=1))

        assert retry_jobs(platform, Chosen(states=("later",))) == 5
        assert count_jobs(platform, Chosen(states=("waiting",))) == 5


class TestDropJobs:
    def test_they_never_run_and_their_rows_stay(self, platform, ask, words, row, trouble):
        job_id = ask("trial.note", "never")

        assert drop_jobs(platform, Chosen(actor="trial.note")) == 1
        run_until_idle(platform)

        assert words() == []
        assert row(job_id).error == "dropped: by the operator"
        assert drop_jobs(platform, Chosen(actor="trial.note")) == 0


class TestRunJob:
    def test_it_does_it_here_and_now(self, platform, tenant_id, words, trouble):
        outcome = run_job(platform, "trial.note", ["hello"], tenant_id)

        assert outcome.is_done
        assert words() == ["hello"]
        assert run_until_idle(platform) == 0

    def test_one_that_fails_says_why_and_is_tried_again_like_any_other(
        self, platform, clock, tenant_id, words, trouble
    ):
        trouble.errors = [OSError("no")]

        outcome = run_job(platform, "trial.note", ["hello"], tenant_id)
        clock.advance(minutes=1)
        run_until_idle(platform)

        assert (outcome.is_done, outcome.reason) == (False, "OSError: no")
        assert words() == ["hello"]

    @pytest.mark.parametrize(
        ("name", "args", "says"),
        [
            ("trial.nothing", [], "no job 'trial.nothing'. There are: .*trial.note"),
            ("trial.note", [], "takes: word"),
            ("trial.roll_call", ["x"], "takes: nothing"),
            ("trial.note", ["x"], "say --tenant"),
        ],
    )
    def test_what_can_not_be_is_refused_before_anything_is_asked_for(
        self, platform, name, args, says
    ):
        with pytest.raises(VentanillaError, match=says):
            run_job(platform, name, args, None)

        assert count_jobs(platform, Chosen()) == 0

    def test_the_whole_installations_need_no_tenant(self, platform):
        assert run_job(platform, "core.purge_outbox", [], None).is_done
