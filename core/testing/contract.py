"""What every plugin has to keep to, as tests that run over yours.

::

    from core.testing.contract import PluginContract

    class TestContract(PluginContract):
        plugin = "hello"

The plugin is installed, or its module is among the fixture ``extra_plugins``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, inspect, select

from core.cases.services import add_note, get_case
from core.db.base import TenantOwned
from core.db.migrate import downgrade, upgrade
from core.db.outbox import OutboxMessage
from core.db.session import make_engine
from core.package_folders import folder_of
from core.plugin.links import READERS
from core.plugin.loading import load_plugins
from core.templating import environment
from core.tenancy.services import switch_plugin
from core.testing.cases import A_CASE, file_case
from core.testing.database import OTHER_TENANT, TENANT
from core.testing.inspection import (
    answers,
    digest_content,
    expect_row_level_security,
    filled,
    insert_anything,
    models_of,
    permissions_asked,
    registry_of,
    spying,
    statics_of,
    statuses,
    tables_of,
)
from core.web.security import ENTER
from core.web.statics import static_url

if TYPE_CHECKING:
    from types import ModuleType

    from sqlalchemy import Engine

    from core.platform import Platform
    from core.plugin.loading import Plugin
    from core.testing.database import Databases
    from core.testing.jobs import TestJobs
    from core.testing.scopes import OpenScope
    from core.testing.web import Visit

GONE = 404


class PluginContract:
    """Subclass it and name the plugin."""

    plugin: str

    @pytest.fixture
    def plugin_name(self) -> str:
        return self.plugin

    @pytest.fixture
    def subject(self, platform: Platform, plugin_name: str) -> Plugin:
        """The plugin, as it was loaded."""
        reasons = [str(error) for error in platform.plugins.left_out]
        assert plugin_name in platform.plugins.plugins, reasons
        return platform.plugins.plugins[plugin_name]

    @pytest.fixture
    def paths(self, app: Any, platform: Platform, plugin_name: str) -> list[str]:
        """An address for each of its routes, with something in the place of each variable."""
        registry = registry_of(app)
        assert plugin_name in platform.plugins.plugins, platform.plugins.left_out
        return [
            filled(pattern)
            for pattern, name in registry.routes.patterns.items()
            if name.startswith(f"{plugin_name}.")
        ]

    @pytest.fixture
    def switch(self, open_scope: OpenScope, subject: Plugin) -> Callable[[str, bool], None]:
        """Switch the plugin, with those it needs, for one tenant."""

        def switch(slug: str, on: bool) -> None:  # noqa: FBT001  # switch(slug, False) reads well
            names = [*subject.manifest.requires, subject.name] if on else [subject.name]
            for name in names:
                with open_scope(slug) as scope:
                    switch_plugin(scope, name, on=on)

        return switch

    @pytest.fixture
    def clients(
        self, visitor: Visit, as_customer: Visit, as_admin: Visit, as_agent: Visit
    ) -> Callable[[str], list[Any]]:
        """Everybody who may try: a stranger, a customer, an admin, an agent."""
        return lambda slug: [
            visitor(slug),
            as_customer(slug=slug),
            as_admin(slug=slug),
            as_agent(slug=slug),
        ]

    def test_off_its_addresses_are_gone_and_the_other_tenant_sees_no_change(
        self, paths: list[str], switch: Any, clients: Any
    ) -> None:
        switch(OTHER_TENANT, True)
        others = clients(OTHER_TENANT)
        before = statuses(others, paths)
        switch(TENANT, False)
        own = clients(TENANT)

        found = {answer for client in own for answer in answers(client, paths) if answer[2] != GONE}

        assert found == set()
        assert statuses(others, paths) == before

    def test_off_nobody_is_led_to_its_pages(
        self, platform: Platform, subject: Plugin, switch: Any, open_scope: OpenScope
    ) -> None:
        switch(TENANT, False)

        with open_scope() as scope:
            found = [scope.links.find(name, reader) for name, reader in platform.plugins.offers()]
        assert subject.name not in {offer.owner for offer in found if offer is not None}

    def test_off_its_files_are_gone(self, subject: Plugin, switch: Any, testapp: Any) -> None:
        switch(TENANT, False)

        for path in statics_of(subject):
            testapp.get(static_url(path), status=GONE)

    def test_its_files_stay_under_their_address_and_are_what_they_say(
        self, subject: Plugin, switch: Any, testapp: Any
    ) -> None:
        switch(TENANT, True)

        for path in statics_of(subject):
            answer = testapp.get(static_url(path))
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "max-age=31536000" in answer.headers["Cache-Control"]

    def test_off_none_of_its_functions_is_called(  # noqa: PLR0917  # pytest passes them by name
        self,
        app: Any,
        platform: Platform,
        subject: Plugin,
        switch: Any,
        clients: Any,
        make_contact: Any,
        open_scope: OpenScope,
        jobs: TestJobs,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        calls: list[str] = []
        switch(TENANT, False)
        for caller in platform.plugins.manager.get_hookcallers(subject.module) or ():
            for impl in caller.get_hookimpls():
                # Which is there to be called when the plugin goes.
                if impl.plugin_name == subject.name and caller.name != "plugin_switched":
                    spy = spying(caller.name, calls, impl.function)
                    monkeypatch.setattr(impl, "function", spy)

        contact = make_contact()
        with open_scope() as scope:
            number = file_case(scope, A_CASE, contact_id=contact.id).number
        with open_scope() as scope:
            add_note(scope, get_case(scope, number), "<p>More</p>")
            cases = [scope.links.path("case", reader, number=number) for reader in READERS]
        pages = [path for path in registry_of(app).routes.patterns if "{" not in path]
        for client in clients(TENANT):
            for path in (*pages, *filter(None, cases)):
                client.get(path, status="*")
        jobs.run(raising=False)

        assert calls == []

    def test_off_its_jobs_are_dropped(
        self, subject: Plugin, switch: Any, open_scope: OpenScope, jobs: TestJobs
    ) -> None:
        switch(TENANT, True)
        with open_scope() as scope:
            row = scope.enqueue(
                "core.deliver_event", subject.name, "case_created", {}, plugin=subject.name
            )
        switch(TENANT, False)

        jobs.run()

        with open_scope() as scope:
            found = scope.session.execute(
                select(OutboxMessage.error).where(OutboxMessage.id == row.id)
            ).scalar_one()
        assert found == "dropped: plugin off"

    def test_off_and_on_again_everything_is_as_it_was(
        self, paths: list[str], engine: Engine, switch: Any, clients: Any, make_case: Any
    ) -> None:
        switch(TENANT, True)
        make_case()
        everybody = clients(TENANT)
        before = digest_content(engine)
        switch(TENANT, False)
        assert digest_content(engine) == before
        for client in everybody:
            list(answers(client, paths))

        switch(TENANT, True)

        assert digest_content(engine) == before

    def test_its_views_ask_for_permissions_that_somebody_declared(
        self, app: Any, platform: Platform, subject: Plugin
    ) -> None:
        allowed = {ENTER} | {one.name for one in subject.manifest.permissions}
        allowed |= {one.name for one in platform.plugins.permissions_of(frozenset())}

        assert permissions_asked(app, subject.name) <= allowed

    def test_its_templates_can_be_read(self, subject: Plugin) -> None:
        package = subject.manifest.package
        made = environment(subject.name, package)
        folder = folder_of(package) / "templates"

        for file in sorted(folder.rglob("*.jinja2")):
            made.get_template(f"{subject.name}/{file.relative_to(folder)}")

    def test_its_tables_come_go_and_come_again(
        self, databases: Databases, subject: Plugin, extra_plugins: tuple[ModuleType, ...]
    ) -> None:
        tables = {table.name for table in tables_of(subject)}
        registry = load_plugins(modules=extra_plugins)
        packages = [one.manifest.package for one in registry.plugins.values()]
        if not (folder_of(subject.manifest.package) / "migrations").is_dir():
            assert tables == set(), "tables without migrations"
            return
        url = databases.lend()
        engine = make_engine(url)
        try:
            assert tables <= set(inspect(engine).get_table_names())
            downgrade(engine, subject.name, packages)
            assert not tables & set(inspect(engine).get_table_names())
            assert upgrade(engine, packages) == []
            assert tables <= set(inspect(engine).get_table_names())
        finally:
            engine.dispose()
            databases.give_back(url)

    def test_no_tenant_sees_the_rows_of_another(
        self, subject: Plugin, engine: Engine, open_scope: OpenScope
    ) -> None:
        models = models_of(subject)
        for model in models:
            assert issubclass(model, TenantOwned)
        if engine.dialect.name == "postgresql":
            expect_row_level_security(engine, [table.name for table in tables_of(subject)])
            return
        with open_scope(OTHER_TENANT) as scope:
            other_id = scope.tenant_id
        for model in models:
            insert_anything(engine, model.__table__, other_id)
            with open_scope(TENANT) as scope:
                assert scope.session.execute(select(model)).all() == []
                scope.session.execute(delete(model))
            with open_scope(OTHER_TENANT) as scope:
                assert len(scope.session.execute(select(model)).all()) == 1
