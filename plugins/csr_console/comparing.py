"""Whether what a caller says is the fact on record: forgiving of how it is said, not of what."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING

from babel.dates import get_month_names

if TYPE_CHECKING:
    from collections.abc import Iterable

LANGUAGES = ("en", "es", "pt", "fr", "de", "it")
# Of a telephone number: who calls from the same country leaves the prefix out.
FEWEST_DIGITS = 7
# 31051980, 05311980 and 19800531.
ALL_IN_ONE = (re.compile(r"(\d\d)(\d\d)(\d{4})"), re.compile(r"(\d{4})(\d\d)(\d\d)"))


@dataclass(frozen=True, slots=True)
class Known:
    """A fact on record.

    :ivar kind: how it is compared: ``text``, ``date``, ``phone`` or ``number``
    :ivar text: a date is in ISO form; a number has a point before decimals
    """

    kind: str
    text: str


def is_any(said: str, facts: Iterable[Known]) -> bool:
    """Whether what was said is one of the facts."""
    return any(_COMPARE.get(known.kind, _same_text)(said, known.text) for known in facts)


def _same_text(said: str, known: str) -> bool:
    ours, theirs = _words(known), _words(said)
    return bool(ours) and ("".join(ours) == "".join(theirs) or sorted(ours) == sorted(theirs))


def _same_phone(said: str, known: str) -> bool:
    ours, theirs = _digits(known), _digits(said)
    if ours == theirs:
        return bool(ours)
    local = theirs.lstrip("0")
    return len(local) >= FEWEST_DIGITS and ours.endswith(local)


def _same_number(said: str, known: str) -> bool:
    try:
        return Decimal(said.strip().replace(",", ".")) == Decimal(known)
    except InvalidOperation:
        return _same_text(said, known)


def _same_date(said: str, known: str) -> bool:
    try:
        day = date.fromisoformat(known[:10])
    except ValueError:
        return _same_text(said, known)
    numbers = sorted(_numbers_of_date(said))
    years = (day.year, day.year % 100)
    return any(numbers == sorted((day.day, day.month, year)) for year in years)


_COMPARE = {"date": _same_date, "phone": _same_phone, "number": _same_number}


def _numbers_of_date(said: str) -> list[int]:
    """Return day, month and year, in whatever order; months may have their names."""
    for form in ALL_IN_ONE:
        whole = form.fullmatch(said.strip())
        if whole:
            return [int(part) for part in whole.groups()]
    found = []
    for word in _words(said):
        digits = re.match(r"\d+", word)
        if digits:
            found.append(int(digits[0]))
        elif word in _months():
            found.append(_months()[word])
    return found


@cache
def _months() -> dict[str, int]:
    return {
        "".join(_words(name)): number
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    }


def _digits(text: str) -> str:
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())


def _words(text: str) -> list[str]:
    """Return the words without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.findall(r"[^\W_]+", bare)
