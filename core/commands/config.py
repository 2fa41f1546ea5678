"""``ventanilla config``: a tenant's configuration as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, TextIO

import click
from sqlalchemy import select

from core.commands.groups import OpenGroup
from core.commands.opening import confirm, open_platform, require_tenant
from core.errors import Refused
from core.presets.document import compare, read_configuration, write_configuration
from core.presets.plans import import_undoably, latest_import, plan_import, undo_import
from core.presets.services import diff_config, export_config
from core.tenancy.models import Tenant

if TYPE_CHECKING:
    from core.scope import Scope

LANGUAGE = "en"  # of the command line


@click.group("config", cls=OpenGroup)
def command() -> None:
    """Export, compare and import a tenant's configuration, and undo an import."""


@command.command()
@click.option("--tenant", required=True)
@click.option("--output", type=click.File("w", encoding="utf-8"), default="-")
def export(tenant: str, output: TextIO) -> None:
    """Write the configuration as YAML. It holds no secrets and no people."""
    platform = open_platform()
    require_tenant(platform, tenant)
    with platform.scope(tenant, reading=True) as scope:
        output.write(write_configuration(export_config(scope)))


@command.command()
@click.option("--tenant", required=True)
@click.argument("file", type=click.File("rb"))
@click.pass_context
def diff(context: click.Context, tenant: str, file: BinaryIO) -> None:
    """Show what importing FILE would change. Exit with 1 if anything would."""
    platform = open_platform()
    require_tenant(platform, tenant)
    with platform.scope(tenant, reading=True) as scope:
        lines = diff_config(scope, read_configuration(file.read()))
    for line in lines:
        click.echo(line)
    context.exit(1 if lines else 0)


@command.command("import")
@click.option("--tenant", required=True)
@click.argument("file", type=click.File("rb"))
@click.option("--yes", is_flag=True, help="Do not ask first.")
def import_file(tenant: str, file: BinaryIO, *, yes: bool) -> None:
    """Make the tenant's configuration that of FILE ('-' reads standard input).

    It says first what that does, and asks. 'config undo' takes it back.
    """
    platform = open_platform()
    require_tenant(platform, tenant)
    document = read_configuration(file.read())
    enabled = platform.plugins.enabled_by(document.get("plugins", {}))
    with platform.scope(tenant, reading=True, locale=LANGUAGE) as scope:
        if "plugins" not in document:
            enabled = scope.tenant.plugins
        version, plan = scope.tenant.version, plan_import(scope, document, enabled)
    if not plan.differences:
        click.echo("Nothing to change.")
        return
    for line in (*plan.differences, *plan.effects):
        click.echo(line)
    if not yes:
        confirm(f"Make {len(plan.differences)} changes to '{tenant}'?")
    with platform.scope(tenant) as scope:
        _expect_version(scope, version)
        import_undoably(scope, document)
    click.echo(
        f"{len(plan.differences)} changes made."
        f" 'ventanilla config undo --tenant {tenant}' takes them back."
    )


@command.command("undo")
@click.option("--tenant", required=True)
@click.option("--yes", is_flag=True, help="Do not ask first.")
def undo_latest(tenant: str, *, yes: bool) -> None:
    """Put back what the latest import replaced, unless the same was changed since."""
    platform = open_platform()
    require_tenant(platform, tenant)
    with platform.scope(tenant, reading=True, locale=LANGUAGE) as scope:
        before, moment = export_config(scope), latest_import(scope)
    if not yes:
        confirm(f"Undo the import of {moment:%Y-%m-%d %H:%M} UTC into '{tenant}'?")
    with platform.scope(tenant, locale=LANGUAGE) as scope:
        undo_import(scope)
    with platform.scope(tenant, reading=True) as scope:
        lines = list(compare(before, export_config(scope)))
    for line in lines:
        click.echo(line)
    click.echo(f"Undone: {len(lines)} changes.")


def _expect_version(scope: Scope, version: int) -> None:
    """Refuse to do something else than was said.

    :raises Refused: somebody changed the configuration meanwhile
    """
    held = select(Tenant.version).where(Tenant.id == scope.tenant_id).with_for_update()
    if scope.session.scalar(held) != version:
        raise Refused(
            "Somebody changed the configuration meanwhile. Import again to see what it does."
        )
