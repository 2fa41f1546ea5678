"""``ventanilla staff``: create members of staff."""

import sys

import click

from core.commands.groups import OpenGroup
from core.commands.opening import open_platform, require_tenant
from core.identity.services.staff import create_staff


@click.group("staff", cls=OpenGroup)
def command() -> None:
    """Create members of staff."""


@command.command()
@click.option("--tenant", required=True, help="The tenant's short name.")
@click.option("--name", required=True)
@click.option("--email", required=True)
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice(["admin", "agent", "csr"]),
    default=["admin"],
    show_default=True,
)
@click.option("--password", help="Asked for if it is not given, or read from standard input.")
def create(
    tenant: str, name: str, email: str, roles: tuple[str, ...], password: str | None
) -> None:
    """Create a member of staff who can sign in at once."""
    if password is None:
        password = _ask_password()
    platform = open_platform()
    require_tenant(platform, tenant)
    with platform.scope(tenant) as scope:
        create_staff(scope, name, email, password, list(roles))
        click.echo(f"{name} can sign in at {scope.link('sign_in', 'staff')}")


def _ask_password() -> str:
    """Ask a person, twice; from a script take the first line, which no list of processes shows."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    given = sys.stdin.readline().rstrip("\n")
    if not given:
        raise click.UsageError("Give a password: --password, or a line on standard input.")
    return given
