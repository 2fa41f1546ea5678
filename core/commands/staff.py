"""``ventanilla staff``: create members of staff."""

import click

from core.commands.opening import open_platform, require_tenant
from core.identity.staff import create_staff


@click.group()
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
@click.password_option(help="Asked for if it is not given.")
def create(tenant: str, name: str, email: str, roles: tuple[str, ...], password: str) -> None:
    """Create a member of staff who can sign in at once."""
    platform = open_platform()
    require_tenant(platform, tenant)
    with platform.scope(tenant) as scope:
        create_staff(scope, name, email, password, list(roles))
        click.echo(f"{name} can sign in at {scope.tenant.url('/staff/login')}")
