"""Loading a tenant's configuration and caching it per version."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import colander
import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import utc_now
from core.errors import NotFoundError
from core.i18n import Translator
from core.tenancy.channels import offer_channels
from core.tenancy.config import Branding, PublishedForm, TenantConfig, TenantDocuments
from core.tenancy.hosts import may_be_own
from core.tenancy.models import Tenant, TenantDocument, TenantHost
from core.tenancy.renamed_values import with_present_values
from core.tenancy.secrets import secret_names
from fields_config.defaults import load_default
from fields_config.definition import FORM_KEYS, FormDefinition
from fields_config.types import with_types

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.contributions import Channel
    from core.plugin.loading import PluginRegistry

log = structlog.get_logger(__name__)

# Tenants that a process remembers: less than a kilobyte for each that chose what others chose.
MOST_TENANTS = 100_000
# Different choices that it remembers, with the forms that are made of them.
MOST_CHOICES = 1000
OWN = ("faults", "secrets")  # documents of a tenant that are no choices


class TenantConfigs:
    """The configurations in use, the least used dropped first.

    Most tenants of a large installation differ in little but their names. Those that have chosen
    the same share one :class:`TenantDocuments`, and so everything that was ever derived from it.
    """

    def __init__(self, registry: PluginRegistry, base_domain: str) -> None:
        self._registry = registry
        self._base_domain = base_domain
        self._configs: OrderedDict[UUID, TenantConfig] = OrderedDict()
        self._choices: WeakValueDictionary[str, TenantDocuments] = WeakValueDictionary()
        self._lock = threading.Lock()
        packages = {plugin.name: plugin.manifest.package for plugin in registry.plugins.values()}
        self._domains = frozen({"core": "core"} | packages)
        own = {
            plugin.name: plugin.manifest.settings_schema or colander.MappingSchema
            for plugin in registry.plugins.values()
        }
        cores = {
            feature.name: feature.manifest.settings_schema
            for feature in registry.features.values()
            if feature.manifest.settings_schema is not None
        }
        self._schemas = frozen(cores | own)
        self._defaults = {key: load_default(key) for key in FORM_KEYS}

    def get(self, session: Session, tenant_id: UUID, version: int) -> TenantConfig:
        """Return that version of the tenant, from memory if it is there.

        :param session: bound to the tenant; three queries when the version is new to this process
        :raises NotFoundError: the tenant is gone
        """
        with self._lock:
            found = self._configs.get(tenant_id)
            if found is not None and found.version == version:
                self._configs.move_to_end(tenant_id)
                return found
        config = self._load(session, tenant_id)
        with self._lock:
            # Its own id is the key: a key of the request's would be the same once more, in memory.
            self._configs.pop(tenant_id, None)
            self._configs[config.id] = config
            while len(self._configs) > MOST_TENANTS or len(self._choices) > MOST_CHOICES < len(
                self._configs
            ):
                self._configs.popitem(last=False)
        return config

    def peek(self, tenant_id: UUID) -> TenantConfig | None:
        """Return any version of the tenant that is in memory: its short name never changes."""
        with self._lock:
            return self._configs.get(tenant_id)

    def _load(self, session: Session, tenant_id: UUID) -> TenantConfig:
        tenant = session.get(Tenant, tenant_id, populate_existing=True)
        if tenant is None:
            raise NotFoundError(str(tenant_id))
        rows = session.execute(select(TenantDocument.kind, TenantDocument.body))
        documents: dict[str, dict[str, Any]] = {row.kind: row.body for row in rows}
        # With the version, every process hears which plugins' hooks are disabled.
        self._registry.breaker.adopt(tenant_id, documents.get("faults", {}), utc_now())
        own_host = session.scalar(
            select(TenantHost.host)
            .where(TenantHost.tenant_id == tenant_id)
            .order_by(TenantHost.host)
            .limit(1)
        )
        return TenantConfig(
            id=tenant.id,
            slug=tenant.slug,
            name=tenant.name,
            version=tenant.version,
            base_url=self._base_url(tenant.slug, own_host),
            choices=self._choices_of(tenant, documents),
            secrets=frozen(documents.get("secrets", {})),
        )

    def _choices_of(
        self, tenant: Tenant, documents: Mapping[str, dict[str, Any]]
    ) -> TenantDocuments:
        """Return what the tenant has chosen; what another one has chosen, too, is made once."""
        chosen = {kind: body for kind, body in documents.items() if kind not in OWN and body}
        about = [tenant.default_locale, tenant.languages, tenant.time_zone]
        key = json.dumps([chosen, about], sort_keys=True)
        with self._lock:
            found = self._choices.get(key)
        if found is None:
            made = self._make_choices(tenant, documents)
            with self._lock:
                found = self._choices.setdefault(key, made)
        return found

    def _make_choices(
        self, tenant: Tenant, documents: Mapping[str, dict[str, Any]]
    ) -> TenantDocuments:
        plugins = self._registry.enabled_by(documents.get("plugins", {}))
        settings = self._settings(documents.get("settings", {}))
        wording = frozen(documents.get("wording", {}))
        return TenantDocuments(
            default_locale=tenant.default_locale,
            languages=tuple(tenant.languages),
            time_zone=tenant.time_zone,
            plugins=plugins,
            branding=Branding(**documents.get("branding", {})),
            wording=wording,
            forms=self._with_channels(
                self._forms(documents.get("forms", {})),
                plugins,
                [Translator(one, self._domains, wording.get(one, {})) for one in tenant.languages],
            ),
            settings=settings,
            types=with_types(
                (
                    kind
                    for name, kind in self._registry.field_types.items()
                    if name.partition(".")[0] in plugins
                ),
                country=settings["identity"]["phone_country"],
            ),
            domains=self._domains,
            schemas=self._schemas,
        )

    def _base_url(self, slug: str, own_host: str | None) -> str:
        # What an earlier release let somebody have must not lead to another tenant's pages.
        is_own = own_host is not None and may_be_own(own_host, self._base_domain)
        host = own_host if is_own else f"{slug}.{self._base_domain}"
        is_local = self._base_domain.partition(":")[0].endswith("localhost")
        return f"{'http' if is_local else 'https'}://{host}"

    def _forms(self, stored: Mapping[str, Any]) -> dict[str, PublishedForm]:
        forms: dict[str, PublishedForm] = {
            key: PublishedForm(0, default) for key, default in self._defaults.items()
        }
        for key, form in stored.items():
            forms[key] = PublishedForm(
                form["version"], FormDefinition.from_dict(form["definition"])
            )
        return forms

    def _with_channels(
        self,
        forms: dict[str, PublishedForm],
        plugins: frozenset[str],
        translators: list[Translator],
    ) -> dict[str, PublishedForm]:
        def say(channel: Channel) -> dict[str, str]:
            return {one.locale: one.translate(channel.title) for one in translators}

        channels = self._registry.registrations.channels_of(plugins).values()
        case = forms["case"]
        definition = offer_channels(case.definition, channels, say)
        return {**forms, "case": PublishedForm(case.version, definition)}

    def _settings(self, stored: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
        return {
            name: _read(name, schema, stored.get(name, {}))
            for name, schema in self._schemas.items()
        }


def _read(section: str, schema: Any, stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fill in the defaults. What is not valid, or no longer, falls back to its default.

    A plugin's schema may fail at a value in any way, and must not keep the tenant from its pages.
    """
    nodes = schema()
    stored = with_present_values(nodes, stored)
    try:
        return _shown(nodes, stored)
    except colander.Invalid as invalid:
        wrong = {name.partition(".")[0] for name in invalid.asdict()}
        log.warning("settings_not_valid", section=section, names=sorted(wrong))
    except Exception:
        wrong = set(stored)
        log.exception("settings_not_read", section=section)
    return _shown(nodes, {k: v for k, v in stored.items() if k not in wrong})


def _shown(nodes: Any, stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the settings without the secrets, which are empty here."""
    hidden = secret_names(nodes)
    return frozen({k: v for k, v in nodes.deserialize(stored).items() if k not in hidden})


def frozen(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what nobody can change, however deep: other tenants may share it."""
    return MappingProxyType({key: _frozen(one) for key, one in values.items()})


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return frozen(value)
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
