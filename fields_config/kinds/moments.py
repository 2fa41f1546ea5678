"""Dates, times, and dates with a time.

A date with a time is what a clock on the wall shows, without a zone: it comes back exactly as it
was typed, wherever it is read.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from babel.dates import format_date, format_datetime, format_time
from translationstring import TranslationStringFactory

from fields_config.errors import RefusedValueError
from fields_config.field import FieldDefinition
from fields_config.field_type import FIXED, FieldType, Read
from fields_config.kinds.written_moments import read_date, read_moment, read_time
from fields_config.kinds.written_numbers import locale_of
from fields_config.limits import FIRST, LAST

_ = TranslationStringFactory("core")

FIRST_DAY, LAST_DAY = "1900-01-01", "2199-12-31"

NO_DATE = _("Write a date that exists, such as 2026-05-31.")
NO_TIME = _("Write a time from 00:00 to 23:59, such as 14:30.")
NO_MOMENT = _("Write a date and a time, such as 2026-05-31 14:30.")


def _read_date(value: Any, language: str = FIXED) -> str:
    found = read_date(value, language) if isinstance(value, str) else None
    if found is None:
        raise RefusedValueError(NO_DATE)
    return found.isoformat()


def _read_time(value: Any, language: str = FIXED) -> str:
    found = read_time(value, language) if isinstance(value, str) else None
    if found is None:
        raise RefusedValueError(NO_TIME)
    return found


def _read_moment(value: Any, language: str = FIXED) -> str:
    found = read_moment(value, language) if isinstance(value, str) else None
    if found is None:
        raise RefusedValueError(NO_MOMENT)
    return found


def _reader(
    read_any: Callable[..., str], first: str, last: str
) -> Callable[[FieldDefinition, str], Read]:
    """Make a reader with bounds; ISO texts of one form sort as the moments they name."""

    def limit(field: FieldDefinition, name: str, default: str) -> str:
        try:
            return read_any(field.validation.get(name))
        except RefusedValueError:
            return default

    def reader(field: FieldDefinition, language: str) -> Read:
        low, high = limit(field, "min", first), limit(field, "max", last)
        if low > high:
            low, high = first, last

        def read(value: Any) -> str:
            found = read_any(value, language)
            if not low <= found <= high:
                limits = {"low": low.replace("T", " "), "high": high.replace("T", " ")}
                raise RefusedValueError(
                    _("Choose a moment between ${low} and ${high}.", mapping=limits)
                )
            return found

        return read

    return reader


def _show_date(value: Any, _field: FieldDefinition, language: str, _fallback: str) -> str:
    return format_date(date.fromisoformat(value), "medium", locale_of(language))


def _show_time(value: Any, _field: FieldDefinition, language: str, _fallback: str) -> str:
    return format_time(time.fromisoformat(value), "short", locale=locale_of(language))


def _show_moment(value: Any, _field: FieldDefinition, language: str, _fallback: str) -> str:
    return format_datetime(datetime.fromisoformat(value), "short", locale=locale_of(language))


MOMENT_TYPES = (
    FieldType(
        name="date",
        title=_("Date"),
        widget="date",
        reader=_reader(_read_date, FIRST_DAY, LAST_DAY),
        show=_show_date,
        filter="range",
        limits=(FIRST, LAST),
    ),
    FieldType(
        name="datetime",
        title=_("Date and time"),
        widget="datetime",
        reader=_reader(_read_moment, f"{FIRST_DAY}T00:00", f"{LAST_DAY}T23:59"),
        show=_show_moment,
        filter="range",
        limits=(FIRST, LAST),
    ),
    FieldType(
        name="time",
        title=_("Time"),
        widget="time",
        reader=_reader(_read_time, "00:00", "23:59"),
        show=_show_time,
        filter="range",
        limits=(FIRST, LAST),
    ),
)
