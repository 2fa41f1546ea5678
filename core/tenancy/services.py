"""Creating and configuring tenants. Every change raises the version, so the next request has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import available_timezones

import colander
from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session
from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.db.base import new_id
from core.encryption import renew
from core.errors import NotFoundError, Refused
from core.i18n import SHIPPED, available_languages
from core.scope import Scope
from core.tenancy.config import Kind
from core.tenancy.hosts import may_be_own
from core.tenancy.models import Tenant, TenantDocument, TenantHost
from core.tenancy.secrets import change_secrets, renewed_secrets, secret_names

if TYPE_CHECKING:
    from core.plugin.contributions import EncryptedColumn

_ = TranslationStringFactory("core")

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
SLUG = re.compile(rf"^{LABEL}\Z")
HOST = re.compile(rf"(?:{LABEL}\.)*{LABEL}")
# Under the installation's own domain, these names are, or may become, the operator's.
RESERVED_SLUGS = frozenset(
    {
        *("admin", "api", "app", "assets", "auth", "autoconfig", "autodiscover", "cdn", "email"),
        *("ftp", "healthz", "imap", "localhost", "login", "mail", "metrics", "mta-sts", "mx"),
        *("ns", "ns1", "ns2", "pop", "pop3", "readyz", "root", "smtp", "staff", "static"),
        *("status", "vendor", "webmail", "wpad", "www"),
    }
)
PLUGINS_SWITCHED = "core.announce_switches"
MOST_IN_NAME = 200
MOST_IN_HOST = 253  # characters, as in RFC 1035


def create_tenant(
    session: Session,
    *,
    slug: str,
    name: str,
    now: datetime,
    locale: str = "es",
    time_zone: str = "UTC",
) -> Tenant:
    """Add a tenant, with everything at its default.

    :param session: bound to every tenant
    :param slug: the first part of its host name
    :raises Refused: the slug is taken or no host name, or the name, language or zone can't be
    """
    if not SLUG.match(slug) or slug.startswith("xn--"):
        raise Refused(_("The short name may hold small letters, digits and hyphens."))
    if slug in RESERVED_SLUGS:
        raise Refused(_("That short name is kept for the installation itself. Choose another one."))
    if session.scalar(select(Tenant.id).where(Tenant.slug == slug)) is not None:
        raise Refused(_("There is a tenant with that short name already."))
    if not name.strip() or len(name) > MOST_IN_NAME:
        raise Refused(_("Write a name."))
    if locale not in available_languages():
        raise Refused(_("That language is not available."))
    if time_zone not in available_timezones():
        raise Refused(_("That time zone is not known."))
    tenant = Tenant(
        id=new_id(),
        slug=slug,
        name=name.strip(),
        default_locale=locale,
        languages=list(dict.fromkeys([*SHIPPED, locale])),
        time_zone=time_zone,
        version=1,
        created_at=now,
    )
    session.add(tenant)
    session.flush()
    return tenant


def read_document(scope: Scope, kind: Kind) -> dict[str, Any]:
    """Return a copy of one part of the configuration as it is stored."""
    body = scope.session.scalar(select(TenantDocument.body).where(TenantDocument.kind == kind))
    return dict(body or {})


def save_document(scope: Scope, kind: Kind, body: Mapping[str, Any]) -> None:
    """Store one part of the configuration and raise the tenant's version."""
    row = scope.session.scalar(select(TenantDocument).where(TenantDocument.kind == kind))
    if row is None:
        row = TenantDocument(kind=kind, tenant_id=scope.tenant_id)
        scope.session.add(row)
    row.body = dict(body)
    row.updated_at = scope.now()
    if kind == "plugins":
        scope.enqueue(PLUGINS_SWITCHED, sorted(scope.tenant.plugins), scope.event())
    raise_version(scope)


def lock_configuration(scope: Scope) -> None:
    """Hold the tenant's row: what is read of the configuration from here on stays so."""
    scope.session.execute(select(Tenant.id).where(Tenant.id == scope.tenant_id).with_for_update())


def raise_version(scope: Scope) -> None:
    """Make every process load the tenant's configuration anew at its next request."""
    scope.session.flush()
    scope.session.execute(
        update(Tenant)
        .where(Tenant.id == scope.tenant_id)
        .values(version=Tenant.version + 1)
        .execution_options(synchronize_session=False)
    )


def switch_plugin(scope: Scope, name: str, *, on: bool) -> None:
    """Switch a plugin on or off for the tenant. Its data stay.

    :raises NotFoundError: no such plugin is installed
    """
    if name not in scope.tenant.domains or name == "core":
        raise NotFoundError(name)
    lock_configuration(scope)
    choices = read_document(scope, "plugins")
    choices[name] = on
    save_document(scope, "plugins", choices)
    record_activity(scope, "plugin_switched", plugin=name, on=on)


def save_settings(scope: Scope, section: str, values: Mapping[str, Any]) -> None:
    """Store the settings of a plugin or core feature; they were validated by its schema.

    Secrets that are not among the values stay; one that is empty is removed.
    """
    lock_configuration(scope)
    _store_settings(scope, section, values)


def change_settings(scope: Scope, section: str, changes: Mapping[str, Any]) -> None:
    """Change some settings of a section; the others stay as they are stored by now.

    :param section: the plugin's name, or that of a core feature
    :param changes: name -> value, as the section's schema deserializes it
    """
    if not changes:
        return
    lock_configuration(scope)
    stored = read_document(scope, "settings").get(section, {})
    _store_settings(scope, section, {**scope.tenant.settings(section), **stored, **changes})


def _store_settings(scope: Scope, section: str, values: Mapping[str, Any]) -> None:
    schema = scope.tenant.schemas.get(section, colander.MappingSchema)
    names = secret_names(schema())
    secrets = {name: text for name, text in values.items() if name in names}
    if secrets:
        stored = read_document(scope, "secrets")
        changed = change_secrets(scope.settings, scope.tenant_id, stored, section, secrets)
        save_document(scope, "secrets", changed)
    settings = read_document(scope, "settings")
    settings[section] = {
        name: _thawed(value) for name, value in values.items() if name not in names
    }
    save_document(scope, "settings", settings)
    record_activity(scope, "settings_changed", section=section)


def _thawed(value: Any) -> Any:
    """Return what the database stores of a setting, which may be a frozen default."""
    if isinstance(value, Mapping):
        return {key: _thawed(one) for key, one in value.items()}
    return [_thawed(one) for one in value] if isinstance(value, list | tuple) else value


def renew_secrets(scope: Scope) -> bool:
    """Encrypt secret settings under the installation's secret in force.

    :return: whether one of them was under a former secret
    :raises core.encryption.UnreadableError: the secret of one of them is gone
    """
    lock_configuration(scope)
    stored = read_document(scope, "secrets")
    renewed = renewed_secrets(scope.settings, scope.tenant_id, stored)
    if renewed != stored:
        save_document(scope, "secrets", renewed)
    return renewed != stored


def renew_columns(scope: Scope, columns: Iterable[EncryptedColumn]) -> bool:
    """Encrypt what plugins keep in columns under the installation's secret in force.

    :return: whether one of them was under a former secret
    :raises core.encryption.UnreadableError: the secret of one of them is gone
    """
    is_changed = False
    for one in columns:
        model: Any = one.model
        rows = select(model).where(getattr(model, one.column) != "").with_for_update()
        for row in scope.session.scalars(rows):
            before = getattr(row, one.column)
            renewed = renew(scope.settings, before, one.purpose_of(row))
            if renewed != before:
                setattr(row, one.column, renewed)
                is_changed = True
    return is_changed


def tenants_with_secrets(session: Session, columns: Iterable[EncryptedColumn]) -> list[str]:
    """Return the short names of the tenants that have encrypted settings or columns.

    :param session: bound to every tenant
    """
    documents = TenantDocument.kind == "secrets"
    has_any = [exists().where(TenantDocument.tenant_id == Tenant.id, documents)]
    for one in columns:
        model: Any = one.model
        is_set = getattr(model, one.column) != ""
        has_any.append(exists().where(model.tenant_id == Tenant.id, is_set))
    query = select(Tenant.slug).where(or_(*has_any)).order_by(Tenant.slug)
    return list(session.scalars(query))


def add_host(session: Session, tenant_id: UUID, host: str, base_domain: str = "") -> None:
    """Give a tenant a host name of its own, which addresses in its mails then carry.

    :param session: bound to every tenant
    :param base_domain: the installation's own, with or without a port
    :raises Refused: it is no host name, can't be a tenant's, or a tenant has it already
    """
    name = host.lower().rstrip(".")
    if len(name) > MOST_IN_HOST or not HOST.fullmatch(name):
        raise Refused(f"'{host}' is no host name; one looks like this: help.example.com")
    if not may_be_own(name, base_domain):
        raise Refused(
            f"'{name}' can't be a tenant's own: it names this machine, a number on the network or"
            " something under the installation's own domain. One looks like this: help.example.com"
        )
    if session.get(TenantHost, name) is not None:
        raise Refused(f"'{name}' is a tenant's already.")
    session.add(TenantHost(host=name, tenant_id=tenant_id))


def remove_host(session: Session, tenant_id: UUID, host: str) -> None:
    """Take a host name away from a tenant.

    :param session: bound to every tenant
    :raises Refused: the tenant does not have it
    """
    found = session.get(TenantHost, host.lower().rstrip("."))
    if found is None or found.tenant_id != tenant_id:
        raise Refused(f"'{host}' is not one of the tenant's hosts.")
    session.delete(found)
