"""Something in the form with which it was filed: what was asked then, and its values.

Both forms decide who may see a value: what is hidden now stays hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.fields.services.history import filed_form, last_known
from fields_config.emptiness import is_empty
from fields_config.filed_form import relax_new_requirements, unasked, with_lost_options
from fields_config.options import option_path
from fields_config.policy import decide

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from core.scope import Scope
    from fields_config.definition import FieldDefinition, FormDefinition, FormKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """Something that was filed: its form, and its values by field key.

    :ivar answers: keys of fields that somebody filled in; such a value always stays visible
    :ivar references: keys of fields that nobody fills in; staff see them even if a rule hides them
    :ivar goes_on: it is maintained over time: today's requirements apply, and fields that were
        added later are offered to those who may fill them in
    """

    key: FormKey
    version: int
    values: Mapping[str, Any]
    answers: Collection[str]
    references: Collection[str] = ()
    goes_on: bool = False


def is_earlier(scope: Scope, filed: Filed) -> bool:
    """Whether it was filed with another version than the one in force."""
    return filed.version != scope.tenant.forms[filed.key].version


def form_of(scope: Scope, filed: Filed) -> FormDefinition:
    """Return the form of what was filed, for the actor's audience.

    It is today's, without questions that nobody was asked and that have no answer, and with the
    options that are chosen.
    """
    form = scope.tenant.form(filed.key)
    if not is_earlier(scope, filed):
        return form
    before = filed_form(scope, filed.key, filed.version)
    held = [key for key, value in filed.values.items() if not is_empty(value)]
    made = form if filed.goes_on else relax_new_requirements(form, before)
    for key, path in lost_options(made, filed.values):
        earlier = last_known(scope, filed.key, key, path)
        field = made.field(key)
        if earlier is not None and field is not None:
            made = made.with_field(with_lost_options(field, earlier.options))
    audience = scope.actor.audience
    may_fill = filed.goes_on or audience != "customer"
    for key in unasked(form, before, audience, held, may_fill=may_fill):
        made = made.without_field(key)
    return made


def form_with_name(scope: Scope, filed: Filed) -> tuple[FormDefinition, str]:
    """Return the form of what was filed, and the name by which it differs in the cache."""
    if not is_earlier(scope, filed):
        return scope.tenant.form(filed.key), ""
    form = form_of(scope, filed)
    # What an earlier version was is in this tenant's rows, so the form is its alone.
    keys = ",".join(field.key for field in form.fields)
    lost = list(lost_options(scope.tenant.form(filed.key), filed.values))
    return form, f"-{filed.version}-{scope.tenant_id}-{keys}-{lost}"


def lost_options(form: FormDefinition, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (field, path) of what is chosen and no option of the form."""
    for field in form.active_fields():
        value = values.get(field.key)
        if not field.options or is_empty(value):
            continue
        for path in value if isinstance(value, list | tuple) else (value,):
            if isinstance(path, str) and option_path(field.options, path) is None:
                yield field.key, path


def past_fields(scope: Scope, filed: Filed) -> Iterator[FieldDefinition]:
    """Yield the fields that have an answer and that nobody is asked for any more.

    Staff never lose sight of one: the field may be gone or retired, or a rule hides it for what
    the values have become. Customers see what they were asked, unless it was hidden from them
    since.
    """
    form = scope.tenant.form(filed.key)
    before: FormDefinition | None = None
    for key, value in filed.values.items():
        if is_empty(value) or key not in (*filed.answers, *filed.references):
            continue
        field = form.field(key)
        if field is not None and field.active:
            if scope.actor.audience == "agent" and _is_hidden_by_rules(form, field, filed.values):
                yield field
            continue
        known = field or last_known(scope, filed.key, key)
        if key not in filed.answers or known is None:
            continue
        if not known.grant(scope.actor.audience, "detail").visible:
            continue
        if scope.actor.audience == "customer":
            before = before or filed_form(scope, filed.key, filed.version)
            if not decide(before, key, "customer", "detail", filed.values).visible:
                continue
        yield with_values(scope, filed.key, known, value)


def with_values(scope: Scope, key: FormKey, field: FieldDefinition, value: Any) -> FieldDefinition:
    """Return a field that knows the options of a value, whichever version had them."""
    for path in value if isinstance(value, list | tuple) else (value,):
        if field.options and isinstance(path, str) and option_path(field.options, path) is None:
            earlier = last_known(scope, key, field.key, path)
            if earlier is not None:
                field = with_lost_options(field, earlier.options)
    return field


def _is_hidden_by_rules(
    form: FormDefinition, field: FieldDefinition, values: Mapping[str, Any]
) -> bool:
    granted = field.grant("agent", "detail").visible
    return granted and not decide(form, field, "agent", "detail", values).visible
