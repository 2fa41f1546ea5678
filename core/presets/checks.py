"""Validating a configuration before it is imported. Every error names its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

import colander

from core.admin.services.organisation import check_accent, check_support_email
from core.admin.services.wording import fault_in_words
from core.errors import Refused
from core.files.types import refuse_programs
from core.i18n import available_languages, in_english
from core.mail.message.addresses import parse_address
from core.tenancy.secrets import secret_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.scope import Scope

# Pictures are files of the one tenant; a configuration carries none.
CARRIED_BRANDING = ("accent", "support_email")


class _Tenant(colander.MappingSchema):
    default_locale = colander.SchemaNode(colander.String(), missing=colander.drop)
    languages = colander.SchemaNode(
        colander.Sequence(),
        colander.SchemaNode(colander.String()),
        validator=colander.Length(min=1, min_err="Name at least one."),
        missing=colander.drop,
    )
    time_zone = colander.SchemaNode(colander.String(), missing=colander.drop)


class _Branding(colander.MappingSchema):
    accent = colander.SchemaNode(colander.String(), missing=colander.drop)
    support_email = colander.SchemaNode(colander.String(), missing=colander.drop)


def check_tenant(given: Mapping[str, Any]) -> None:
    """Refuse languages and time zones that are not there, and whatever else is no tenant's choice.

    :param given: the tenant's part, as it will be
    """
    _check_by(_Tenant(), given, "tenant")
    for name in ("default_locale", "time_zone"):
        if not isinstance(given[name], str):
            raise Refused(f"tenant.{name} must be a text.")
    languages: Sequence[str] = given["languages"]
    if not isinstance(languages, list) or not all(isinstance(one, str) for one in languages):
        raise Refused("tenant.languages must be a list of languages.")
    unknown = sorted({*languages, given["default_locale"]} - set(available_languages()))
    if unknown:
        raise Refused(f"tenant: there is no language '{unknown[0]}' here.")
    if len(languages) != len(set(languages)):
        raise Refused("tenant.languages: one of them stands there twice.")
    if given["default_locale"] not in languages:
        raise Refused("tenant.default_locale must be one of the languages.")
    if given["time_zone"] not in available_timezones():
        raise Refused(f"tenant.time_zone: there is no time zone '{given['time_zone']}'.")


def check_plugins(scope: Scope, given: Mapping[str, Any]) -> None:
    """Refuse to switch on what is not installed; to have it off is no difficulty."""
    for name, on in given.items():
        if not isinstance(on, bool):
            raise Refused(f"plugins.{name} must be true or false.")
        if on and name not in scope.tenant.domains.keys() & scope.tenant.schemas.keys():
            raise Refused(f"plugins.{name}: no plugin of that name is installed.")


def check_settings(scope: Scope, given: Mapping[str, Any]) -> None:
    """Refuse what the schema of a section does not take."""
    for section, values in given.items():
        if section not in scope.tenant.schemas:
            raise Refused(f"settings.{section}: there is no such part of the product.")
        schema = scope.tenant.schemas[section]()
        _check_by(schema, values, f"settings.{section}")
        for name in sorted(secret_names(schema) & values.keys()):
            raise Refused(f"settings.{section}.{name} is a secret: set it on the settings page.")
    types = given.get("files", {}).get("types", "")
    try:
        refuse_programs(types)
    except Refused as refused:
        raise Refused(f"settings.files.types: {in_english(refused.fields['types'])}") from None


def check_branding(scope: Scope, given: Mapping[str, Any]) -> None:
    """Refuse a colour that white can't be read on, somebody's own address, and what is unknown."""
    _check_by(_Branding(), given, "branding")
    if given.get("support_email") and parse_address(given["support_email"]) is None:
        raise Refused("branding.support_email must be an address such as help@example.org.")
    try:
        check_support_email(scope, given.get("support_email", ""))
        if "accent" in given:
            check_accent(given["accent"])
    except Refused as refused:
        name, message = next(iter(refused.fields.items()))
        raise Refused(f"branding.{name}: {in_english(message)}") from None


def check_wording(given: Mapping[str, Any]) -> None:
    """Refuse words that pages could not be written with."""
    for language, words in given.items():
        if language not in available_languages():
            raise Refused(f"wording.{language}: there is no such language here.")
        if not isinstance(words, Mapping):
            raise Refused(f"wording.{language} must be a mapping of texts.")
        for ours, theirs in words.items():
            if not isinstance(ours, str) or not isinstance(theirs, str):
                raise Refused(f"wording.{language}: {ours!r} must be replaced by a text.")
            fault = fault_in_words(ours, theirs)
            if fault:
                raise Refused(f"wording.{language}: {ours!r}: {in_english(fault)}")


def _check_by(schema: colander.SchemaNode, given: Any, place: str) -> None:
    if not isinstance(given, Mapping):
        raise Refused(f"{place} must be a mapping.")
    known = {child.name for child in schema.children}
    for name in given:
        if name not in known:
            raise Refused(f"{place}.{name} is not known.")
    try:
        schema.deserialize(given)
    except colander.Invalid as invalid:
        name, message = next(iter(invalid.asdict().items()))
        raise Refused(f"{place}.{name}: {message}") from None
