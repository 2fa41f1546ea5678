"""What a tenant is configured to be: frozen, kept per version, the same for all its requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from core.i18n import Translator, Wording

if TYPE_CHECKING:
    from uuid import UUID

    import colander

    from fields_config.definition import FormDefinition
    from fields_config.types import FieldType

Kind = Literal["plugins", "settings", "branding", "wording", "forms", "faults"]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantConfig:
    """One version of one tenant's configuration.

    ``types`` are the kinds of fields that it has: built in, and of its enabled plugins; ``schemas``
    those of the settings, of every part that is installed.
    """

    id: UUID
    slug: str
    name: str
    version: int
    default_locale: str
    languages: tuple[str, ...]
    time_zone: str
    base_url: str
    plugins: frozenset[str]
    branding: Branding
    wording: Mapping[str, Wording]
    forms: Mapping[str, PublishedForm]
    types: Mapping[str, FieldType]
    domains: Mapping[str, str]
    schemas: Mapping[str, type[colander.MappingSchema]]
    _settings: Mapping[str, Mapping[str, Any]]
    # What is derived from the tenant's choices and worth keeping: compiled forms, translators.
    # Tenants with the same choices share it, so nothing in it may know the tenant's id or name.
    kept: dict[Any, Any] = field(default_factory=dict, compare=False)
    # Alive as long as one tenant has it.
    choices: object = field(default=None, compare=False, repr=False)

    def settings(self, section: str) -> Mapping[str, Any]:
        """Return the settings of a plugin or of a core feature, defaults filled in."""
        return self._settings[section]

    def url(self, path: str) -> str:
        """Return the absolute address of a path, for mails: built from configuration alone."""
        return f"{self.base_url}{path}"

    def form(self, key: str) -> FormDefinition:
        return self.forms[key].definition

    def translator(self, locale: str) -> Translator:
        """Return the translator into a language, with this tenant's own wording."""
        key = ("translator", locale)
        found: Translator | None = self.kept.get(key)
        if found is None:
            found = self.kept[key] = Translator(locale, self.domains, self.wording.get(locale, {}))
        return found
