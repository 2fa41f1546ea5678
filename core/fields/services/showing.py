"""What was filed, field by field, as a reader may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.fields.services.filed_forms import form_of
from fields_config.policy import decide
from fields_config.texts import title_of

if TYPE_CHECKING:
    from core.fields.services.filed_forms import Filed
    from core.scope import Scope


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field and its value in words; empty where it has none."""

    key: str
    label: str
    text: str


def shown_fields(scope: Scope, known: Filed) -> list[ShownField]:
    """Return the fields that the actor may see on the page of a contact or an account."""
    form, locale, fallback = form_of(scope, known), scope.locale, scope.tenant.default_locale
    found = []
    for field in form.active_fields():
        kind = scope.tenant.types.get(field.type)
        audience = scope.actor.audience
        if kind is None or not decide(form, field, audience, "detail", known.values).visible:
            continue
        text = kind.display(known.values.get(field.key), field, locale, fallback)
        found.append(
            ShownField(field.key, title_of(field, locale, fallback), scope.translate(text))
        )
    return found
