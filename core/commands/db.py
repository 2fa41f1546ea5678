"""``ventanilla db``: bring the database up to date, or check it."""

import click

from core.commands import opening
from core.commands.groups import OpenGroup


@click.group("db", cls=OpenGroup)
def command() -> None:
    """Bring the database up to date, or check it."""


@command.command()
@opening.plugins_dir_option
def upgrade() -> None:
    """Upgrade the core's tables and every installed plugin's. Harmless to repeat.

    Errors of a plugin's own migrations are reported, and stop nothing.
    """
    made = opening.upgrade(opening.open_platform(check=False))
    click.echo(f"The database is up to date ({len(made)} changes made).")


@command.command()
@opening.plugins_dir_option
@click.pass_context
def check(context: click.Context) -> None:
    """Exit with 1 when the database is not up to date."""
    platform = opening.open_platform(check=False)
    missing = opening.missing_changes(platform, of_plugins=True)
    opening.warn_of(opening.unknown_revisions(platform))
    if missing:
        click.echo(f"Missing: {', '.join(missing)}. Run 'ventanilla db upgrade'.")
        context.exit(1)
    click.echo("The database is up to date.")
