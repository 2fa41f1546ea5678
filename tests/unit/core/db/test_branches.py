"""Plugins that break, leave or come back older: the core's tables are brought up to date anyway."""

import sys

import pytest
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from core.db import migrate, releases
from core.db.branches import branch_of
from core.db.session import make_engine
from core.errors import VentanillaError
from tests.support.made_plugins import MadePlugin

NEWEST = releases.RELEASES[-1][-1]


@pytest.fixture
def engine(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'own.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def make(tmp_path, monkeypatch):
    folder = tmp_path / "plugins"
    monkeypatch.setattr(sys, "path", [*sys.path, str(folder)])
    return lambda name, **options: MadePlugin(folder, name, **options)


def heads(engine):
    with engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads())


def tables(engine):
    return set(inspect(engine).get_table_names())


class TestUpgrade:
    def test_it_takes_migrations_from_the_folder_of_a_plugin_that_can_not_be_imported(
        self, engine, make
    ):
        plugin = make("odd")
        plugin.write("__init__.py", "raise SystemExit(3)")

        assert migrate.upgrade(engine, [plugin.package]) == []

        assert "odd_thing" in tables(engine)
        assert plugin.package not in sys.modules

    def test_it_brings_up_to_date_one_plugin_after_the_other(self, engine, make):
        odd = make("odd")
        migrate.upgrade(engine, [odd.package])
        even = make("even")
        odd.add_revision(2)

        assert migrate.upgrade(engine, [odd.package, even.package]) == []
        assert {"odd_more2", "even_thing"} <= tables(engine)

    def test_a_plugin_that_has_left_stops_nothing(self, engine, make):
        plugin = make("odd")
        migrate.upgrade(engine, [plugin.package])
        plugin.remove()

        assert migrate.upgrade(engine, []) == []
        assert migrate.pending(engine, []) == []
        assert migrate.unknown_revisions(engine, []) == {"odd": ["odd0001"]}

    def test_nor_does_one_that_implied_the_newest_of_the_core(self, engine, make):
        plugin = make("odd", core=NEWEST)
        migrate.upgrade(engine, [plugin.package])
        plugin.remove()
        assert heads(engine) == {"odd0001"}  # alembic notes nothing else

        assert migrate.pending(engine, []) == []
        assert migrate.upgrade(engine, []) == []
        migrate.downgrade(engine, "odd")

        assert heads(engine) == {NEWEST}
        assert migrate.unknown_revisions(engine, []) == {}

    def test_its_name_is_known_though_it_ends_with_a_digit(self, engine, make):
        plugin = make("csat2")
        migrate.upgrade(engine, [plugin.package])
        plugin.remove()

        assert migrate.unknown_revisions(engine, []) == {"csat2": ["csat20001"]}

    @pytest.mark.parametrize("then", ["raise KeyError('no')", "raise SystemExit(1)"])
    def test_a_migration_that_fails_half_way_is_taken_back_alone(self, engine, make, then):
        odd, even = make("odd"), make("even")
        odd.add_revision(2, then=then)

        (error,) = migrate.upgrade(engine, [odd.package, even.package])

        assert (error.plugin, error.rule) == ("odd", "migration-failed")
        assert {"odd_thing", "even_thing", "support_case"} <= tables(engine)
        assert "odd_more2" not in tables(engine)
        assert migrate.missing(engine, [odd.package, even.package]) == {"odd": ["odd0002"]}

    def test_an_older_version_is_left_as_it_is(self, engine, make):
        plugin, other = make("odd"), make("even")
        newer = plugin.add_revision(2)
        migrate.upgrade(engine, [plugin.package])
        newer.unlink()

        (error,) = migrate.upgrade(engine, [plugin.package, other.package])

        assert (error.plugin, error.rule) == ("odd", "migration-older")
        assert "odd0002" in error.detail
        assert "even_thing" in tables(engine)
        assert migrate.pending(engine, [plugin.package, other.package]) == []

    def test_of_two_with_one_name_the_first_has_the_tables(self, engine, make):
        one, two = make("odd"), make("odd", package="made_twin")

        assert migrate.upgrade(engine, [one.package, two.package]) == []
        assert heads(engine) >= {"odd0001"}

    @pytest.mark.parametrize(
        "revision",
        ["syntax error", "import nowhere", 'revision = "odd0001"\ndown_revision = "odd0000"'],
    )
    def test_migrations_that_can_not_be_read_stop_nothing(self, engine, make, revision):
        odd, even = make("odd"), make("even")
        odd.write("migrations/versions/odd0001_thing.py", revision)

        assert migrate.upgrade(engine, [odd.package, even.package]) == []
        assert "even_thing" in tables(engine)

    def test_a_plugin_can_not_pass_for_the_core(self, engine, make):
        odd = make("odd")
        odd.write(
            "migrations/versions/odd0001_thing.py",
            'revision = "core9999"\ndown_revision = "core0005"\nupgrade = lambda: 1 / 0',
        )

        assert migrate.upgrade(engine, [odd.package]) == []
        assert heads(engine) == {NEWEST}

    def test_a_newer_core_is_refused_in_a_sentence(self, engine):
        migrate.upgrade(engine)
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = 'core9999'"))

        with pytest.raises(VentanillaError, match=r"newer than this program \(revision core9999"):
            migrate.upgrade(engine)


class TestForgetBranch:
    def test_a_downgrade_that_fails_is_done_without_the_code(self, engine, make):
        plugin = make("odd")
        migrate.upgrade(engine, [plugin.package])
        text = (plugin.path / "migrations/versions/odd0001_thing.py").read_text()
        plugin.write(
            "migrations/versions/odd0001_thing.py",
            text.replace('op.drop_table("odd_thing")', "raise OSError"),
        )

        migrate.forget_branch(engine, "odd", [plugin.package])

        assert heads(engine) == {NEWEST}

    def test_one_that_was_never_there_is_forgotten_easily(self, engine):
        migrate.upgrade(engine)

        migrate.forget_branch(engine, "odd", [])

        assert heads(engine) == {NEWEST}


class TestBranchOf:
    @pytest.mark.parametrize(
        ("revision", "known", "branch"),
        [
            ("core0005", (), "core"),
            ("csat_extra0001", ("csat", "csat_extra"), "csat_extra"),
            ("csat20001", ("csat2",), "csat2"),
        ],
    )
    def test_it_is_what_the_revision_begins_with(self, revision, known, branch):
        assert branch_of(revision, known) == branch
