"""The configuration of a tenant: frozen, cached per version, shared by all its requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from core.i18n import Translator, Wording

if TYPE_CHECKING:
    from uuid import UUID

    import colander

    from fields_config.definition import FormDefinition
    from fields_config.field_type import FieldType

Kind = Literal["plugins", "settings", "secrets", "branding", "wording", "forms", "faults"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Branding:
    """How a tenant looks. ``logo`` and ``logo_dark`` are ids of public files, or empty."""

    accent: str = "#0b5cad"
    logo: str = ""
    logo_dark: str = ""
    support_email: str = ""


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """A form as customers and agents see it now. Version 0 is the one every tenant starts with."""

    version: int
    definition: FormDefinition


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class TenantDocuments:
    """What a tenant has chosen. Tenants that have chosen the same hold one and the same object.

    :ivar types: the kinds of fields that it has: built in, and of its enabled plugins
    :ivar schemas: those of the settings, of every part that is installed
    :ivar cache: derived from them and worth caching: compiled forms, translators.
        Nothing in it may know a tenant's id, name or rows.
    """

    default_locale: str
    languages: tuple[str, ...]
    time_zone: str
    plugins: frozenset[str]
    branding: Branding
    wording: Mapping[str, Wording]
    forms: Mapping[str, PublishedForm]
    settings: Mapping[str, Mapping[str, Any]]
    types: Mapping[str, FieldType]
    domains: Mapping[str, str]
    schemas: Mapping[str, type[colander.MappingSchema]]
    cache: dict[Any, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantConfig:
    """One version of one tenant's configuration: what is its own, and what it has chosen.

    :ivar secrets: section -> name -> secret setting, encrypted; :meth:`core.scope.Scope.secret`
        reads one
    """

    id: UUID
    slug: str
    name: str
    version: int
    base_url: str
    choices: TenantDocuments
    secrets: Mapping[str, Mapping[str, str]]

    @property
    def default_locale(self) -> str:
        return self.choices.default_locale

    @property
    def languages(self) -> tuple[str, ...]:
        return self.choices.languages

    @property
    def time_zone(self) -> str:
        return self.choices.time_zone

    @property
    def plugins(self) -> frozenset[str]:
        return self.choices.plugins

    @property
    def branding(self) -> Branding:
        return self.choices.branding

    @property
    def forms(self) -> Mapping[str, PublishedForm]:
        return self.choices.forms

    @property
    def types(self) -> Mapping[str, FieldType]:
        return self.choices.types

    @property
    def domains(self) -> Mapping[str, str]:
        return self.choices.domains

    @property
    def schemas(self) -> Mapping[str, type[colander.MappingSchema]]:
        return self.choices.schemas

    @property
    def cache(self) -> dict[Any, Any]:
        return self.choices.cache

    def settings(self, section: str) -> Mapping[str, Any]:
        """Return the settings of a plugin or of a core feature, defaults filled in.

        Secrets are not among them.
        """
        return self.choices.settings[section]

    def url(self, path: str) -> str:
        """Return the absolute address of a path, for mails: built from configuration alone."""
        return f"{self.base_url}{path}"

    def form(self, key: str) -> FormDefinition:
        return self.forms[key].definition

    def translator(self, locale: str) -> Translator:
        """Return the translator into a language, with this tenant's own wording."""
        key = ("translator", locale)
        found: Translator | None = self.cache.get(key)
        if found is None:
            wording = self.choices.wording.get(locale, {})
            found = self.cache[key] = Translator(locale, self.domains, wording)
        return found
