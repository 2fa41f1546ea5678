"""Stored values as keys of the index by which long lists are filtered.

Several values may share a key, so a search by key must check the values as well.
"""

from typing import Any

from fields_config.emptiness import is_empty
from fields_config.field_type import UNREADABLE, FieldType
from fields_config.html import text_of
from fields_config.options import SEPARATOR
from fields_config.text_normalization import words_to_find

LONGEST = 200
# The key of every longer text, so that these have to be checked. A key for ranges is cut instead,
# which keeps the order.
TOO_LONG = ""
TICKED, UNTICKED = "true", "false"


def filter_values_of(kind: FieldType, value: Any) -> frozenset[str]:
    """Return the keys of a stored value; an option in a tree is also found by those above it.

    :returns: none for an empty value, or one that is not of this type
    """
    if is_empty(value) or kind.filter == "none":
        return frozenset()
    parts = value if isinstance(value, list | tuple) else (value,)
    try:
        return frozenset(key for part in parts for key in _keys(kind, part))
    except UNREADABLE:
        return frozenset()


def filter_value_of(kind: FieldType, value: Any) -> str:
    """Return the key of one value to search for.

    :raises ArithmeticError: there is no such number
    """
    if kind.filter == "range":
        return kind.order(value)[:LONGEST]
    return str(value)


def normalized_text_of(kind: FieldType, value: Any) -> str:
    """Return the normalized words of a stored value, for types that are filtered by text.

    :returns: nothing for an empty value, or one that is not of this type
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
