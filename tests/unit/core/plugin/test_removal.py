import sys

import pytest
from sqlalchemy import inspect, select, text

from core.db import migrate
from core.db.outbox import OutboxMessage
from core.errors import VentanillaError
from core.plugin.loading import load_plugins
from core.plugin.removal import find_traces, remove_plugin
from core.tenancy.cache import TenantConfigs
from core.tenancy.models import TenantDocument
from core.tenancy.services import read_document, save_document, save_settings
from tests.support.made_plugins import MadePlugin
from tests.unit.core.plugin.modules import make_plugin


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])
    return tmp_path / "plugins"


@pytest.fixture
def install(platform, folder):
    """Install a plugin with a table and rows, settings and jobs at two tenants."""
    made = []

    def install(name):
        plugin = MadePlugin(folder, name)
        made.append(plugin)
        load()
        assert migrate.upgrade(platform.engine, platform.plugins.packages) == []
        for slug in ("acme", "globex"):
            with platform.scope(slug) as scope:
                save_document(scope, "plugins", {name: True, "portal": True})
                save_settings(scope, name, {"days": 3})
                save_document(scope, "secrets", {name: {"key": "encrypted"}})
                scope.enqueue(f"{name}.remind", plugin=name)
                values = {"tenant": scope.tenant_id.hex, "id": scope.tenant_id.hex}
                scope.session.execute(
                    text(f"INSERT INTO {name}_thing VALUES (:tenant, :id)"),  # noqa: S608  # ours
                    values,
                )
        return plugin

    def load():
        platform.plugins = load_plugins(str(folder))
        platform.configs = TenantConfigs(platform.plugins, platform.settings.base_domain)

    install.load = load
    yield install
    for plugin in made:
        plugin.forget()
        # The database is lent to other tests.
        migrate.forget_branch(platform.engine, plugin.name)
        left = [t for t in inspect(platform.engine).get_table_names() if t.startswith(plugin.name)]
        migrate.drop_tables(platform.engine, left)


def tables(platform):
    return set(inspect(platform.engine).get_table_names())


class TestFindTraces:
    def test_it_counts_what_a_plugin_has_left_though_its_code_has_gone(self, platform, install):
        install("odd").remove()
        install.load()

        traces = find_traces(platform, "odd")

        assert not traces.is_here
        assert (traces.tenants, traces.settings, traces.jobs) == (2, 2, 2)
        assert traces.tables == {"odd_thing": 2}
        assert traces.revisions == ("odd0001",)

    def test_the_tables_of_a_plugin_whose_name_only_begins_alike_are_not_among_them(
        self, platform, install
    ):
        install("odd_more")
        install("odd").remove()
        install.load()

        assert set(find_traces(platform, "odd").tables) == {"odd_thing"}

    @pytest.mark.parametrize("name", ["portal", "core", "mail", "tenant"])
    def test_what_is_part_of_the_product_is_refused(self, platform, name):
        with pytest.raises(VentanillaError, match="part of Ventanilla"):
            find_traces(platform, name)

    def test_what_another_one_needs_is_refused(self, platform):
        platform.plugins = load_plugins(
            modules=[make_plugin("base"), make_plugin("extra", requires=("base",))]
        )

        with pytest.raises(VentanillaError, match="'extra' needs 'base'"):
            find_traces(platform, "base")

    def test_a_table_that_another_one_refers_to_is_refused(self, platform, install):
        install("odd")
        with platform.engine.begin() as connection:
            connection.execute(
                text(
                    "CREATE TABLE even_thing (tenant_id UUID, thing UUID,"
                    " FOREIGN KEY (tenant_id, thing) REFERENCES odd_thing (tenant_id, id))"
                )
            )

        with pytest.raises(VentanillaError, match="'even_thing' refers to 'odd_thing'"):
            find_traces(platform, "odd")

        migrate.drop_tables(platform.engine, ["even_thing"])

    def test_of_nothing_nothing_is_left(self, platform):
        assert find_traces(platform, "odd").is_nothing


class TestRemovePlugin:
    def test_without_its_data_only_the_jobs_go(self, platform, install):
        install("odd").remove()
        install.load()

        remove_plugin(platform, "odd", with_data=False)

        traces = find_traces(platform, "odd")
        assert (traces.jobs, traces.settings, traces.tables) == (0, 2, {"odd_thing": 2})

    @pytest.mark.parametrize("is_gone", [True, False])
    def test_with_its_data_nothing_is_left(self, platform, install, is_gone):
        plugin = install("odd")
        if is_gone:
            plugin.remove()
            install.load()

        remove_plugin(platform, "odd", with_data=True)

        assert "odd_thing" not in tables(platform)
        assert "support_case" in tables(platform)
        assert "odd" not in migrate.recorded_branches(platform.engine).values()
        assert find_traces(platform, "odd").is_nothing is is_gone
        with platform.every_tenant() as session:
            jobs = select(OutboxMessage.id).where(OutboxMessage.plugin == "odd")
            assert session.scalars(jobs).all() == []
            kinds = TenantDocument.kind.in_(["settings", "secrets"])
            settings = select(TenantDocument.body).where(kinds)
            assert all("odd" not in body for body in session.scalars(settings))

    def test_while_its_code_is_here_it_is_off_and_the_others_stay_on(self, platform, install):
        install("odd")

        remove_plugin(platform, "odd", with_data=True)

        for slug in ("acme", "globex"):
            with platform.scope(slug) as scope:
                assert "odd" not in scope.tenant.plugins
                assert read_document(scope, "plugins") == {"odd": False, "portal": True}

    def test_it_can_be_installed_anew(self, platform, install):
        install("odd")
        remove_plugin(platform, "odd", with_data=True)

        assert migrate.upgrade(platform.engine, platform.plugins.packages) == []
        assert "odd_thing" in tables(platform)
