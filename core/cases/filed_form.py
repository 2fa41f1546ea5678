"""A case in the form it was filed with: what was asked then, and what it holds of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.cases.values import REFERENCES, values_of
from core.fields.services import filed_forms
from core.fields.services.filed_forms import Filed
from core.fields.services.history import last_known

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from core.cases.models import Case
    from core.scope import Scope
    from fields_config.definition import FieldDefinition, FormDefinition, FormKey

FORM: FormKey = "case"
# The core's own fields that people fill in; the others are on every page anyway.
ANSWERED = ("product", "priority", "cc")


def filed(case: Case) -> Filed:
    """Return what was filed as a case."""
    return Filed(
        key=FORM,
        version=case.form_version,
        values=values_of(case),
        answers=frozenset((*case.custom, *ANSWERED)),
        references=tuple(REFERENCES),
    )


def form_of(scope: Scope, case: Case) -> FormDefinition:
    """Return the form of one case for the actor's audience."""
    return filed_forms.form_of(scope, filed(case))


def past_fields(scope: Scope, case: Case) -> Iterator[FieldDefinition]:
    """Yield the fields whose answers the case holds, and that nobody is asked for any more."""
    return filed_forms.past_fields(scope, filed(case))


def known_field(scope: Scope, key: str, value: Any) -> FieldDefinition | None:
    """Return a field of cases, whichever version had it, that knows the options of a value."""
    field = scope.tenant.form(FORM).field(key) or last_known(scope, FORM, key)
    return None if field is None else filed_forms.with_values(scope, FORM, field, value)
