"""The numbers reach who watches over the installation, and nobody else."""

import re
import subprocess
from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import select

from core.backup.saving import save
from core.db.outbox import OutboxMessage
from core.db.releases import RELEASE
from core.jobs.schedule import Schedule
from core.metrics.recording import note_job, note_mail, note_store
from core.monitoring.access import may_read_metrics
from core.monitoring.services import write_metrics
from core.testing.jobs import run_until_idle
from tests.support.programs import find_program

LOCAL = {"HTTP_HOST": "localhost:6543", "REMOTE_ADDR": "127.0.0.1"}
TOKEN = "a long enough token"


class TestMayReadMetrics:
    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1:6543", "[::1]:6543"])
    def test_this_machine_may(self, host):
        assert may_read_metrics(LOCAL | {"HTTP_HOST": host}, "")

    @pytest.mark.parametrize(
        "change",
        [
            {"REMOTE_ADDR": "192.0.2.7"},
            {"REMOTE_ADDR": ""},
            {"HTTP_HOST": "acme.localhost:6543"},
            {"HTTP_HOST": "rebound.example"},
            {"HTTP_VIA": "1.1 proxy"},
            {"HTTP_FORWARDED": "for=192.0.2.7"},
            {"HTTP_X_REAL_IP": "192.0.2.7"},
            {"ventanilla.forwarded": True},
        ],
    )
    def test_nobody_else_may(self, change):
        assert not may_read_metrics(LOCAL | change, "")

    def test_the_token_is_the_only_way_once_there_is_one(self):
        given = {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}

        assert may_read_metrics(given, TOKEN)
        assert not may_read_metrics(LOCAL, TOKEN)
        assert not may_read_metrics(given | {"HTTP_AUTHORIZATION": "Bearer another"}, TOKEN)


class TestShowMetrics:
    def test_it_is_not_there_for_visitors(self, testapp):
        testapp.get("/metrics", status=404)

    def test_a_request_that_was_handed_on_is_a_visitors(self, visitor):
        visitor(host="localhost").get(
            "/metrics",
            headers={"X-Forwarded-For": "127.0.0.1"},
            extra_environ={"REMOTE_ADDR": "127.0.0.1"},
            status=404,
        )

    def test_it_counts_requests_by_route(self, visitor, testapp):
        testapp.get("/login")

        here = {"REMOTE_ADDR": "127.0.0.1"}
        text = visitor(host="localhost").get("/metrics", extra_environ=here).text

        assert 'ventanilla_request_seconds_count{method="GET",route="portal.sign_in",' in text
        assert "acme" not in text


class TestWriteMetrics:
    def test_it_tells_what_waits_and_for_how_long(self, platform, clock):
        _ask_for(platform, "test.nobody_does_this")
        clock.advance(seconds=90)

        text = write_metrics(platform).decode()

        assert 'ventanilla_jobs_waiting{task="test.nobody_does_this"} 1.0' in text
        assert "ventanilla_jobs_oldest_seconds 90." in text

    def test_it_counts_jobs_by_outcome(self, platform):
        _ask_for(platform, "test.nobody_does_this")
        run_until_idle(platform, raising=False)

        text = write_metrics(platform).decode()

        series = 'ventanilla_job_seconds_count{outcome="failed",task="test.nobody_does_this"}'
        assert series in text

    def test_it_tells_which_hooks_are_disabled(self, platform):
        with platform.scope("acme") as scope:
            key = (scope.tenant_id, "portal", "menu_items")
        platform.plugins.breaker.failed(key, ValueError("no"), rest=60.0)
        platform.breaker_store.settle()

        text = write_metrics(platform).decode()

        assert 'ventanilla_plugin_breakers_open{hook="menu_items",plugin="portal"} 1.0' in text
        assert 'ventanilla_plugin_failures_total{hook="menu_items",plugin="portal"}' in text

    def test_nothing_waiting_is_a_number_as_well(self, platform):
        text = write_metrics(platform).decode()

        assert 'ventanilla_jobs_waiting{task="mail.send_mail"} 0.0' in text

    def test_it_tells_when_a_worker_was_last_seen(self, platform, clock):
        assert "ventanilla_worker_seen_seconds +Inf" in write_metrics(platform).decode()

        Schedule(platform)()
        run_until_idle(platform)
        clock.advance(seconds=400)

        assert "ventanilla_worker_seen_seconds 400." in write_metrics(platform).decode()

    def test_it_tells_releases_and_what_processes_use(self, platform):
        text = write_metrics(platform).decode()

        assert f'ventanilla_schema_release{{of="code"}} {float(RELEASE)}' in text
        assert f'ventanilla_schema_release{{of="database"}} {float(RELEASE)}' in text
        for name in ("cpu_seconds", "resident_memory_bytes", "open_fds"):
            line = re.search(rf"^ventanilla_process_{name} (\S+)$", text, re.MULTILINE)
            assert float(line[1]) > 0

    def test_it_tells_of_the_last_backup_if_it_is_said_where(self, platform, tmp_path):
        name = "ventanilla_backup_last_success_timestamp_seconds"
        assert name not in write_metrics(platform).decode()
        kept = replace(
            platform, settings=replace(platform.settings, backup_dir=str(tmp_path / "b"))
        )
        assert f"{name} 0.0" in write_metrics(kept).decode()

        save(platform, tmp_path / "b")

        line = re.search(rf"^{name} (\S+)$", write_metrics(kept).decode(), re.MULTILINE)[1]
        assert float(line) == pytest.approx(platform.clock().timestamp(), abs=1)

    def test_it_says_what_runs(self, platform):
        assert 'ventanilla_build_info{database="' in write_metrics(platform).decode()

    @pytest.mark.program("promtool")
    def test_prometheus_finds_no_fault_with_any_series(self, platform, tmp_path):
        note_job("mail.send_mail", "done", 0.1)
        note_mail("sent")
        note_store("read", "done", 0.1)
        platform = replace(
            platform, settings=replace(platform.settings, backup_dir=str(tmp_path / "b"))
        )

        check_metrics(write_metrics(platform))


class TestSeveralProcesses:
    def test_whoever_is_asked_tells_the_state_of_now_once(self, installation):
        broker = {"VENTANILLA_BROKER_URL": "redis://127.0.0.1:9/0"}  # never spoken to
        installation.environ |= broker
        installation.serve("--workers", "2")
        for _ in range(20):
            _status, text = installation.get("/metrics", Host="localhost")

        families = Counter(re.findall(r"^# TYPE (\S+) ", text, re.MULTILINE))
        assert set(families.values()) == {1}
        assert "pid=" not in text
        assert text.count("\nventanilla_jobs_oldest_seconds ") == 1
        if find_program("promtool"):
            check_metrics(text.encode())

    def test_one_answers_for_all_across_a_reload(self, installation):
        installation.serve()
        for _ in range(5):
            installation.get("/readyz")
        installation.reload()
        for _ in range(5):
            installation.get("/readyz")

        status, text = installation.get("/metrics", Host="localhost")

        assert status == 200
        line = 'ventanilla_request_seconds_count{method="GET",route="core.readyz",status="200"} '
        assert float(text.partition(line)[2].partition("\n")[0]) >= 10
        assert "ventanilla_database_connections_in_use" in text
        assert 'ventanilla_processes{kind="server"} 1.0' in text
        assert "ventanilla_requests_in_flight 1.0" in text
        assert "ventanilla_database_checkout_seconds_count" in text


def check_metrics(text):
    """Let Prometheus read them, and say what it thinks of names, kinds and help."""
    done = subprocess.run(  # noqa: S603  # Debian's
        [find_program("promtool"), "check", "metrics"],
        input=text,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")


def _ask_for(platform, actor):
    with platform.scope("acme") as scope:
        scope.enqueue(actor)
        scope.session.flush()
        assert scope.session.scalar(select(OutboxMessage.id).where(OutboxMessage.actor == actor))
