"""The values that rules name: read as the field they ask about reads its own, and compared so."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from translationstring import TranslationStringFactory

from fields_config.conditions import AllOf, Condition, Rule, When
from fields_config.emptiness import is_empty
from fields_config.errors import RefusedValueError
from fields_config.field import FieldDefinition
from fields_config.field_type import FIXED, UNREADABLE, FieldType
from fields_config.html import text_of
from fields_config.kinds.numbers import order_number
from fields_config.types import TYPES

_ = TranslationStringFactory("core")

WITHOUT_VALUE = ("empty", "not_empty")
NUMBERS = ("integer", "decimal", "percent", "money")
# How far a date, a time or both may be given where they are only to begin so.
_BEGINNING = {
    "date": re.compile(r"\d{4}(-(\d{2}(-(\d{2})?)?)?)?", re.ASCII),
    "time": re.compile(r"\d{2}(:(\d{2})?)?", re.ASCII),
    "datetime": re.compile(r"\d{4}(-(\d{2}(-(\d{2}([T ](\d{2}(:(\d{2})?)?)?)?)?)?)?)?", re.ASCII),
}
NO_BEGINNING = _("Write how it begins, such as 2026 or 2026-05.")


def read_rule_value(
    kind: FieldType, field: FieldDefinition, operator: str, value: Any, language: str = FIXED
) -> Any:
    """Return what a rule stores of a value that was written for it.

    :param language: of the administrator; ``FIXED`` for what programs and files say
    :raises RefusedValueError: the field can't have such a value, so the rule would never fire
    """
    if operator in WITHOUT_VALUE:
        return None
    if operator == "in":
        values = value if isinstance(value, list | tuple) else (value,)
        return tuple(_read_one(kind, field, one, language) for one in values)
    if operator == "starts_with" and not kind.has_options and kind.name not in NUMBERS:
        return _read_beginning(kind, value)
    return _read_one(kind, field, value, language)


def _read_one(kind: FieldType, field: FieldDefinition, value: Any, language: str) -> Any:
    if is_empty(value):
        return False if kind.name == "boolean" and value is not None else None
    read = kind.reader(field, language)(value)
    if kind.many and len(read) == 1:
        read = read[0]
    if kind.name == "boolean":
        return bool(read)
    return tuple(read) if isinstance(read, list) else read


def _read_beginning(kind: FieldType, value: Any) -> Any:
    text = str(value).strip()
    pattern = _BEGINNING.get(kind.name)
    if pattern is not None and not pattern.fullmatch(text):
        raise RefusedValueError(NO_BEGINNING)
    return text.replace(" ", "T") if kind.name == "datetime" else text


def wanted_values(field: FieldDefinition | None, value: Any) -> frozenset[str]:
    """Return what a case's value is compared with, whatever form the rule's has."""
    kind = TYPES.get(field.type) if field else None
    values = value if isinstance(value, list | tuple) else (value,)
    found: set[str] = set()
    for one in values:
        read = one
        if kind is not None and field is not None:
            # What an older rule names and the field never holds, nothing equals.
            with suppress(RefusedValueError):
                read = _read_one(kind, field, one, FIXED)
        found.update(comparable_elements(field, read))
    return frozenset(found)


def comparable_elements(field: FieldDefinition | None, value: Any) -> Iterable[str]:
    """Return each element of a value as text that is equal where the values are."""
    kind = TYPES.get(field.type) if field else None
    elements = (tuple(value) or (None,)) if isinstance(value, list | tuple) else (value,)
    return [comparable(kind, element) for element in elements]


def comparable(kind: FieldType | None, value: Any) -> str:
    """Return text that is equal exactly where the values are."""
    if is_empty(value):
        return ""
    text = "true" if value is True else str(value)
    if kind is not None and kind.name in _COMPARABLE:
        with suppress(*UNREADABLE):
            return _COMPARABLE[kind.name](text)
    return text


_COMPARABLE: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(NUMBERS, order_number),
    "richtext": text_of,
    "email": str.casefold,
    "emails": str.casefold,
}


def twice_named(rules: Iterable[Rule], fields: Mapping[str, FieldDefinition]) -> list[int]:
    """Return the numbers, from 1, of the rules that an earlier one says already."""
    seen: set[Any] = set()
    found = []
    for number, rule in enumerate(rules, start=1):
        meaning = _meaning(rule, fields)
        if meaning in seen:
            found.append(number)
        seen.add(meaning)
    return found


def _meaning(rule: Rule, fields: Mapping[str, FieldDefinition]) -> Any:
    return rule.effect, rule.field, frozenset(rule.options), _asked(rule.when, fields)


def _asked(when: When, fields: Mapping[str, FieldDefinition]) -> Any:
    if isinstance(when, Condition):
        wanted = wanted_values(fields.get(when.field), when.value)
        alike = "equals" if when.operator == "in" and len(wanted) == 1 else when.operator
        return when.field, alike, wanted if when.operator not in WITHOUT_VALUE else None
    terms = frozenset(_asked(term, fields) for term in when.terms)
    if len(terms) == 1:
        return next(iter(terms))
    return ("all" if isinstance(when, AllOf) else "any"), terms
