"""What a definition's ``validation`` allows, read with care: it was written by a person."""

from decimal import Decimal, InvalidOperation
from typing import Any

from fields_config.field import FieldDefinition


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
