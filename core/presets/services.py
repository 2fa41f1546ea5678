"""Taking a tenant's configuration out, comparing it and putting it in."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import update
from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.fields.services.drafts import form_key
from core.fields.services.publishing import install_form
from core.presets.checks import CARRIED_BRANDING, check_document
from core.presets.document import PARTS, DocumentError, compare, read_configuration
from core.tenancy.models import Tenant
from core.tenancy.services import read_document, save_document
from fields_config.defaults import load_default
from fields_config.definition import FORM_KEYS, FormDefinition
from fields_config.errors import DefinitionError

if TYPE_CHECKING:
    from core.scope import Scope
    from core.tenancy.config import Kind

_ = TranslationStringFactory("core")

DOCUMENTS: tuple[Kind, ...] = ("plugins", "settings", "branding", "wording")


def list_presets() -> list[str]:
    """Return the names of the presets that come with the product."""
    folder = files("core.presets")
    return sorted(
        item.name.removesuffix(".yaml") for item in folder.iterdir() if item.name.endswith(".yaml")
    )


def load_preset(name: str) -> dict[str, Any]:
    """Return a preset's document."""
    return read_configuration(files("core.presets").joinpath(f"{name}.yaml").read_text("utf-8"))


def apply_preset(scope: Scope, name: str) -> list[str]:
    """Configure the tenant as the preset says; what the preset leaves out stays.

    :return: the differences made, a line each
    """
    return import_config(scope, load_preset(name))


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
    document["branding"] = {name: branding[name] for name in CARRIED_BRANDING if name in branding}
    return {part: document[part] for part in PARTS if document.get(part)}


def diff_config(scope: Scope, document: Mapping[str, Any]) -> list[str]:
    """Return what importing the document would change, a line each."""
    current = export_config(scope)
    wanted = {part: _merged(part, current, document) for part in PARTS if part in document}
    return list(compare({part: current.get(part, {}) for part in wanted}, wanted))


def import_config(scope: Scope, document: Mapping[str, Any]) -> list[str]:
    """Make the tenant's configuration that of the document. Importing twice changes nothing.

    Parts that the document leaves out stay as they are; so do forms that it does not name.

    :raises Refused: a part is not valid; nothing is changed then
    :return: the differences made, a line each
    """
    check_document(scope, document)
    differences = diff_config(scope, document)
    if not differences:
        return []
    forms = _read_forms(document.get("forms", {}))
    current = export_config(scope)
    if "tenant" in document:
        scope.session.execute(
            update(Tenant)
            .where(Tenant.id == scope.tenant_id)
            .values(**_merged("tenant", current, document))
            .execution_options(synchronize_session=False)
        )
    for part in DOCUMENTS:
        if part in document:
            kept = read_document(scope, part) if part == "branding" else {}
            save_document(scope, part, {**kept, **document[part]})
    for key, form in forms.items():
        if form != scope.tenant.form(key):
            install_form(scope, form_key(key), form, scope.translate(_("Imported")))
    record_activity(scope, "config_imported", changes=len(differences))
    return differences


def _merged(part: str, current: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what the document leaves out of the tenant, its forms and brand; replace the rest."""
    given = cast("dict[str, Any]", document[part])
    if part in ("tenant", "forms", "branding"):
        merged = {**current.get(part, {}), **given}
        if part == "forms":
            merged = {key: _canonical(key, form) for key, form in merged.items()}
        return merged
    return {key: _sorted(given[key]) for key in sorted(given)}


def _canonical(key: str, form: Mapping[str, Any]) -> dict[str, Any]:
    return _read_form(key, form).to_dict()


def _read_forms(given: Mapping[str, Any]) -> dict[str, FormDefinition]:
    return {key: _read_form(key, form) for key, form in given.items()}


def _read_form(key: str, given: Mapping[str, Any]) -> FormDefinition:
    if key not in FORM_KEYS:
        raise DocumentError(f"forms.{key}: there is no such form.")
    try:
        return FormDefinition.from_dict(_extended(key, given))
    except DefinitionError as error:
        raise DocumentError(f"forms.{key}: {error}") from None


def _extended(key: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Lay the given fields over those that every tenant starts with, if it says so."""
    if not isinstance(given, Mapping) or given.get("extends") != "default":
        return given
    whole = load_default(form_key(key)).to_dict()
    fields = {field["key"]: field for field in whole["fields"]}
    for field in given.get("fields", ()):
        if isinstance(field, Mapping):
            known = fields.get(str(field.get("key")), {})
            fields[str(field.get("key"))] = {**known, **field}
    laid = {name: part for name, part in given.items() if name not in ("extends", "fields")}
    return {**whole, **laid, "fields": list(fields.values())}


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return value
