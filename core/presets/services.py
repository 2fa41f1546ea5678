"""Exporting, comparing and importing a tenant's configuration."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sqlalchemy import update
from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.fields.services.publishing import install_form
from core.presets import checks
from core.presets.document import PARTS, compare, read_configuration
from core.presets.forms import check_form, read_forms
from core.tenancy.models import Tenant
from core.tenancy.renamed_values import with_present_values
from core.tenancy.services import read_document, save_document

if TYPE_CHECKING:
    from core.scope import Scope
    from core.tenancy.config import Kind

_ = TranslationStringFactory("core")

DOCUMENTS: tuple[Kind, ...] = ("plugins", "settings", "branding", "wording")
# Of these parts, what the document leaves out stays; the others it replaces.
MERGED = ("tenant", "branding", "forms")


def list_presets() -> list[str]:
    """Return the names of the presets that come with the product."""
    folder = files("core.presets")
    return sorted(
        item.name.removesuffix(".yaml") for item in folder.iterdir() if item.name.endswith(".yaml")
    )


def load_preset(name: str) -> dict[str, Any]:
    """Return a preset's document."""
    return read_configuration(files("core.presets").joinpath(f"{name}.yaml").read_text("utf-8"))


def apply_preset(
    scope: Scope, name: str, *, locale: str | None = None, time_zone: str | None = None
) -> list[str]:
    """Configure the tenant as the preset says; what the preset leaves out stays.

    :param locale: its language, if not the preset's
    :param time_zone: its time zone, if not the preset's
    :return: the differences made, a line each
    """
    document = load_preset(name)
    said = document.get("tenant", {})
    if locale is not None:
        languages = said.get("languages", scope.tenant.languages)
        said = {
            **said,
            "default_locale": locale,
            "languages": list(dict.fromkeys([*languages, locale])),
        }
    if time_zone is not None:
        said = {**said, "time_zone": time_zone}
    return import_config(scope, {**document, "tenant": said} if said else document)


def export_config(scope: Scope) -> dict[str, Any]:
    """Return the tenant's configuration, complete and without secrets."""
    tenant = scope.tenant
    document: dict[str, Any] = {
        "tenant": {
            "default_locale": tenant.default_locale,
            "languages": list(tenant.languages),
            "time_zone": tenant.time_zone,
        },
        "forms": {key: form.definition.to_dict() for key, form in sorted(tenant.forms.items())},
    }
    for part in DOCUMENTS:
        document[part] = _sorted(read_document(scope, part))
    branding = document["branding"]
    document["branding"] = {
        name: branding[name] for name in checks.CARRIED_BRANDING if name in branding
    }
    return {part: document[part] for part in PARTS if document.get(part)}


def diff_config(scope: Scope, document: Mapping[str, Any]) -> list[str]:
    """Return what importing the document would change, a line each.

    :raises VentanillaError: it could not be imported, and where it is wrong
    """
    current = export_config(scope)
    wanted = _wanted(scope, current, _in_present_values(scope, document))
    return list(compare({part: current.get(part, {}) for part in wanted}, wanted))


def import_config(scope: Scope, document: Mapping[str, Any]) -> list[str]:
    """Make the tenant's configuration that of the document. Importing twice changes nothing.

    Parts that the document leaves out stay as they are; so do forms that it does not name.

    :raises VentanillaError: a part is not valid; nothing is changed then
    :return: the differences made, a line each
    """
    document = _in_present_values(scope, document)
    differences = diff_config(scope, document)
    if not differences:
        return []
    if "tenant" in document:
        scope.session.execute(
            update(Tenant)
            .where(Tenant.id == scope.tenant_id)
            .values(**document["tenant"])
            .execution_options(synchronize_session=False)
        )
    for part in DOCUMENTS:
        if part in document:
            kept = read_document(scope, part) if part in MERGED else {}
            save_document(scope, part, {**kept, **document[part]})
    for key, form in read_forms(document.get("forms", {})).items():
        if form != scope.tenant.form(key):
            install_form(scope, key, form, scope.translate(_("Imported")))
    record_activity(scope, "config_imported", changes=len(differences))
    return differences


def _in_present_values(scope: Scope, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the document with its settings' values named as they are in this release."""
    if "settings" not in document:
        return document
    settings = {
        section: with_present_values(scope.tenant.schemas[section](), values)
        if section in scope.tenant.schemas and isinstance(values, Mapping)
        else values
        for section, values in document["settings"].items()
    }
    return {**document, "settings": settings}


def _wanted(
    scope: Scope, current: Mapping[str, Any], document: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the parts that the document names as they would be, each checked."""
    wanted: dict[str, Any] = {
        part: _sorted({**(current.get(part, {}) if part in MERGED else {}), **document[part]})
        for part in PARTS
        if part in document
    }
    checks.check_plugins(scope, wanted.get("plugins", {}))
    checks.check_settings(scope, wanted.get("settings", {}))
    checks.check_branding(scope, wanted.get("branding", {}))
    checks.check_wording(wanted.get("wording", {}))
    tenant = wanted.get("tenant", current["tenant"])
    checks.check_tenant(tenant)
    coming = [name for name, on in wanted.get("plugins", {}).items() if on]
    others = [code for code in tenant["languages"] if code != tenant["default_locale"]]
    forms = read_forms(document.get("forms", {}))
    for key, form in forms.items():
        if form != scope.tenant.form(key):
            check_form(scope, form, [tenant["default_locale"], *others], coming)
    if forms:
        made = {key: form.to_dict() for key, form in forms.items()}
        wanted["forms"] = {**current.get("forms", {}), **made}
    return wanted


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=str)}
    return value
