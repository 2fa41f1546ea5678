"""What a configuration may say: it was written by hand, and every page stands on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

import colander

from core.errors import Refused
from core.i18n import available_languages
from core.mail.addresses import parse_address
from core.tenancy.settings import CORE_SECTIONS

if TYPE_CHECKING:
    from core.scope import Scope

COLOUR = re.compile(r"^#[0-9a-f]{6}\Z")
# Pictures are files of the one tenant; a configuration carries none.
CARRIED_BRANDING = ("accent", "support_email")
TENANT = ("default_locale", "languages", "time_zone")
LONGEST_WORDING = 2000
_NAMES = re.compile(r"%\((\w+)\)s")


def check_document(scope: Scope, document: Mapping[str, Any]) -> None:
    """Check all parts but the forms.

    :raises Refused: naming the first place that can't stay
    """
    check_tenant(scope, document.get("tenant", {}))
    check_plugins(document.get("plugins", {}))
    check_settings(scope, document.get("settings", {}))
    check_branding(document.get("branding", {}))
    check_wording(document.get("wording", {}))


def check_tenant(scope: Scope, given: Mapping[str, Any]) -> None:
    """Check languages and time zone; what else a tenant is, no configuration says."""
    _only(given, TENANT, "tenant")
    languages = given.get("languages", scope.tenant.languages)
    if not isinstance(languages, list | tuple) or not languages:
        raise Refused("tenant.languages must be a list of languages.")
    default = given.get("default_locale", scope.tenant.default_locale)
    unknown = sorted({str(one) for one in (*languages, default)} - set(available_languages()))
    if unknown:
        raise Refused(f"Languages that are not available: {', '.join(unknown)}.")
    if default not in languages:
        raise Refused("tenant.default_locale must be one of tenant.languages.")
    if given.get("time_zone", scope.tenant.time_zone) not in available_timezones():
        raise Refused("tenant.time_zone is not known.")


def check_plugins(given: Mapping[str, Any]) -> None:
    """Check that each plugin is on or off; one that is not installed here may be named."""
    for name, on in given.items():
        if not isinstance(on, bool):
            raise Refused(f"plugins.{name} must be true or false.")


def check_settings(scope: Scope, given: Mapping[str, Any]) -> None:
    """Check sections by their schemas; a plugin's odd value falls back to its default."""
    for section, values in given.items():
        if section not in CORE_SECTIONS and section not in scope.tenant.domains:
            raise Refused(f"settings.{section}: there is no such part of the product.")
        if not isinstance(values, Mapping):
            raise Refused(f"settings.{section} must be a mapping.")
        if section in CORE_SECTIONS:
            try:
                CORE_SECTIONS[section]().deserialize(values)
            except colander.Invalid as invalid:
                name, message = next(iter(invalid.asdict().items()))
                raise Refused(f"settings.{section}.{name}: {message}") from None


def check_branding(given: Mapping[str, Any]) -> None:
    """Check colour and address."""
    _only(given, CARRIED_BRANDING, "branding")
    if "accent" in given and not COLOUR.match(str(given["accent"])):
        raise Refused("branding.accent must be a colour such as #0b5cad.")
    address = given.get("support_email", "")
    if not isinstance(address, str) or (address and parse_address(address) is None):
        raise Refused("branding.support_email must be an address such as help@example.org.")


def check_wording(given: Mapping[str, Any]) -> None:
    """Check that each text of ours has another in its place, with the same names to fill in."""
    for language, texts in given.items():
        if not isinstance(texts, Mapping):
            raise Refused(f"wording.{language} must be a mapping of texts.")
        for ours, own in texts.items():
            if not isinstance(ours, str) or not _can_be_said(ours, own):
                raise Refused(f"wording.{language}: “{str(ours)[:60]}” can't be said like that.")


def _can_be_said(ours: str, own: Any) -> bool:
    if not isinstance(own, str) or len(own) > LONGEST_WORDING or "\x00" in own:
        return False
    try:
        # What a page does with it; a lone % or another name would make the page fail.
        return isinstance(own % dict.fromkeys(_NAMES.findall(ours), "") if "%" in own else own, str)
    except (ValueError, KeyError, TypeError):
        return False


def _only(given: Mapping[str, Any], known: tuple[str, ...], part: str) -> None:
    unknown = sorted(map(str, set(given) - set(known)))
    if unknown:
        raise Refused(f"{part}.{unknown[0]} is not known.")
