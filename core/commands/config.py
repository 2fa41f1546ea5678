"""``ventanilla config``: a tenant's configuration as text."""

from __future__ import annotations

from typing import BinaryIO, TextIO

import click

from core.commands.opening import open_platform, require_tenant
from core.presets.document import read_configuration, write_configuration
from core.presets.services import diff_config, export_config, import_config


@click.group()
def command() -> None:
    """Export, compare and import a tenant's configuration."""


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
def import_file(tenant: str, file: BinaryIO) -> None:
    """Make the tenant's configuration that of FILE ('-' reads standard input)."""
    platform = open_platform()
    require_tenant(platform, tenant)
    with platform.scope(tenant) as scope:
        lines = import_config(scope, read_configuration(file.read()))
    for line in lines:
        click.echo(line)
    click.echo(f"{len(lines)} changes made." if lines else "Nothing to change.")
