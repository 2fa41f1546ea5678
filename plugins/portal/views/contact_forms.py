"""The contact form of the tenant, as contacts themselves fill it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.web.forms import form_from_definition, keep_form

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
    return keep_form(
        scope,
        f"portal-contact-{screen}",
        lambda: form_from_definition(
            scope.tenant,
            scope.tenant.form("contact"),
            "customer",
            screen,
            scope.locale,
            buttons=((button, label),),
            form_id=f"contact-{screen}",
            autocomplete=AUTOCOMPLETE,
        ),
    )
