"""The limits of a field: those that its kind lets an administrator set, and what was set.

They stand in the field's ``validation``, which a person wrote and which is read with care.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from translationstring import TranslationStringFactory

from fields_config.field import FieldDefinition

_ = TranslationStringFactory("core")

LimitForm = Literal["whole", "number", "text"]


@dataclass(frozen=True, slots=True)
class Limit:
    """One entry of a field's ``validation``, which its kind's reader heeds.

    :param name: its key there
    :param title: translatable
    :param form: what is asked for, and stored: a whole number from 0, any number (a whole one, or
        text such as ``"1.5"``), or text
    :param hint: translatable
    """

    name: str
    title: str
    form: LimitForm = "whole"
    hint: str = ""


SHORTEST = Limit("min_length", _("Shortest text (characters)"))
LONGEST = Limit("max_length", _("Longest text (characters)"))
MASK = Limit(
    "mask",
    _("Pattern"),
    "text",
    _("A for a letter, 9 for a digit, * for either; other characters stand as they are."),
)
LEAST = Limit("min", _("Smallest value"), "number")
MOST = Limit("max", _("Largest value"), "number")
DECIMALS = Limit("decimals", _("Decimals"))
CURRENCY = Limit("currency", _("Currency"), "text", _("Three letters, for example COP or EUR."))
FIRST = Limit("min", _("Earliest"), "text", _("Written as 2026-12-31, times as 18:30."))
LAST = Limit("max", _("Latest"), "text", _("Written as 2026-12-31, times as 18:30."))
REGION = Limit(
    "region",
    _("Country of numbers without a prefix"),
    "text",
    _("Two letters, for example CO or ES."),
)
MOST_FILES = Limit("max_files", _("Most files"))
MOST_ITEMS = Limit("max_items", _("Most entries"))


def count_limit(field: FieldDefinition, name: str, default: int, ceiling: int) -> int:
    """Return a count from 0 up to the platform's ceiling."""
    found = field.validation.get(name)
    if isinstance(found, bool) or not isinstance(found, int) or found < 0:
        return default
    return min(found, ceiling)


def number_limit(field: FieldDefinition, name: str, default: Decimal) -> Decimal:
    return as_decimal(field.validation.get(name), default)


def text_limit(field: FieldDefinition, name: str) -> str:
    found = field.validation.get(name)
    return found if isinstance(found, str) else ""


def as_decimal(value: Any, default: Decimal) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return default
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return default
    return found if found.is_finite() else default
