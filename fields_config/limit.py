"""The limits that an administrator can set for a field, as its kind offers them."""

from dataclasses import dataclass
from typing import Literal

from translationstring import TranslationStringFactory

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
