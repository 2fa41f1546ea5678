"""A contact in the tenant's contact form, with answers to questions that are no longer asked.

A contact is maintained over time, so the form is the current one, with what its readers may fill
in. What they may only read, and what was never asked, is left out as long as it has no value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.fields.services.filed_forms import Filed, past_fields
from core.fields.services.history import version_at
from core.identity.contact_values import contact_values
from fields_config.texts import title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.identity.models.contact import Contact
    from core.scope import Scope
    from fields_config.definition import FieldDefinition, FormKey

FORM: FormKey = "contact"
# Of the core's own fields, those that tenants retire.
ANSWERED = ("identifier", "email_2", "email_3", "phone", "job_title")


@dataclass(frozen=True, slots=True)
class Answer:
    """A value as pages show it.

    :ivar is_past: nobody is asked for it any more
    """

    label: str
    text: str
    is_past: bool = False


def filed(scope: Scope, contact: Contact) -> Filed:
    """Return a contact as it was made, with the values that it has now."""
    return Filed(
        key=FORM,
        version=version_at(scope, FORM, contact.created_at),
        values=contact_values(contact),
        answers=frozenset((*contact.custom, *ANSWERED)),
        goes_on=True,
    )


def past_answers(scope: Scope, known: Filed) -> list[Answer]:
    """Return answers to what is no longer asked, as the actor may see them.

    :param known: a contact or an account
    """
    return say_answers(scope, past_fields(scope, known), known.values, is_past=True)


def say_answers(
    scope: Scope,
    fields: Iterable[FieldDefinition],
    values: Mapping[str, Any],
    *,
    is_past: bool = False,
) -> list[Answer]:
    """Return the values of fields in the reader's language."""
    locale, fallback = scope.locale, scope.tenant.default_locale
    found = []
    for field in fields:
        kind = scope.tenant.types.get(field.type)
        if kind is not None:
            text = scope.translate(kind.display(values[field.key], field, locale, fallback))
            found.append(Answer(title_of(field, locale, fallback), text, is_past))
    return found
