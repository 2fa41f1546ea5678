"""The effective values of a form: with defaults, without what rules hide.

A default applies only if its field is visible and the rules leave it as an option. A field that a
rule hides has no value, whoever set it.
"""

from collections.abc import Mapping
from typing import Any

from fields_config.definition import FieldDefinition, FormDefinition
from fields_config.options import is_within
from fields_config.rules import Evaluation


def effective_values(
    form: FormDefinition, given: Mapping[str, Any], *, is_new: bool = True
) -> dict[str, Any]:
    """Return the given values, with defaults where there are none, without what rules hide.

    :param is_new: fields without a given value start with their default
    """
    values = {**form.initial_values(), **given} if is_new else dict(given)
    if not form.rules:
        return values
    while True:
        rules = Evaluation(form, values)
        gone = [
            key
            for key, value in values.items()
            if value is not None
            and not (rules.shows(key) and (key in given or _is_left(form.field(key), value, rules)))
        ]
        if not gone:
            return values
        # A default that goes may have been what let another one show, or limited its options.
        for key in gone:
            del values[key]


def hidden_values(
    form: FormDefinition, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[str]:
    """Return the fields that showed before a change and that rules hide after it."""
    if not form.rules:
        return []
    were, are = Evaluation(form, before), Evaluation(form, after)
    return [key for key in after if were.shows(key) and not are.shows(key)]


def _is_left(field: FieldDefinition | None, value: Any, rules: Evaluation) -> bool:
    """Whether the rules that limit a field's options leave these."""
    if field is None or not field.options:
        return True
    chosen = value if isinstance(value, list | tuple) else (value,)
    return all(
        any(is_within(limit, str(path)) for limit in rule.options)
        for rule in rules.matching(field.key, "limit")
        for path in chosen
    )
