"""Code and database may be one release apart, which is what an upgrade without a pause needs."""

import importlib.util
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from core.db import migrate, releases
from core.db.base import new_id
from core.db.migrate import alembic_config
from core.db.outbox import OutboxMessage
from core.db.session import make_engine
from core.identity.services.indexing import INDEX_PEOPLE
from core.tenancy.models import Tenant

VERSIONS = Path(migrate.__file__).parent / "migrations" / "versions"


@pytest.fixture
def fresh(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'fresh.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def packages(platform):
    return [plugin.manifest.package for plugin in platform.plugins.plugins.values()]


def _columns(engine):
    found = inspect(engine)
    return {
        (table, column["name"]): column
        for table in found.get_table_names()
        for column in found.get_columns(table)
    }


@pytest.fixture
def put_ahead(platform):
    """Make the database that of a later release: more tables and columns, a newer revision."""
    head, number = {"head": releases.RELEASES[-1][-1]}, {"number": releases.RELEASE}

    def change(*statements):
        with platform.engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement), head | number)

    def put(by=1):
        number["number"] += by
        change(
            "CREATE TABLE of_tomorrow (id INTEGER PRIMARY KEY)",
            "ALTER TABLE support_case ADD COLUMN mood VARCHAR(20)",
            "UPDATE alembic_version SET version_num = 'core9999' WHERE version_num = :head",
            "INSERT INTO schema_release (number) VALUES (:number)",
        )

    yield put
    # The database is lent to other tests.
    change(
        "DROP TABLE of_tomorrow",
        "ALTER TABLE support_case DROP COLUMN mood",
        "UPDATE alembic_version SET version_num = :head WHERE version_num = 'core9999'",
        "DELETE FROM schema_release WHERE number = :number",
    )


class TestRevisions:
    def test_each_of_the_core_belongs_to_a_release(self):
        named = [revision for release in releases.RELEASES for revision in release]

        assert sorted(named) == sorted(
            path.name.partition("_")[0] for path in VERSIONS.glob("*.py")
        )

    def test_the_newest_is_named_last(self):
        script = ScriptDirectory.from_config(alembic_config([]))

        assert releases.RELEASES[-1][-1] in script.get_heads()

    def test_each_only_adds_or_says_why(self, fresh):
        config = alembic_config([])
        before = {}
        for revision in (one for release in releases.RELEASES for one in release):
            with fresh.connect() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, revision)
                connection.commit()
            after = _columns(fresh)
            if not _says_why(revision):
                _check_additive(before, after, revision)
            before = after


def _says_why(revision):
    """Whether the revision has a line ``SUBTRACTS = "why the release before can do without"``."""
    (path,) = VERSIONS.glob(f"{revision}_*.py")
    spec = importlib.util.spec_from_file_location(revision, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, "SUBTRACTS", "")


def _check_additive(before, after, revision):
    assert not set(before) - set(after), f"{revision} removes"
    old_tables = {table for table, _ in before}
    for (table, name), column in after.items():
        old = before.get((table, name))
        if old is None and table in old_tables:
            # The release before writes rows without it.
            optional = column["nullable"] or column["default"] is not None
            assert optional, f"{revision} demands {table}.{name}"
        elif old is not None:
            assert str(old["type"]) == str(column["type"]), f"{revision} changes {table}.{name}"
            assert column["nullable"] or not old["nullable"], f"{revision} demands {table}.{name}"


class TestSkew:
    def test_the_code_before_works_on_the_schema_of_the_next_release(
        self, platform, packages, make_case, put_ahead
    ):
        put_ahead()

        assert migrate.pending(platform.engine, packages) == []
        case = make_case(subject="Written by yesterday's code")
        with platform.scope("acme", reading=True) as scope:
            found = scope.session.get(type(case), (scope.tenant_id, case.id))
            assert found.subject == "Written by yesterday's code"

    def test_the_code_before_leaves_the_schema_alone(self, platform, packages, put_ahead):
        put_ahead()

        migrate.upgrade(platform.engine, packages)

        assert sa.inspect(platform.engine).has_table("of_tomorrow")
        assert releases.release_of(platform.engine) == releases.RELEASE + 1

    def test_code_that_is_too_old_refuses_to_start(self, platform, packages, put_ahead):
        put_ahead(by=2)

        with pytest.raises(releases.TooNewError, match="2 releases newer"):
            migrate.pending(platform.engine, packages)
        with pytest.raises(releases.TooNewError, match="Install the program"):
            migrate.upgrade(platform.engine, packages)


class TestForeignPlugin:
    @pytest.fixture
    def with_its_tables(self, platform):
        with platform.engine.begin() as connection:
            connection.execute(text("INSERT INTO alembic_version VALUES ('gone0003')"))
        yield platform
        with platform.engine.begin() as connection:
            connection.execute(text("DELETE FROM alembic_version WHERE version_num = 'gone0003'"))

    def test_the_rest_goes_on(self, with_its_tables, packages):
        assert migrate.pending(with_its_tables.engine, packages) == []

    def test_an_upgrade_goes_on_and_can_tell_whose_tables_they_are(self, with_its_tables, packages):
        assert migrate.upgrade(with_its_tables.engine, packages) == []

        assert migrate.unknown_revisions(with_its_tables.engine, packages) == {"gone": ["gone0003"]}


class TestJobsLeftToWorkers:
    def test_each_tenant_gets_one_when_words_are_folded_otherwise(self, fresh):
        config = alembic_config([])
        tenant = {"id": new_id(), "slug": "acme", "name": "Acme", "default_locale": "es"}
        now = datetime.now(UTC)
        with fresh.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "core0017")
            connection.execute(
                sa.insert(Tenant.__table__).values(**tenant, languages=["es"], created_at=now)
            )
            connection.execute(sa.delete(OutboxMessage.__table__))
            command.upgrade(config, "core0022")
            jobs = connection.execute(
                sa.select(OutboxMessage.tenant_id, OutboxMessage.actor, OutboxMessage.args)
            ).all()

        assert jobs == [(tenant["id"], INDEX_PEOPLE, [])]
