"""The kind of field: hours and minutes on the page, minutes in the case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from babel import Locale
from babel.units import format_unit
from translationstring import TranslationStringFactory

from core.plugin.api.fields import FieldType, FieldWidget, Limit, RefusedValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.plugin.api.fields import FieldDefinition

_ = TranslationStringFactory("duration")

HOUR = 60  # minutes
MOST_HOURS = 10_000
WRITTEN = re.compile(r"\s*(\d{1,6})?\s*:\s*(\d{1,6})?\s*", re.ASCII)
HOURS = Limit("hours", _("Most hours"), least=1, most=MOST_HOURS)


def make_reader(field: FieldDefinition, _language: str) -> Callable[[Any], int]:
    most = field.validation.get("hours", MOST_HOURS)

    def read(value: Any) -> int:
        minutes = minutes_of(value)
        if not 0 <= minutes <= most * HOUR:
            raise RefusedValueError(_("At most ${count} hours.", mapping={"count": most}))
        return minutes

    return read


def minutes_of(value: Any) -> int:
    """Return what is stored, or what was written."""
    return value if type(value) is int else read_minutes(str(value))


def read_minutes(text: str) -> int:
    """Read ``2:30``; either side may be missing, and there may be more than 59 minutes.

    :raises RefusedValueError: it is written in another way
    """
    found = WRITTEN.fullmatch(text)
    if found is None or not any(found.groups()):
        raise RefusedValueError(_("Write whole hours and minutes, such as 2:30."))
    hours, minutes = (int(part or 0) for part in found.groups())
    return hours * HOUR + minutes


def write(minutes: Any) -> str:
    hours, rest = divmod(int(minutes), HOUR)
    return f"{hours}:{rest:02}"


def show(minutes: Any, _field: FieldDefinition, language: str, _fallback: str) -> str:
    """Say it as the language does: 2 h 30 min."""
    hours, rest = divmod(int(minutes), HOUR)
    locale = Locale.parse(language, sep="-")
    parts = [(hours, "duration-hour"), (rest, "duration-minute")]
    said = [format_unit(count, unit, "short", locale=locale) for count, unit in parts if count]
    return " ".join(said) or format_unit(0, "duration-minute", "short", locale=locale)


def sort_key(value: Any) -> str:
    """Order what is stored, and what somebody looks for and wrote."""
    return f"{minutes_of(value):08}"


def join(sent: Mapping[str, str]) -> str:
    """Make one text of the two controls; nothing in both is nothing."""
    hours, minutes = sent["hours"].strip(), sent["minutes"].strip()
    return f"{hours}:{minutes}" if hours or minutes else ""


def split(text: str) -> dict[str, str]:
    """Return what the controls start with, also for a text that could not be read."""
    hours, _colon, minutes = text.rpartition(":")
    return {"hours": hours, "minutes": minutes}


DURATION = FieldType(
    name="duration.duration",
    title=_("Duration"),
    widget=FieldWidget(
        template="duration/hours_and_minutes.jinja2",
        parts=("hours", "minutes"),
        join=join,
        split=split,
        scripts=("duration/duration.js",),
        styles=("duration/duration.css",),
        is_group=True,
    ),
    reader=make_reader,
    show=show,
    offer=write,
    filter="range",
    order=sort_key,
    limits=(HOURS,),
)
