"""Numbers as people of a language write them, and how they are read back.

A dot or a comma before three digits means one thing in each language: thousands in Spanish for the
dot, decimals for the comma. What could be meant in another way is refused with an example, never
guessed by the digits that follow: reading 250,000 as 250 costs more than asking.
"""

import re
import unicodedata
from collections.abc import Iterator
from copy import copy
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.numbers import (
    format_currency,
    format_decimal,
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
)
from translationstring import TranslationStringFactory

from fields_config.cursor import MAX_SHOWN
from fields_config.errors import RefusedValueError
from fields_config.field_type import FIXED

_ = TranslationStringFactory("core")

# Whole numbers that JSON and JavaScript carry without loss.
LARGEST_WHOLE = Decimal(2**53 - 1)
MAX_PLACES = 6
GROUP = 3
MAX_WRITTEN = 60
EXAMPLE = Decimal("12345.678901")

NO_NUMBER = _("Write a number here.")
TOO_LARGE = _("Write a smaller number.")

# As programs write them, whatever the language.
_FIXED = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)", re.ASCII)
# The keypad of most keyboards has a dot, which nobody takes for thousands before one digit or two.
_KEYPAD = re.compile(r"[0-9]*\.(?![0-9]{3}$)[0-9]+", re.ASCII)
_DIGITS = re.compile("[0-9.,' \u066b\u066c\u2e41]*[0-9]", re.ASCII)
_NO_CENTS = re.compile("(?<=[0-9])[.,]--?$", re.ASCII)  # 150,- and 150.-
_DIRECTION = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069"))
# Signs that look or mean the same, wherever a keyboard has them; blanks are made one beforehand.
_ALIKE = {
    **dict.fromkeys(map(ord, "\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d"), "-"),
    **dict.fromkeys(map(ord, "\ufe62\uff0b"), "+"),
    **dict.fromkeys(map(ord, "\u2019\u2018\u02bc\uff07\u2032"), "'"),
    **dict.fromkeys(map(ord, "\uff0c\u060c\ufe50"), ","),
    **dict.fromkeys(map(ord, "\uff0e\ufe52"), "."),
}
_PERCENT = ("%", "\u066a", "\uff05", "\ufe6a")
_ARABIC_DECIMAL, _ARABIC_GROUP = "\u066b", "\u066c"


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """Return the locale of a language's code, with either sign between language and region."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError, AttributeError):
        return Locale("en")


@lru_cache(maxsize=64)
def _pattern_of(language: str) -> re.Pattern[str]:
    """Return how a language writes numbers: its groups, or none, and its decimals."""
    locale = locale_of(language)
    decimal = _alike(get_decimal_symbol(locale))
    # Blanks and apostrophes between groups of three mean the same everywhere.
    signs = {_alike(get_group_symbol(locale)), " ", "'", _ARABIC_GROUP} - {decimal}
    signs_between = "".join(map(re.escape, sorted(signs)))
    # Hindi and others write 12,34,567: but for the last one, groups are of two.
    smaller = locale.decimal_formats[None].grouping[1]
    shapes = (
        rf"[1-9][0-9]{{0,{size - 1}}}(?P<g{size}>[{signs_between}])"
        rf"(?:[0-9]{{{size}}}(?P=g{size}))*[0-9]{{3}}"
        for size in sorted({GROUP, min(smaller, GROUP)})
    )
    whole = "|".join(("[0-9]+", *shapes))
    mark = f"[{re.escape(decimal)}{_ARABIC_DECIMAL}]"
    return re.compile(rf"(?P<whole>{whole})?(?:{mark}(?P<places>[0-9]+))?", re.ASCII)


def _alike(text: str) -> str:
    """Return text with the signs that mean the same made the same; digits of all scripts too."""
    return "".join(_plain_signs(text.translate(_DIRECTION).translate(_ALIKE)))


def _plain_signs(text: str) -> Iterator[str]:
    for sign in text:
        if sign.isascii():
            yield sign
        elif sign.isspace():
            yield " "
        else:
            digit = unicodedata.decimal(sign, None)
            yield sign if digit is None else str(digit)


def read_number(
    value: Any, language: str, places: int, units: frozenset[str] = frozenset()
) -> Decimal:
    """Read a number as a program sends it, or as a person of that language writes it.

    :param language: ``FIXED`` takes only what programs write, such as ``-1234.5``
    :param places: how many decimals there may be
    :param units: what may stand before or behind it, such as a currency or a percent sign
    :raises RefusedValueError: for what can't be read, or could be read in two ways
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise RefusedValueError(NO_NUMBER)
    if isinstance(value, int) and abs(value) > LARGEST_WHOLE:
        raise RefusedValueError(TOO_LARGE)
    if isinstance(value, str) and language != FIXED:
        number = _read_written(value, language, places, units)
    else:
        text = value.strip() if isinstance(value, str) else format(Decimal(str(value)), "f")
        if len(text) > MAX_WRITTEN or not _FIXED.fullmatch(text):
            raise RefusedValueError(NO_NUMBER)
        number = Decimal(text)
    if abs(number) > LARGEST_WHOLE:
        raise RefusedValueError(TOO_LARGE)
    if number != round(number, places):
        raise RefusedValueError(_too_many(places))
    return round(number, places)


def _read_written(written: str, language: str, places: int, units: frozenset[str]) -> Decimal:
    if len(written) > MAX_WRITTEN:
        raise RefusedValueError(NO_NUMBER)
    sign, text = _without_units(_alike(written).strip(), units)
    text = _NO_CENTS.sub("", text)
    if not _DIGITS.fullmatch(text):
        raise RefusedValueError(NO_NUMBER)
    found = _pattern_of(language).fullmatch(text)
    if found:
        whole = re.sub("[^0-9]", "", found["whole"] or "") or "0"
        decimals = found["places"] or ""
    elif _KEYPAD.fullmatch(text):
        whole, _dot, decimals = text.partition(".")
    else:
        raise RefusedValueError(_unclear(written, language, places))
    # More decimals than there are, noughts or not, may have been meant as thousands.
    if len(decimals) > places:
        raise RefusedValueError(_too_many(places))
    return Decimal(f"{sign}{whole or 0}.{decimals or 0}")


def _without_units(text: str, units: frozenset[str]) -> tuple[str, str]:
    """Return a sign and what is left when the units around a number are taken away."""
    sign = ""
    for _turn in range(2):  # "-€ 5" and "€ -5"
        if not sign and text[:1] in ("-", "+"):
            sign, text = text[0], text[1:].lstrip()
        unit = max(filter(text.casefold().startswith, units), key=len, default="")
        if unit:
            text, units = text[len(unit) :].lstrip(), frozenset()
    unit = max(filter(text.casefold().endswith, units), key=len, default="")
    return sign, text[: len(text) - len(unit)].rstrip()


def _unclear(written: str, language: str, places: int) -> str:
    shown = written if len(written) <= MAX_SHOWN else f"{written[:MAX_SHOWN]}…"
    example = write_number(round(EXAMPLE, places), language)
    message: str = _(
        "“${text}” could mean more than one number. Write it like ${example}, or without signs "
        "between thousands.",
        mapping={"text": " ".join(shown.split()), "example": example},
    )
    return message


def _too_many(places: int) -> str:
    message: str = (
        _("Write fewer decimals: the limit is ${places}.", mapping={"places": places})
        if places
        else _("Write a whole number, without decimals.")
    )
    return message


def write_number(number: Decimal, language: str) -> str:
    """Write a number with all its decimals, as sentences of the language do."""
    return format_decimal(number, locale=locale_of(language), decimal_quantization=False)


def write_amount(
    number: Decimal, currency: str, language: str, least_places: int, *, bare: bool = False
) -> str:
    """Write an amount with all its decimals.

    :param least_places: how many decimals there are, noughts or not
    :param bare: without the currency, as it stands in a box
    """
    locale = locale_of(language)
    pattern = copy(locale.decimal_formats[None] if bare else locale.currency_formats["standard"])
    pattern.frac_prec = (least_places, MAX_PLACES)
    return format_currency(number, currency, format=pattern, locale=locale, currency_digits=False)


@lru_cache(maxsize=256)
def units_of_money(currency: str, language: str) -> frozenset[str]:
    """Return what people write beside an amount: the currency's code, or one of its signs."""
    if not currency:
        # The tenant has named no currency, so any sign stands for the one they all mean.
        return frozenset("$€£¥₡₲₱₹₺₽₩₪₦₫₴₵₸₼₾฿₿")
    # The first two letters of a currency's code name the country that issues it.
    places = (locale_of(language), locale_of(f"und_{currency[:2]}"))
    found = {currency, *(get_currency_symbol(currency, place) for place in places)}
    return frozenset(_alike(unit).strip().casefold() for unit in found)


UNITS_OF_PERCENT = frozenset(_PERCENT)
