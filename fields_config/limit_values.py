"""The values of limits, read and judged in one way for the studio, files and presets."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from translationstring import TranslationStringFactory

from fields_config.errors import Problem, RefusedValueError
from fields_config.field import FieldDefinition
from fields_config.field_type import FIXED, UNREADABLE, FieldType
from fields_config.kinds.numbers import order_number
from fields_config.kinds.text import read_text
from fields_config.kinds.written_numbers import LARGEST_WHOLE, MAX_PLACES, read_number
from fields_config.limits import MAX_WRITTEN, PAIRS, Limit, as_count

_ = TranslationStringFactory("core")

REVERSED = _("The smaller limit is larger than the other one.")
UNKNOWN = _("Fields of this type have no such limit.")
# As far as a tenant may widen what a kind takes by itself.
ENDS_OF_NUMBERS = (-int(LARGEST_WHOLE), int(LARGEST_WHOLE))
ENDS = {
    "date": ("0001-01-01", "9999-12-31"),
    "datetime": ("0001-01-01T00:00", "9999-12-31T23:59"),
}


def limits_in_order(kind: FieldType) -> list[Limit]:
    """Return a kind's limits, those last whose values depend on others: on decimals, a currency."""
    return sorted(kind.limits, key=lambda limit: limit.form == "value")


def read_limit(
    kind: FieldType, field: FieldDefinition, limit: Limit, value: Any, language: str = FIXED
) -> Any:
    """Return what is stored of a limit: plain JSON.

    :param language: of the person who wrote it; definitions are written as they are stored
    :raises RefusedValueError: it is none, with a sentence that says what to write
    """
    if limit.form == "whole":
        return _read_count(limit, value)
    if limit.form == "number":
        return _plain_number(read_number(value, language, MAX_PLACES))
    if limit.form == "value":
        is_number = kind.order is order_number
        low, high = ENDS_OF_NUMBERS if is_number else ENDS.get(kind.name, (None, None))
        free = replace(field, validation={**field.validation, "min": low, "max": high})
        found = kind.reader(free, language)(value)
        return _plain_number(Decimal(found)) if is_number else found
    text = read_text(value, MAX_WRITTEN, lines=False)
    return limit.read(text) if limit.read else text


def limit_problems(kind: FieldType, field: FieldDefinition) -> Iterator[Problem]:
    """Yield what is wrong with the limits of a definition; ``path`` is below the field."""
    known = {limit.name: limit for limit in kind.limits}
    read: dict[str, Any] = {}
    for name, value in field.validation.items():
        if name not in known:
            yield Problem(f"validation.{name}", UNKNOWN)
            continue
        try:
            read[name] = read_limit(kind, field, known[name], value)
        except RefusedValueError as refusal:
            yield Problem(f"validation.{name}", refusal.message)
    yield from (Problem(f"validation.{low}", REVERSED) for low in reversed_limits(kind, read))


def reversed_limits(kind: FieldType, read: Mapping[str, Any]) -> list[str]:
    """Return the names of smaller limits that are larger than their counterparts.

    :param read: limits that were read
    """
    return [
        low
        for low, high in PAIRS
        if low in read and high in read and _is_above(kind, low, read[low], read[high])
    ]


def _is_above(kind: FieldType, name: str, low: Any, high: Any) -> bool:
    form = next(limit.form for limit in kind.limits if limit.name == name)
    try:
        if form == "value":
            return kind.order(low) > kind.order(high)
        return Decimal(str(low)) > Decimal(str(high))
    except UNREADABLE:
        return False


def _read_count(limit: Limit, value: Any) -> int:
    count = as_count(value)
    if count is None or not limit.least <= count <= limit.most:
        message = _(
            "Write a whole number from ${low} to ${high}.",
            mapping={"low": limit.least, "high": limit.most},
        )
        raise RefusedValueError(message)
    return count


def _plain_number(number: Decimal) -> int | str:
    whole = number == number.to_integral_value()
    return int(number) if whole else format(number.normalize(), "f")
