"""Which limits a kind of field takes, and how they are asked for."""

from dataclasses import dataclass
from typing import Literal

from translationstring import TranslationStringFactory

_ = TranslationStringFactory("core")

Form = Literal["whole", "number", "text"]


@dataclass(frozen=True, slots=True)
class Limit:
    """One entry of a field's ``validation``."""

    name: str
    title: str
    form: Form = "whole"
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
FILES = Limit("max_files", _("Most files"))
ITEMS = Limit("max_items", _("Most entries"))

LIMITS: dict[str, tuple[Limit, ...]] = {
    "text": (SHORTEST, LONGEST, MASK),
    "textarea": (SHORTEST, LONGEST),
    "richtext": (LONGEST,),
    "integer": (LEAST, MOST),
    "decimal": (LEAST, MOST, DECIMALS),
    "percent": (LEAST, MOST, DECIMALS),
    "money": (LEAST, MOST, DECIMALS, CURRENCY),
    "date": (FIRST, LAST),
    "datetime": (FIRST, LAST),
    "time": (FIRST, LAST),
    "phone": (REGION,),
    "emails": (ITEMS,),
    "multilist": (ITEMS,),
    "file": (FILES,),
}
