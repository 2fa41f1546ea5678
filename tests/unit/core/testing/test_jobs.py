import time

from core.scope import DELIVER_EVENT


def _until(what):
    end = time.monotonic() + 60
    while not what() and time.monotonic() < end:
        time.sleep(0.02)


class TestJobs:
    def test_nothing_runs_before_the_test_says_so(self, open_scope, jobs):
        with open_scope() as scope:
            scope.enqueue("core.purge_outbox")

        assert [row.actor for row in jobs.waiting()] == ["core.purge_outbox"]
        assert jobs.waiting(DELIVER_EVENT) == []
        assert jobs.run() == 1
        assert jobs.waiting() == []


class TestWorkers:
    def test_they_run_what_is_asked_for(self, open_scope, jobs, workers):
        with open_scope() as scope:
            scope.enqueue("core.purge_outbox")

        _until(lambda: not jobs.waiting())

        assert jobs.waiting() == []
