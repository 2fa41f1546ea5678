"""The tenant's own forms of contacts and accounts, as staff fill them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.fields.services.filed_forms import form_with_name
from core.web.forms import CachedForm, cached_form, form_from_definition

if TYPE_CHECKING:
    from core.fields.services.filed_forms import Filed
    from core.web.request import Request
    from fields_config.definition import FormKey, Screen

_ = TranslationStringFactory("core")

SAVE = (("save", _("Save")),)


def staff_form(
    request: Request, key: FormKey, screen: Screen, known: Filed | None = None
) -> CachedForm:
    """Return a form for staff, cached per version and language.

    :param known: the contact or account that there is already
    """
    scope = request.scope
    form, own = form_with_name(scope, known) if known else (scope.tenant.form(key), "")
    return cached_form(
        scope,
        f"staff-{key}-{screen}{own}",
        lambda: form_from_definition(
            scope.tenant, form, "agent", screen, scope.locale, buttons=SAVE, form_id=key
        ),
    )
