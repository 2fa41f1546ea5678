import dataclasses
import shutil
import socket
import sys
from datetime import timedelta

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from core.backup.restoring import HELD
from core.backup.saving import save
from core.commands import doctor
from core.commands.opening import warn_of_role
from core.db.session import make_engine
from core.errors import PluginError
from tests.support.unreliable_store import FAULTS


@pytest.fixture
def ill(platform):
    """Change a setting; give back the platform with it."""

    def change(**settings):
        return dataclasses.replace(
            platform, settings=dataclasses.replace(platform.settings, **settings)
        )

    return change


@pytest.fixture
def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield probe.getsockname()[1]  # bound, but nobody listens


class TestCheckDatabase:
    def test_a_good_one_is_left_alone(self, platform):
        assert list(doctor.check_database(platform)) == []

    def test_one_that_does_not_answer(self, platform, closed_port):
        url = f"postgresql+psycopg://eva:secret@127.0.0.1:{closed_port}/none"
        lost = dataclasses.replace(platform, engine=make_engine(url))

        (problem,) = doctor.check_database(lost)

        assert "does not answer" in problem
        assert "VENTANILLA_DATABASE_URL" in problem
        assert "secret" not in problem

    def test_one_that_is_behind(self, platform, tmp_path):
        behind = dataclasses.replace(platform, engine=make_engine(f"sqlite:///{tmp_path}/new.db"))

        (problem,) = doctor.check_database(behind)
        behind.engine.dispose()

        assert "ventanilla db upgrade" in problem

    def test_one_that_is_too_new(self, platform, monkeypatch):
        monkeypatch.setattr("core.db.releases.RELEASE", -5)

        (problem,) = doctor.check_database(platform)

        assert "newer than this program" in problem

    def test_a_role_that_steps_over_row_level_security_and_missing_extensions(self):
        class Superuser:
            def scalar(self, statement):
                assert "rolbypassrls" in str(statement)
                return True

            def scalars(self, _statement):
                return ["plpgsql", "pg_trgm", "btree_gin"]

        role, extension = doctor._check_postgresql(Superuser())

        assert "NOSUPERUSER NOBYPASSRLS" in role
        assert "CREATE EXTENSION unaccent" in extension

    def test_such_a_role_is_told_of_at_each_start(self, platform, monkeypatch):
        warn_of_role(platform)
        with capture_logs() as before:
            warn_of_role(platform)
        monkeypatch.setattr("core.commands.opening.steps_over_policies", lambda _connection: True)
        with capture_logs() as lines:
            warn_of_role(platform)

        is_sqlite = platform.engine.dialect.name == "sqlite"
        assert before == []
        assert [line["event"] for line in lines] == (
            [] if is_sqlite else ["row_level_security_off"]
        )

    def test_the_questions_are_postgresqls(self, platform):
        if platform.engine.dialect.name == "postgresql":
            with platform.engine.connect() as connection:
                assert list(doctor._check_postgresql(connection)) == []


class TestCheckBroker:
    def test_none_is_fine(self, platform):
        assert list(doctor.check_broker(platform)) == []

    def test_one_that_does_not_answer(self, ill, closed_port):
        (problem,) = doctor.check_broker(ill(broker_url=f"redis://127.0.0.1:{closed_port}/0"))

        assert f"VENTANILLA_BROKER_URL: 127.0.0.1:{closed_port} does not answer" in problem

    def test_one_whose_client_is_not_installed(self, ill, monkeypatch):
        monkeypatch.setitem(sys.modules, "pika", None)
        monkeypatch.delitem(sys.modules, "dramatiq.brokers.rabbitmq", raising=False)
        with socket.create_server(("127.0.0.1", 0)) as server:
            url = f"amqp://127.0.0.1:{server.getsockname()[1]}"
            (problem,) = doctor.check_broker(ill(broker_url=url))

        assert "pip install 'ventanilla[rabbitmq]'" in problem


class TestCheckBackup:
    def test_one_that_is_old_or_missing_is_told_where_it_is_said_where(
        self, ill, platform, tmp_path, clock
    ):
        folder = tmp_path / "backup"
        kept = ill(backup_dir=str(folder))
        assert list(doctor.check_backup(platform)) == []
        assert "no whole backup" in next(doctor.check_backup(kept))

        save(platform, folder)
        assert list(doctor.check_backup(kept)) == []
        clock.advance(timedelta(days=2, hours=1))
        assert "The last backup is of" in next(doctor.check_backup(kept))


class TestCheckSmtp:
    def test_none(self, platform):
        (problem,) = doctor.check_smtp(platform)

        assert "Set VENTANILLA_SMTP_URL" in problem

    def test_one_that_does_not_answer(self, ill, closed_port):
        (problem,) = doctor.check_smtp(ill(smtp_url=f"smtp://127.0.0.1:{closed_port}"))

        assert "VENTANILLA_SMTP_URL" in problem

    def test_one_that_answers(self, ill):
        with socket.create_server(("127.0.0.1", 0)) as server:
            url = f"smtp://127.0.0.1:{server.getsockname()[1]}"
            assert list(doctor.check_smtp(ill(smtp_url=url))) == []


class TestCheckFiles:
    def test_a_folder_that_can_not_be_written(self, ill, tmp_path):
        (tmp_path / "file").write_text("in the way")

        (problem,) = doctor.check_files(ill(blob_url=f"file://{tmp_path / 'file' / 'blobs'}"))

        assert "VENTANILLA_BLOB_URL" in problem

    @pytest.mark.parametrize("fault", FAULTS)
    def test_a_store_that_does_not_answer_is_a_sentence(self, ill, unreliable_store, fault):
        unreliable_store(fault)

        (problem,) = doctor.check_files(ill(blob_url="memory://house"))

        assert problem.startswith("Files can't be written: ")
        assert "\n" not in problem
        assert "VENTANILLA_BLOB_URL" in problem

    def test_a_disk_that_is_almost_full(self, platform, monkeypatch):
        little = shutil._ntuple_diskusage(10**9, 10**9, 5 * 1024 * 1024)
        monkeypatch.setattr("shutil.disk_usage", lambda _path: little)

        assert list(doctor.check_files(platform)) == [
            "Only 5 MB are left for files. Make room or move them."
        ]


class TestCheckJobs:
    def test_jobs_that_nobody_does(self, platform, clock):
        with platform.scope("acme") as scope:
            scope.enqueue("test.nobody_does_this")
        assert list(doctor.check_jobs(platform)) == []
        clock.advance(timedelta(minutes=12))

        (problem,) = doctor.check_jobs(platform)

        assert problem == "1 jobs wait, one for 12 minutes. Is 'ventanilla serve' running?"

    @pytest.mark.parametrize(("error", "count"), [("boom", 1), (HELD, 0)])
    def test_jobs_that_were_given_up_of_late(self, platform, clock, error, count):
        with platform.scope("acme") as scope:
            row = scope.enqueue("mail.send_mail")
            row.failed_at, row.error = scope.now(), error

        found = list(doctor.check_jobs(platform))
        clock.advance(timedelta(days=2))

        assert len(found) == count
        assert all("1, last mail.send_mail (boom)" in problem for problem in found)
        assert list(doctor.check_jobs(platform)) == []

    def test_a_database_without_tables_is_another_checks_affair(self, platform, tmp_path):
        engine = make_engine(f"sqlite:///{tmp_path}/new.db")
        with engine.begin() as connection:
            connection.execute(text("SELECT 1"))

        assert list(doctor.check_jobs(dataclasses.replace(platform, engine=engine))) == []


class TestCheckPlugins:
    def test_one_that_was_left_out(self, platform):
        platform.plugins.left_out.append(PluginError("poems", "clash-route", "it rhymes."))

        (problem,) = doctor.check_plugins(platform)

        assert "poems" in problem
        assert "Mend it or uninstall it" in problem
