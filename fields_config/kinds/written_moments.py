"""Dates and times as people of a language write them: ``31.5.2026``, ``31 de mayo``, ``9.30 Uhr``.

Pickers send one form, which programs use as well. Everything else is typed where there is none.
"""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from babel.dates import get_month_names

from fields_config.field_type import FIXED
from fields_config.kinds.written_numbers import locale_of

LONGEST = 60
PIVOT = 69  # 69 to 99 are years of the 1900s, as everywhere in POSIX
MONTHS = 12
SHORTEST_NAME = 3

_FIXED_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})", re.ASCII)
_WORDS = re.compile(r"[^\W\d_]+|\d+")
# In English, 5/6 is the fifth of June for some and the sixth of May for others.
_DAY_FIRST = ("es", "pt", "fr", "de", "it")

_FIXED_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d{1,6})?)?", re.ASCII)
_TIME = re.compile(
    r"(?P<hour>\d{1,2})"
    r"(?:(?:[:.,]|h|uhr)(?P<minute>\d{2})(?:[:.]\d{2}(?:[.,]\d{1,6})?)?)?"
    r"(?P<unit>h|hs|hrs|hr|hora|horas|heures|heure|uhr|ore|min|m)?"
    r"(?P<half>am|pm)?",
    re.ASCII,
)
_HALF_DAY = 12
_FILLERS = re.compile(r"\b(?:a las|as|às|à|a|um|at|alle|alle ore|ore|las)\b", re.IGNORECASE)


def read_date(text: str, language: str) -> date | None:
    """Return the day that a text names; None where it names none, or could name two."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if language == FIXED:
        return _day(*text.split("-")) if _FIXED_DATE.fullmatch(text) else None
    found = _YEAR_FIRST.fullmatch(text)
    if found:
        return _day(found[1], found[3], found[4])
    found = _NUMBERS.fullmatch(text)
    if found and language[:2] in _DAY_FIRST:
        return _day(_full_year(found[4]), found[3], found[1])
    return None if found else _read_named(text, language)


def _read_named(text: str, language: str) -> date | None:
    """Read a day whose month is a word; other words, such as "de" or "Sunday", stand aside."""
    words = [_fold(word) for word in _WORDS.findall(text)]
    numbers = [word for word in words if word.isdecimal()]
    months = {month for word in words if (month := _months(language).get(word))}
    if len(numbers) != 2 or len(months) != 1:  # noqa: PLR2004  # a day and a year
        return None
    year = next((number for number in numbers if len(number) == len("2026")), numbers[1])
    numbers.remove(year)
    return _day(_full_year(year), str(months.pop()), numbers[0])


@lru_cache(maxsize=32)
def _months(language: str) -> dict[str, int]:
    """Return the names of months, and what they are cut to, where that names one alone."""
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for number, name in get_month_names("wide", context, locale_of(language)).items():
            folded = _fold(name)
            for end in range(SHORTEST_NAME, len(folded) + 1):
                cut = folded[:end]
                found[cut] = number if found.get(cut, number) == number else 0
            short = get_month_names("abbreviated", context, locale_of(language))[number]
            found[_fold(short).rstrip(".")] = number
    return {name: number for name, number in found.items() if number}


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _full_year(text: str) -> str:
    if len(text) > len("26"):
        return text
    return f"{19 if int(text) >= PIVOT else 20}{text:0>2}"


def _day(year: str, month: str, day: str) -> date | None:
    if not (year + month + day).isascii():
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_time(text: str, language: str) -> str | None:
    """Return a time as it is stored, such as ``09:30``; None for what is none."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    if language == FIXED:
        found = _FIXED_TIME.fullmatch(text)
        return _clock(int(found[1]), int(found[2])) if found else None
    plain = re.sub(r"\s", "", text.casefold())
    plain = re.sub(r"([ap])\.?m\.?$", r"\1m", plain)
    found = _TIME.fullmatch(plain)
    if found is None:
        return None
    hour, minute, half = int(found["hour"]), found["minute"], found["half"]
    if minute is None and not (found["unit"] or half):
        return None  # a number alone may be anything
    if half:
        if not 1 <= hour <= _HALF_DAY:
            return None
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "pm" else 0)
    return _clock(hour, int(minute or 0))


def _clock(hour: int, minute: int) -> str | None:
    return f"{hour:02}:{minute:02}" if hour in range(24) and minute in range(60) else None


def read_moment(text: str, language: str) -> str | None:
    """Return a day with its time, such as ``2026-05-31T09:30``; None for what is none."""
    text = text.strip()
    if len(text) > 2 * LONGEST:
        return None
    for found in re.finditer(r"T|[\s,]+", text):
        day = read_date(text[: found.start()], language)
        rest = text[found.end() :]
        hour = read_time(rest, language)
        if hour is None and language != FIXED:
            hour = read_time(_FILLERS.sub("", rest), language)
        if day is not None and hour is not None:
            return f"{day.isoformat()}T{hour}"
    return None
