"""A case in the form it was filed with: what was asked then, and what it holds of that.

Whoever may see a value is settled by both forms: what is hidden now stays hidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.cases.values import COLUMNS, values_of
from core.fields.services.history import filed_form, last_known
from fields_config.earlier import asking_no_more, unasked, with_lost_options
from fields_config.emptiness import is_empty
from fields_config.options import trail
from fields_config.policy import decide

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from core.cases.models import Case
    from core.scope import Scope
    from fields_config.definition import FieldDefinition, FormDefinition, FormKey

FORM: FormKey = "case"
# Of the core's own fields, those that somebody answers; the others stand on every page anyway.
ANSWERED = ("product", "priority", "cc")


def form_of(scope: Scope, case: Case) -> FormDefinition:
    """Return the form of one case for the actor's audience.

    It is today's, without questions that nobody was asked and that have no answer, and with the
    options that the case has.
    """
    form = scope.tenant.form(FORM)
    if not is_earlier(scope, case):
        return form
    filed = filed_form(scope, FORM, case.form_version)
    values = values_of(case)
    held = [key for key, value in values.items() if not is_empty(value)]
    made = asking_no_more(form, filed)
    for key, path in lost_options(made, values):
        earlier = last_known(scope, FORM, key, path)
        field = made.field(key)
        if earlier is not None and field is not None:
            made = made.with_field(with_lost_options(field, earlier.options))
    for key in unasked(form, filed, scope.actor.audience, held):
        made = made.without_field(key)
    return made


def is_earlier(scope: Scope, case: Case) -> bool:
    """Whether the case was filed with another version than the one in force."""
    return case.form_version != scope.tenant.forms[FORM].version


def lost_options(form: FormDefinition, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (field, path) of what is chosen and no option of the form."""
    for field in form.active_fields():
        value = values.get(field.key)
        if not field.options or is_empty(value):
            continue
        for path in value if isinstance(value, list | tuple) else (value,):
            if isinstance(path, str) and trail(field.options, path) is None:
                yield field.key, path


def past_fields(scope: Scope, case: Case) -> Iterator[FieldDefinition]:
    """Yield the fields whose answers the case holds, and that nobody is asked for any more.

    Staff never lose sight of one: the field may be gone or retired, or a rule hides it for what
    the case has become. Customers see what they were asked, unless it was hidden from them since.
    """
    form = scope.tenant.form(FORM)
    values = values_of(case)
    filed: FormDefinition | None = None
    for key, value in values.items():
        if is_empty(value) or (key in COLUMNS and key not in ANSWERED):
            continue
        field = form.field(key)
        if field is not None and field.active:
            if scope.actor.audience == "agent" and _is_hidden_by_rules(form, field, values):
                yield field
            continue
        if key not in case.custom and key not in ANSWERED:
            continue
        known = field or last_known(scope, FORM, key)
        if known is None or not known.grant(scope.actor.audience, "detail").visible:
            continue
        if scope.actor.audience == "customer":
            filed = filed or filed_form(scope, FORM, case.form_version)
            if not decide(filed, key, "customer", "detail", values).visible:
                continue
        yield with_values(scope, known, value)


def with_values(scope: Scope, field: FieldDefinition, value: Any) -> FieldDefinition:
    """Return a field that knows the options of a value, whichever version had them."""
    for path in value if isinstance(value, list | tuple) else (value,):
        if field.options and isinstance(path, str) and trail(field.options, path) is None:
            earlier = last_known(scope, FORM, field.key, path)
            if earlier is not None:
                field = with_lost_options(field, earlier.options)
    return field


def known_field(scope: Scope, key: str, value: Any) -> FieldDefinition | None:
    """Return a field of cases, whichever version had it, that knows the options of a value."""
    field = scope.tenant.form(FORM).field(key) or last_known(scope, FORM, key)
    return None if field is None else with_values(scope, field, value)


def _is_hidden_by_rules(
    form: FormDefinition, field: FieldDefinition, values: Mapping[str, Any]
) -> bool:
    granted = field.grant("agent", "detail").visible
    return granted and not decide(form, field, "agent", "detail", values).visible
