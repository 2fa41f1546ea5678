"""The limits of a field: those that its kind lets an administrator set, and what was set.

They stand in the field's ``validation``, which a person wrote and which is read with care:
``fields_config.limit_values`` reads each as its kind does, for every door.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import phonenumbers
from babel import Locale
from translationstring import TranslationStringFactory

from fields_config.errors import RefusedValueError
from fields_config.field import FieldDefinition

_ = TranslationStringFactory("core")

LimitForm = Literal["whole", "number", "text", "value"]
MAX_COUNT = 100_000
MAX_WRITTEN = 60  # characters of a limit that is text
_COUNT = re.compile("[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Limit:
    """One entry of a field's ``validation``, which its kind's reader heeds.

    :param name: its key there
    :param title: translatable
    :param form: what is asked for, and stored: a whole number, any number (a whole one, or
        text such as ``"1.5"``), text, or a value of the field itself
    :param hint: translatable
    :param least: of a whole number
    :param most: of a whole number
    :param read: for text: returns what is stored; it raises ``RefusedValueError`` and nothing else
    """

    name: str
    title: str
    form: LimitForm = "whole"
    hint: str = ""
    least: int = 0
    most: int = MAX_COUNT
    read: Callable[[str], str] | None = None


def read_currency(text: str) -> str:
    """Return the code of a currency that there is, in capitals."""
    code = text.upper()
    if code not in Locale("en").currencies:
        raise RefusedValueError(_("Write the three letters of a currency, for example COP or EUR."))
    return code


def read_region(text: str) -> str:
    """Return the code of a country that has telephone numbers, in capitals."""
    code = text.upper()
    if code not in phonenumbers.SUPPORTED_REGIONS:
        raise RefusedValueError(_("Write the two letters of a country, for example CO or ES."))
    return code


SHORTEST = Limit("min_length", _("Shortest text (characters)"))
LONGEST = Limit("max_length", _("Longest text (characters)"), least=1)
MASK = Limit(
    "mask",
    _("Pattern"),
    "text",
    _("A for a letter, 9 for a digit, * for either; other characters stand as they are."),
)
LEAST = Limit("min", _("Smallest value"), "number")
MOST = Limit("max", _("Largest value"), "number")
DECIMALS = Limit("decimals", _("Decimals"))
CURRENCY = Limit(
    "currency",
    _("Currency"),
    "text",
    _("Three letters, for example COP or EUR."),
    read=read_currency,
)
FIRST = Limit("min", _("Earliest"), "value")
LAST = Limit("max", _("Latest"), "value")
REGION = Limit(
    "region",
    _("Country of numbers without a prefix"),
    "text",
    _("Two letters, for example CO or ES."),
    read=read_region,
)
MOST_FILES = Limit("max_files", _("Most files"), least=1)
MOST_ITEMS = Limit("max_items", _("Most entries"), least=1)
# Of each pair, the first must not be larger than the second.
PAIRS = (("min_length", "max_length"), ("min", "max"))


def as_count(value: Any) -> int | None:
    """Return a whole number from 0, or nothing for anything else."""
    if isinstance(value, str):
        return int(value) if _COUNT.fullmatch(value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return None
    return value


def count_limit(field: FieldDefinition, name: str, default: int, ceiling: int) -> int:
    """Return a count from 0 up to the platform's ceiling."""
    found = as_count(field.validation.get(name))
    return default if found is None else min(found, ceiling)


def text_limit(field: FieldDefinition, limit: Limit) -> str:
    """Return a limit that is text as its reader reads it; empty where it can't be read."""
    found = field.validation.get(limit.name)
    if not isinstance(found, str) or len(found) > MAX_WRITTEN:
        return ""
    try:
        return limit.read(found.strip()) if limit.read else found
    except RefusedValueError:
        return ""
