"""Stored values as keys of an index, by which long lists are narrowed.

A key may stand for more values than one, never for fewer: who finds by it looks at the value, too.
"""

from typing import Any

from fields_config.emptiness import is_empty
from fields_config.field_type import UNREADABLE, FieldType
from fields_config.html import text_of
from fields_config.options import SEPARATOR
from fields_config.text_normalization import words_to_find

LONGEST = 200
# Stands for every text that is longer: those have to be looked at. What sorts is cut instead, and
# sorts no differently as far as that goes.
TOO_LONG = ""
TICKED, UNTICKED = "true", "false"


def filter_values_of(kind: FieldType, value: Any) -> frozenset[str]:
    """Return the keys of a stored value; what lies deep in a tree is also found by what is above.

    :returns: none for a value that says nothing, or that no value of this type can be
    """
    if is_empty(value) or kind.filter == "none":
        return frozenset()
    parts = value if isinstance(value, list | tuple) else (value,)
    try:
        return frozenset(key for part in parts for key in _keys(kind, part))
    except UNREADABLE:
        return frozenset()


def filter_value_of(kind: FieldType, value: Any) -> str:
    """Return the key of one value, as somebody looks for it.

    :raises ArithmeticError: there is no such number
    """
    if kind.filter == "range":
        return kind.order(value)[:LONGEST]
    return str(value)


def normalized_text_of(kind: FieldType, value: Any) -> str:
    """Return the words of a stored value, folded, for types that are filtered by what they say.

    :returns: nothing for a value that says nothing, or that no value of this type can be
    """
    if is_empty(value) or kind.filter != "contains":
        return ""
    parts = value if isinstance(value, list | tuple) else (value,)
    try:
        return " ".join(_fold(kind, part) for part in parts)
    except UNREADABLE:
        return ""


def _fold(kind: FieldType, value: Any) -> str:
    text = text_of(value) if kind.name == "richtext" else str(value)
    return " ".join(words_to_find(text))


def _keys(kind: FieldType, value: Any) -> list[str]:
    match kind.filter:
        case "below":
            steps = str(value).split(SEPARATOR)
            keys = [SEPARATOR.join(steps[: depth + 1]) for depth in range(len(steps))]
        case "contains":
            keys = [_fold(kind, value)]
        case "range":
            keys = [filter_value_of(kind, value)]
        case _:
            keys = [TICKED if value is True else str(value)]
    return [key if len(key) <= LONGEST else TOO_LONG for key in keys]
