"""``ventanilla tenant``: create and list tenants, and give them hosts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
from sqlalchemy import select

from core.commands.groups import OpenGroup
from core.commands.opening import open_platform, require_tenant
from core.encryption import UnreadableError
from core.plugin import hookspecs
from core.presets.services import apply_preset, list_presets
from core.tenancy.models import Tenant
from core.tenancy.services import (
    add_host,
    create_tenant,
    raise_version,
    remove_host,
    renew_columns,
    renew_secrets,
    tenants_with_secrets,
)

if TYPE_CHECKING:
    from core.platform import Platform
    from core.plugin.contributions import EncryptedColumn
    from core.scope import Scope


@click.group("tenant", cls=OpenGroup)
def command() -> None:
    """Create and list tenants, and give them hosts of their own."""


@command.command()
@click.argument("slug")
@click.argument("name")
@click.option("--preset", type=click.Choice(list_presets()), help="Begin with this configuration.")
@click.option("--locale", help="Its language. Left out: the preset's, or es.")
@click.option("--time-zone", help="For example Europe/Madrid. Left out: the preset's, or UTC.")
def create(
    slug: str, name: str, preset: str | None, locale: str | None, time_zone: str | None
) -> None:
    """Create the tenant SLUG, called NAME."""
    platform = open_platform()
    given = {
        option: value
        for option, value in (("locale", locale), ("time_zone", time_zone))
        if value is not None
    }
    with platform.every_tenant() as session:
        create_tenant(session, slug=slug, name=name, now=platform.clock(), **given)
    with platform.scope(slug) as scope:
        if preset:
            apply_preset(scope, preset, locale=locale, time_zone=time_zone)
        click.echo(f"Created: {_first_page(scope)}")


@command.command()
def reencrypt() -> None:
    """Encrypt all secret settings, and what plugins keep encrypted, under the secret in force.

    Afterwards the former secrets may leave VENTANILLA_SECRET_FILE. Exit with 1 if something can't
    be read.
    """
    platform = open_platform()
    with platform.every_tenant(reading=True) as session:
        slugs = tenants_with_secrets(session, _columns(platform))
    failed = [slug for slug in slugs if not _reencrypt(platform, slug)]
    sys.exit(1 if failed else 0)


def _columns(platform: Platform) -> list[EncryptedColumn]:
    """Return the encrypted columns of all plugins, whoever has them on."""
    found = platform.plugins.registrations.of(hookspecs.register_encrypted_columns)
    return [column for _owner, column in found]


def _reencrypt(platform: Platform, slug: str) -> bool:
    try:
        with platform.scope(slug) as scope:
            settings = renew_secrets(scope)
            columns = renew_columns(scope, _columns(platform))
    except UnreadableError as error:
        click.echo(f"{slug}\t{error}", err=True)
        return False
    click.echo(f"{slug}\t{'encrypted anew' if settings or columns else 'unchanged'}")
    return True


@command.command("list")
def list_tenants() -> None:
    """List the tenants."""
    platform = open_platform()
    with platform.every_tenant(reading=True) as session:
        for tenant in session.execute(select(Tenant.slug, Tenant.name).order_by(Tenant.slug)):
            click.echo(f"{tenant.slug}\t{tenant.name}")


@command.command()
@click.argument("slug")
@click.argument("name")
@click.option("--remove", is_flag=True, help="Take it away.")
def host(slug: str, name: str, *, remove: bool) -> None:
    """Give the tenant SLUG the host NAME of its own, as help.example.com.

    Point the name at the proxy, too, and let it hold a certificate for it.
    """
    platform = open_platform()
    require_tenant(platform, slug)
    with platform.every_tenant() as session:
        tenant_id = session.scalars(select(Tenant.id).where(Tenant.slug == slug)).one()
        if remove:
            remove_host(session, tenant_id, name)
        else:
            add_host(session, tenant_id, name, platform.settings.base_domain)
    with platform.scope(slug) as scope:
        raise_version(scope)
    with platform.scope(slug, reading=True) as scope:
        click.echo(f"Its address: {_first_page(scope)}")


@command.command()
@click.argument("slug")
def show(slug: str) -> None:
    """Show a tenant's address, languages and plugins."""
    platform = open_platform()
    require_tenant(platform, slug)
    with platform.scope(slug, reading=True) as scope:
        tenant = scope.tenant
        for title, value in (
            ("Name", tenant.name),
            ("Address", _first_page(scope)),
            ("Languages", " ".join(tenant.languages)),
            ("Default", tenant.default_locale),
            ("Time zone", tenant.time_zone),
            ("Version", tenant.version),
            ("Plugins on", " ".join(sorted(tenant.plugins))),
        ):
            click.echo(f"{title + ':':<12}{value}")


def _first_page(scope: Scope) -> str | None:
    """Return where customers begin, or staff where nobody offers customers a page."""
    return scope.link("home") or scope.link("home", "staff")
