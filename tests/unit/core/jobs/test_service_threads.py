"""Services in real threads: how long anything takes decides nothing."""

import threading
from types import SimpleNamespace

import pytest

from core.jobs import service_threads
from core.jobs.runtime import start_jobs
from core.jobs.service_threads import ServiceThreads
from core.plugin.contributions import Service
from core.plugin.loading import load_plugins
from tests.unit.core.plugin.modules import make_plugin

LONG = 30.0


def platform_with(run):
    """Return as much of a platform as services need, with a plugin that has one."""

    def register_services():
        return [Service(name="stars.watch", title="Watches", run=run)]

    return SimpleNamespace(plugins=load_plugins(modules=[make_plugin("stars", register_services)]))


@pytest.fixture(autouse=True)
def _hurry(monkeypatch):
    monkeypatch.setattr(service_threads, "FIRST_REST", 0.001)
    monkeypatch.setattr(service_threads, "LONGEST_REST", 0.001)


@pytest.fixture
def start():
    started = []

    def start(platform):
        services = ServiceThreads(platform)
        started.append(services)
        services.start()
        return services

    yield start
    for services in started:
        services.stop()


class TestServiceThreads:
    def test_a_service_is_given_the_platform_and_stops_when_it_shall(self, start):
        seen = []
        running = threading.Event()

        def run(platform, stop):
            seen.append(platform)
            running.set()
            assert stop.wait(LONG)
            seen.append("stopped")

        platform = platform_with(run)
        services = start(platform)
        assert running.wait(LONG)
        services.stop()

        assert seen == [platform, "stopped"]

    @pytest.mark.parametrize("fault", [RuntimeError, SystemExit, None])
    def test_one_that_ends_is_started_again(self, start, fault, capsys):
        runs = []
        third = threading.Event()

        def run(_platform, stop):
            runs.append(1)
            if len(runs) < 3:
                if fault is not None:
                    raise fault("broken")
                return
            third.set()
            stop.wait(LONG)

        start(platform_with(run))

        assert third.wait(LONG)

    def test_one_that_does_not_stop_holds_up_nobody(self, start, monkeypatch):
        monkeypatch.setattr(service_threads, "FAREWELL", 0.01)
        let_go = threading.Event()
        services = start(platform_with(lambda _platform, _stop: let_go.wait(LONG)))

        services.stop()

        let_go.set()

    def test_it_rests_no_longer_than_until_the_end(self, start, monkeypatch):
        monkeypatch.setattr(service_threads, "FIRST_REST", LONG)
        monkeypatch.setattr(service_threads, "LONGEST_REST", LONG)
        ended = threading.Event()
        services = start(platform_with(lambda _platform, _stop: ended.set()))
        assert ended.wait(LONG)

        services.stop()

        assert not any(thread.is_alive() for thread in services._threads)


class TestProcesses:
    @pytest.fixture
    def platform(self, platform, monkeypatch):
        self.running = threading.Event()

        def register_services():
            return [Service(name="stars.watch", title="Watches", run=self.run)]

        registry = load_plugins(modules=[make_plugin("stars", register_services)])
        monkeypatch.setattr(platform, "plugins", registry)
        return platform

    def run(self, _platform, stop):
        self.running.set()
        stop.wait(LONG)
        self.running.clear()

    def test_they_run_where_jobs_run_and_end_with_them(self, platform):
        jobs = start_jobs(platform, threads=1)
        assert self.running.wait(LONG)

        jobs.stop()

        assert not self.running.is_set()

    def test_a_web_process_beside_workers_has_none(self, platform):
        jobs = start_jobs(platform, threads=0)
        names = {thread.name for thread in threading.enumerate()}
        jobs.stop()

        assert "stars.watch" not in names
