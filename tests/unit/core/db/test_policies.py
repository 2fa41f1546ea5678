"""Every table of tenants' rows stands behind all three nets, the one that comes next year too."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.db.base import Model, TenantOwned
from core.plugin import hookspecs
from core.plugin.loading import load_plugins
from tests.unit.core.plugin.modules import make_plugin

# What the platform itself reads for every tenant at once, and what finds the tenant.
PLATFORM = {"outbox", "tenant_host"}
MAPPERS = {mapper.local_table.name: mapper for mapper in Model.registry.mappers}
OF_TENANTS = sorted(
    name
    for name, mapper in MAPPERS.items()
    if issubclass(mapper.class_, TenantOwned) and mapper.class_.__module__.startswith("core.")
)
COMMANDS = {"SELECT", "INSERT", "UPDATE", "DELETE"}
POLICIES = text(
    "SELECT cmd, coalesce(qual, '') AS qual, coalesce(with_check, '') AS with_check"
    " FROM pg_policies WHERE schemaname = current_schema() AND tablename = :table"
)
FORCED = text(
    "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = to_regclass(:table)"
)


def test_what_has_a_tenant_is_guarded_or_named_here():
    with_tenant = {name for name, mapper in MAPPERS.items() if "tenant_id" in mapper.columns}
    owned = {name for name, found in MAPPERS.items() if issubclass(found.class_, TenantOwned)}

    assert with_tenant - owned == PLATFORM
    assert len(OF_TENANTS) > 15


def test_a_hook_that_names_another_tenant_does_so_for_itself_alone(platform):
    """On PostgreSQL by raw SQL, which no guard of the session sees."""
    if platform.settings.is_sqlite:
        return

    def check_case(scope):
        scope.session.execute(text("SELECT set_config('ventanilla.tenant', '*', true)"))

    hooks = load_plugins(modules=[make_plugin("sly", check_case)]).hooks_for({"sly"})
    with platform.scope("acme") as scope:
        hooks.check(hookspecs.check_case, scope=scope, values={})
        told = scope.session.scalar(text("SELECT current_setting('ventanilla.tenant')"))

        assert told == str(scope.tenant_id)


@pytest.mark.parametrize("table", OF_TENANTS)
class TestRowLevelSecurity:
    """On PostgreSQL; SQLite has no such net."""

    def test_it_holds_for_all_that_can_be_done_to_rows(self, table, engine):
        if engine.dialect.name != "postgresql":
            return
        with engine.connect() as connection:
            assert connection.execute(FORCED, {"table": table}).scalar() is True
            policies = connection.execute(POLICIES, {"table": table}).all()

        held = {cmd for policy in policies for cmd in (COMMANDS & {policy.cmd} or COMMANDS)}
        assert held == COMMANDS
        for policy in policies:
            looks = () if policy.cmd == "INSERT" else (policy.qual,)
            writes = () if policy.cmd in ("SELECT", "DELETE") else (policy.with_check,)
            assert all("ventanilla.tenant" in rule for rule in (*looks, *writes))

    def test_no_row_is_written_for_another(self, table, platform):
        if platform.settings.is_sqlite:
            return
        with platform.scope("globex") as scope:
            foreign = scope.tenant_id
        with platform.scope("acme") as scope:
            # Asked before what its columns must hold.
            row = text(f'INSERT INTO "{table}" (tenant_id) VALUES (:tenant)')  # noqa: S608  # ours
            with pytest.raises(DBAPIError, match="row-level security"):
                scope.session.connection().execute(row, {"tenant": foreign})
            scope.session.rollback()
