"""Taking what is valid of the values of a form, where nobody is there to mend the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import colander

from fields_config.schema import UNEXPECTED_FIELD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fields_config.compiled_field import CompiledField
    from fields_config.definition import FormDefinition
    from fields_config.form_values import FormValues
    from fields_config.schema import CompiledForm

MOST_ELEMENTS = 100  # of one list that are looked at one by one


def without_requirements(form: FormDefinition) -> FormDefinition:
    """Return the form in which nothing has to be filled in."""
    fields = tuple(
        replace(
            field,
            grants={place: replace(grant, required=False) for place, grant in field.grants.items()},
        )
        for field in form.fields
    )
    rules = tuple(rule for rule in form.rules if rule.effect != "require")
    return replace(form, fields=fields, rules=rules)


def keep_valid(
    compiled: CompiledForm, sent: Mapping[str, Any], current: Mapping[str, Any]
) -> tuple[FormValues, dict[str, str]]:
    """Return the valid values, and for each key of the others a translatable sentence.

    A refused value counts as not sent, so a default may take its place. Of a list, the elements
    that can be read stay, as many as its field takes; the key is among the others all the same.

    :param compiled: a form in which nothing has to be filled in (:func:`without_requirements`)
    :param current: what there is beside what was sent
    """
    kept: dict[str, Any] = {}
    dropped: dict[str, str] = {}
    for key, value in sent.items():
        entry = compiled.entry(key)
        if entry is None:
            dropped[key] = UNEXPECTED_FIELD
            continue
        kept[key] = value
        if entry.kind.many and isinstance(value, list | tuple):
            refusal = _refusal(entry, value)
            if refusal is not None:
                kept[key], dropped[key] = _readable(entry, value), refusal
    while True:
        try:
            return compiled.validate(kept, current), dropped
        except colander.Invalid as error:
            for child in error.children:
                key = child.node.name
                dropped[key] = child.messages()[0]
                # What takes its place may be refused as well, and nothing at all never is.
                if kept.pop(key, None) is None:
                    kept[key] = None


def _readable(entry: CompiledField, value: Sequence[Any]) -> list[Any]:
    """Return the elements of a list that can be read, as many as are taken together."""
    found = [one for one in value[:MOST_ELEMENTS] if _refusal(entry, [one]) is None]
    while found and _refusal(entry, found) is not None:
        found.pop()
    return found


def _refusal(entry: CompiledField, value: Sequence[Any]) -> str | None:
    try:
        entry.read(list(value))
    except colander.Invalid as error:
        message: str = error.messages()[0]
        return message
    return None
