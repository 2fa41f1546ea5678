"""The contact form of the tenant, as contacts themselves fill it in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api.pages import cached_form, form_from_definition
from core.plugin.api.people import form_with_name

if TYPE_CHECKING:
    from core.plugin.api import Scope
    from core.plugin.api.fields import FormDefinition, Screen
    from core.plugin.api.pages import CachedForm
    from core.plugin.api.people import Filed

_ = TranslationStringFactory("portal")

# What the browser may fill in by itself (WCAG 1.3.5).
AUTOCOMPLETE = {
    "first_name": "given-name",
    "last_name": "family-name",
    "email": "email",
    "phone": "tel",
    "job_title": "organization-title",
}


def registration_form(scope: Scope) -> CachedForm:
    return _contact_form(scope, "create", "register", _("Register"))


def profile_form(scope: Scope, known: Filed) -> CachedForm:
    """Return the form of a contact that there is already."""
    return _contact_form(scope, "detail", "update", _("Update"), known)


def _contact_form(
    scope: Scope, screen: Screen, button: str, label: str, known: Filed | None = None
) -> CachedForm:
    form, own = form_with_name(scope, known) if known else (scope.tenant.form("contact"), "")
    return cached_form(
        scope,
        f"portal-contact-{screen}{own}",
        lambda: form_from_definition(
            scope.tenant,
            _with_numbered_addresses(scope, form, screen),
            "customer",
            screen,
            scope.locale,
            buttons=((button, label),),
            form_id=f"contact-{screen}",
            autocomplete=AUTOCOMPLETE,
        ),
    )


def _with_numbered_addresses(scope: Scope, form: FormDefinition, screen: Screen) -> FormDefinition:
    """Return the form; beside a second and a third address the first says which it is."""
    first = form.field("email")
    has_second = form.grant("email_2", "customer", "detail").visible
    if screen == "detail" and first is not None and has_second:
        title = scope.translate(_("E-mail 1 (personal)"))
        form = form.with_field(replace(first, labels={**first.labels, scope.locale: title}))
    return form
