"""The contact form of the tenant, as contacts themselves fill it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.web.forms import form_from_compiled
from fields_config.schema import compile_form

if TYPE_CHECKING:
    from core.scope import Scope
    from core.web.forms import KeptForm
    from fields_config.definition import Screen

_ = TranslationStringFactory("portal")

# What the browser may fill in by itself (WCAG 1.3.5).
AUTOCOMPLETE = {
    "first_name": "given-name",
    "last_name": "family-name",
    "email": "email",
    "phone": "tel",
    "job_title": "organization-title",
}


def registration_form(scope: Scope) -> KeptForm:
    return _contact_form(scope, "create", "register", _("Register"))


def profile_form(scope: Scope) -> KeptForm:
    return _contact_form(scope, "detail", "update", _("Update"))


def _contact_form(scope: Scope, screen: Screen, button: str, label: str) -> KeptForm:
    key = ("portal", "contact", screen, scope.locale)
    found: KeptForm | None = scope.tenant.kept.get(key)
    if found is None:
        compiled = compile_form(
            scope.tenant.form("contact"),
            "customer",
            screen,
            scope.locale,
            scope.tenant.default_locale,
            types=scope.tenant.types,
        )
        for node in compiled.schema:
            node.autocomplete = AUTOCOMPLETE.get(node.name)
        found = scope.tenant.kept[key] = form_from_compiled(
            compiled,
            scope.translator,
            buttons=((button, label),),
            form_id=f"contact-{screen}",
            default_language=scope.tenant.default_locale,
        )
    return found
