"""``ventanilla db``: bring the database up to date, or check it."""

import click

from core.commands.opening import open_platform, packages
from core.db import migrate


@click.group()
def command() -> None:
    """Bring the database up to date, or check it."""


@command.command()
def upgrade() -> None:
    """Upgrade the core's tables and every installed plugin's. Harmless to repeat."""
    platform = open_platform(check=False)
    before = migrate.pending(platform.engine, packages(platform))
    migrate.upgrade(platform.engine, packages(platform))
    click.echo(f"The database is up to date ({len(before)} changes made).")


@command.command()
@click.pass_context
def check(context: click.Context) -> None:
    """Exit with 1 when the database is not up to date."""
    platform = open_platform(check=False)
    missing = migrate.pending(platform.engine, packages(platform))
    if missing:
        click.echo(f"Missing: {', '.join(missing)}. Run 'ventanilla db upgrade'.")
        context.exit(1)
    click.echo("The database is up to date.")
