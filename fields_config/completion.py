"""The form that asks for what is missing of something that was filed, and for nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fields_config.conditions import AllOf, AnyOf, Rule, asked_fields
from fields_config.definition import Access, Grant
from fields_config.emptiness import is_empty

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from fields_config.conditions import When
    from fields_config.definition import FieldDefinition, FormDefinition

NO_CONDITION = AllOf(())
HIDDEN = Grant(Access.HIDDEN)


def completion_form(
    form: FormDefinition,
    missing: Collection[str],
    values: Mapping[str, Any],
    *,
    unasked: Collection[str] = (),
) -> FormDefinition:
    """Return the form as customers complete it, on the screen ``detail``.

    It has the missing fields, and those that rules make required only by what is filled in now.
    Of a tree, what was chosen already stays: only what lies below it can be chosen.

    :param missing: what has to be filled in (``CompiledForm.missing``)
    :param values: all that there is
    :param unasked: what can't be filled in this way
    """
    late = [
        key
        for key in _depending(form, missing)
        if key not in unasked and is_empty(values.get(key)) and _may_be_required(form, key)
    ]
    fields = tuple(_asked(field, {*missing, *late}) for field in form.fields)
    shown = {key: _shown_when(form, key) for key in late}
    rules = [rule for rule in form.rules if rule.effect != "show" or rule.field not in shown]
    rules += [Rule(when, "show", key) for key, when in shown.items() if when is not None]
    rules += [
        Rule(NO_CONDITION, "limit", key, (path,)) for key, path in begun(form, missing, values)
    ]
    return replace(form, fields=fields, rules=tuple(rules))


def begun(
    form: FormDefinition, missing: Collection[str], values: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Return (key, path) of the missing fields of which the upper levels are chosen."""
    return [
        (field.key, path)
        for field in form.active_fields()
        if field.key in missing
        and field.options
        and isinstance(path := values.get(field.key), str)
        and not is_empty(path)
    ]


def _asked(field: FieldDefinition, asked: Collection[str]) -> FieldDefinition:
    is_required = field.grant("customer", "create").required
    grant = Grant(Access.EDIT, required=is_required) if field.key in asked else HIDDEN
    return field.with_grant("customer", "detail", grant)


def _depending(form: FormDefinition, missing: Collection[str]) -> list[str]:
    """Return the fields that rules show or require because of the missing ones."""
    found = dict.fromkeys(missing)
    rules = [rule for rule in form.rules if rule.effect != "limit"]
    size = -1
    while len(found) > size:
        size = len(found)
        for rule in rules:
            if not found.keys().isdisjoint(asked_fields(rule.when)):
                found[rule.field] = None
    return [key for key in found if key not in missing]


def _may_be_required(form: FormDefinition, key: str) -> bool:
    grant = form.grant(key, "customer", "create")
    is_editable = grant.access is Access.EDIT
    return is_editable and (grant.required or bool(form.rules_for(key, "require")))


def _shown_when(form: FormDefinition, key: str) -> When | None:
    """Return when a field that may be required is: only then is it asked for."""
    shows = tuple(rule.when for rule in form.rules_for(key, "show"))
    terms: tuple[When, ...] = (AnyOf(shows),) if shows else ()
    if not form.grant(key, "customer", "create").required:
        terms = (*terms, AnyOf(tuple(rule.when for rule in form.rules_for(key, "require"))))
    return AllOf(terms) if terms else None
