"""Whole numbers, decimals, percentages and amounts of money."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from babel.numbers import format_percent, get_currency_precision
from translationstring import TranslationStringFactory

from fields_config.errors import RefusedValueError
from fields_config.field import FieldDefinition
from fields_config.field_type import FIXED, FieldType, Read
from fields_config.kinds.written_numbers import (
    LARGEST_WHOLE,
    MAX_PLACES,
    UNITS_OF_PERCENT,
    locale_of,
    read_number,
    units_of_money,
    write_amount,
    write_number,
)
from fields_config.limits import CURRENCY, DECIMALS, LEAST, MOST, count_limit, text_limit

_ = TranslationStringFactory("core")

LARGEST = Decimal(10**15)
HUNDRED = Decimal(100)
PLACES = 2
BEYOND = Decimal(10**16)  # no field holds such a number
DIGITS = 17 + MAX_PLACES

_NO_UNITS: frozenset[str] = frozenset()

# Of these kinds, the limits are values like any other, with as many decimals.
_ENDS = (replace(LEAST, form="value"), replace(MOST, form="value"))
_PLACES = replace(DECIMALS, most=MAX_PLACES)

Units = Callable[[FieldDefinition, str], frozenset[str]]


def _number_reader(
    least: Decimal,
    most: Decimal,
    places_of: Callable[[FieldDefinition], int],
    store: Callable[[Decimal], Any],
    units_of: Units = lambda _field, _language: _NO_UNITS,
) -> Callable[[FieldDefinition, str], Read]:
    def reader(field: FieldDefinition, language: str) -> Read:
        places, units = places_of(field), units_of(field, language)

        def end(name: str, default: Decimal) -> Decimal:
            try:
                return read_number(field.validation.get(name), FIXED, places)
            except RefusedValueError:
                return default

        low, high = end("min", least), end("max", most)
        if low > high:
            low, high = least, most

        def read(value: Any) -> Any:
            number = read_number(value, language, places, units)
            if not low <= number <= high:
                limits = {"low": write_number(low, language), "high": write_number(high, language)}
                raise RefusedValueError(
                    _("Write a number between ${low} and ${high}.", mapping=limits)
                )
            return store(number)

        return read

    return reader


def _places(field: FieldDefinition) -> int:
    return count_limit(field, "decimals", PLACES, MAX_PLACES)


def currency_of(field: FieldDefinition) -> str:
    return text_limit(field, CURRENCY)


def _money_places(field: FieldDefinition) -> int:
    currency = currency_of(field)
    default = get_currency_precision(currency) if currency else PLACES
    return count_limit(field, "decimals", default, MAX_PLACES)


def _least_places(field: FieldDefinition) -> int:
    """Return how many decimals of an amount are written, noughts or not."""
    return min(_money_places(field), get_currency_precision(currency_of(field)))


def _store_decimal(number: Decimal) -> str:
    return format(abs(number) if number.is_zero() else number, "f")


def _show_number(value: Any, _field: FieldDefinition, language: str, _fallback: str) -> str:
    return write_number(Decimal(str(value)), language)


def _show_percent(value: Any, _field: FieldDefinition, language: str, _fallback: str) -> str:
    part = Decimal(str(value)) / HUNDRED
    return format_percent(part, locale=locale_of(language), decimal_quantization=False)


def _show_money(value: Any, field: FieldDefinition, language: str, fallback: str) -> str:
    currency = currency_of(field)
    if not currency:
        return _show_number(value, field, language, fallback)
    return write_amount(Decimal(str(value)), currency, language, _least_places(field))


def _write_number(value: Any, _field: FieldDefinition, language: str) -> str:
    return write_number(Decimal(str(value)), language)


def _write_money(value: Any, field: FieldDefinition, language: str) -> str:
    currency = currency_of(field)
    if not currency:
        return _write_number(value, field, language)
    places = _least_places(field)
    return write_amount(Decimal(str(value)), currency, language, places, bare=True)


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
        write=_write_number,
        filter="range",
        order=order_number,
        limits=_ENDS,
    ),
    FieldType(
        name="decimal",
        title=_("Decimal number"),
        widget="decimal",
        reader=_number_reader(-LARGEST, LARGEST, _places, _store_decimal),
        show=_show_number,
        write=_write_number,
        filter="range",
        order=order_number,
        limits=(*_ENDS, _PLACES),
    ),
    FieldType(
        name="percent",
        title=_("Percentage"),
        widget="percent",
        reader=_number_reader(
            Decimal(0),
            HUNDRED,
            _places,
            _store_decimal,
            lambda _field, _language: UNITS_OF_PERCENT,
        ),
        show=_show_percent,
        write=_write_number,
        filter="range",
        order=order_number,
        limits=(*_ENDS, _PLACES),
    ),
    FieldType(
        name="money",
        title=_("Amount of money"),
        widget="money",
        reader=_number_reader(
            -LARGEST,
            LARGEST,
            _money_places,
            _store_decimal,
            lambda field, language: units_of_money(currency_of(field), language),
        ),
        show=_show_money,
        write=_write_money,
        filter="range",
        order=order_number,
        limits=(*_ENDS, _PLACES, CURRENCY),
    ),
)
