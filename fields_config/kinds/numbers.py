"""Whole numbers, decimals, percentages and amounts of money."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.numbers import (
    NumberFormatError,
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
    parse_decimal,
)
from translationstring import TranslationStringFactory

from fields_config.errors import RefusedValueError
from fields_config.field import FieldDefinition
from fields_config.field_type import FieldType, Read
from fields_config.limits import (
    CURRENCY,
    DECIMALS,
    LEAST,
    MOST,
    count_limit,
    number_limit,
    text_limit,
)

_ = TranslationStringFactory("core")

# Whole numbers that JSON and JavaScript carry without loss.
LARGEST_WHOLE = Decimal(2**53 - 1)
LARGEST = Decimal(10**15)
HUNDRED = Decimal(100)
PLACES, MAX_PLACES = 2, 6
MAX_WRITTEN = 40
BEYOND = Decimal(10**16)  # no field holds such a number
DIGITS = 17 + MAX_PLACES

TOO_LARGE = _("Write a smaller number.")

_WRITTEN = re.compile("[+-]?[0-9.,'’ \u00a0\u202f]+")
# Blanks and apostrophes between groups of three mean the same everywhere.
_GROUPING = re.compile("(?<=[0-9])[ \u00a0\u202f'’](?=[0-9]{3}(?![0-9]))")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.(?P<places>[0-9]+))?|\.[0-9]+)")
_CURRENCY = re.compile("[A-Z]{3}")


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError, TypeError):
        return Locale("en")


def read_number(value: Any, language: str, places: int) -> Decimal:
    """Read a number as a browser or a program sends it, or as a person of that language writes.

    ``1.5`` is always one and a half; ``1.500`` in a language with decimal commas is read as
    thousands only where no three decimals could be meant.

    :raises RefusedValueError: for what can't be read, or has more decimals than allowed
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise RefusedValueError(_("Write a number here."))
    if isinstance(value, int) and abs(value) > LARGEST_WHOLE:
        raise RefusedValueError(TOO_LARGE)
    text = value.strip() if isinstance(value, str) else format(Decimal(str(value)), "f")
    if len(text) > MAX_WRITTEN or not _WRITTEN.fullmatch(text):
        raise RefusedValueError(_("Write a number here."))
    text = _GROUPING.sub("", text)
    plain = _PLAIN.fullmatch(text)
    if plain and len((plain["places"] or "").rstrip("0")) <= places:
        number = Decimal(text)
    else:
        number = _read_localised(text, language)
    if abs(number) > LARGEST_WHOLE:
        raise RefusedValueError(TOO_LARGE)
    if number != round(number, places):
        raise RefusedValueError(_too_many(places))
    return round(number, places)


def _read_localised(text: str, language: str) -> Decimal:
    try:
        return parse_decimal(text, locale=locale_of(language), strict=True)
    except NumberFormatError as wrong:
        raise RefusedValueError(_("Write the number without thousands separators.")) from wrong


def _too_many(places: int) -> str:
    message: str = (
        _("Write fewer decimals: the limit is ${places}.", mapping={"places": places})
        if places
        else _("Write a whole number, without decimals.")
    )
    return message


def _number_reader(
    least: Decimal,
    most: Decimal,
    places_of: Callable[[FieldDefinition], int],
    store: Callable[[Decimal], Any],
) -> Callable[[FieldDefinition, str], Read]:
    def reader(field: FieldDefinition, language: str) -> Read:
        low = max(number_limit(field, "min", least), -LARGEST_WHOLE)
        high = min(number_limit(field, "max", most), LARGEST_WHOLE)
        places = places_of(field)

        def read(value: Any) -> Any:
            number = read_number(value, language, places)
            if not low <= number <= high:
                limits = {"low": _grouped(low, language), "high": _grouped(high, language)}
                raise RefusedValueError(
                    _("Write a number between ${low} and ${high}.", mapping=limits)
                )
            return store(number)

        return read

    return reader


def _grouped(number: Decimal, language: str) -> str:
    return format_decimal(number, locale=locale_of(language), decimal_quantization=False)


def _places(field: FieldDefinition) -> int:
    return count_limit(field, "decimals", PLACES, MAX_PLACES)


def currency_of(field: FieldDefinition) -> str:
    found = text_limit(field, "currency")
    return found if _CURRENCY.fullmatch(found) else ""


def _money_places(field: FieldDefinition) -> int:
    currency = currency_of(field)
    default = get_currency_precision(currency) if currency else PLACES
    return count_limit(field, "decimals", default, MAX_PLACES)


def _store_decimal(number: Decimal) -> str:
    return format(abs(number) if number.is_zero() else number, "f")


def _show_number(value: Any, _field: FieldDefinition, language: str, _fallback: str) -> str:
    return _grouped(Decimal(str(value)), language)


def _show_percent(value: Any, _field: FieldDefinition, language: str, _fallback: str) -> str:
    part = Decimal(str(value)) / HUNDRED
    return format_percent(part, locale=locale_of(language), decimal_quantization=False)


def _show_money(value: Any, field: FieldDefinition, language: str, fallback: str) -> str:
    currency = currency_of(field)
    if not currency:
        return _show_number(value, field, language, fallback)
    return format_currency(Decimal(str(value)), currency, locale=locale_of(language))


def order_number(value: Any) -> str:
    """Return text that sorts, sign by sign, as the number does.

    :raises decimal.InvalidOperation: it is no number
    """
    number = min(max(Decimal(str(value)), -BEYOND), BEYOND)
    steps = int(number.scaleb(MAX_PLACES))
    # Of negative numbers the one that is further from nought comes first.
    return f"1{steps:0{DIGITS}}" if steps >= 0 else f"0{10**DIGITS + steps:0{DIGITS}}"


NUMBER_TYPES = (
    FieldType(
        name="integer",
        title=_("Whole number"),
        widget="integer",
        reader=_number_reader(-LARGEST_WHOLE, LARGEST_WHOLE, lambda _field: 0, int),
        show=_show_number,
        filter="range",
        order=order_number,
        limits=(LEAST, MOST),
    ),
    FieldType(
        name="decimal",
        title=_("Decimal number"),
        widget="decimal",
        reader=_number_reader(-LARGEST, LARGEST, _places, _store_decimal),
        show=_show_number,
        filter="range",
        order=order_number,
        limits=(LEAST, MOST, DECIMALS),
    ),
    FieldType(
        name="percent",
        title=_("Percentage"),
        widget="percent",
        reader=_number_reader(Decimal(0), HUNDRED, _places, _store_decimal),
        show=_show_percent,
        filter="range",
        order=order_number,
        limits=(LEAST, MOST, DECIMALS),
    ),
    FieldType(
        name="money",
        title=_("Amount of money"),
        widget="money",
        reader=_number_reader(-LARGEST, LARGEST, _money_places, _store_decimal),
        show=_show_money,
        filter="range",
        order=order_number,
        limits=(LEAST, MOST, DECIMALS, CURRENCY),
    ),
)
