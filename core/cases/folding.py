"""The words by which a case is found, as far as its own row has them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time

from core.cases.values import values_of
from core.folding import words_to_find
from fields_config.facets import folded_of
from fields_config.options import trail
from fields_config.policy import decide

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, time

    from core.cases.models import Case
    from core.scope import Scope
    from fields_config.definition import Audience, FormDefinition

MAX_TEXT = 4000
# Days as lists write them, and as people write them who leave noughts out or put them in.
DAYS = ("dd/MM/yyyy", "dd/MM/yy", "d/M/yy", "short", "medium", "long")
CHOICES = ("product", "status", "channel")


def text_of_case(scope: Scope, case: Case, audience: Audience = "customer") -> str:
    """Return the words by which a case is found: number, subject, date, product, status, channel.

    In every language that the tenant offers. A field that the audience may not see of this case is
    left out, so that nobody learns by searching what the page would not show.
    """
    form = scope.tenant.form("case")
    values = values_of(case)

    def is_shown(key: str) -> bool:
        return decide(form, key, audience, "detail", values).visible

    parts: dict[str, None] = {str(case.number): None, **_moments(scope, case)}
    if is_shown("subject"):
        parts |= words_to_find(case.subject)
    for key in CHOICES:
        if is_shown(key):
            for label in _labels(scope, form, key, values[key]):
                parts |= _words_of_label(label)
    if audience == "agent":
        parts |= _searchable_words(scope, form, values)
    return join_words(parts, MAX_TEXT)


def join_words(words: Iterable[str], most: int) -> str:
    """Return words as an index has them, and no more signs than that."""
    return " ".join(filter(None, words))[:most]


# What many cases have in common is worked out once.
_words_of_label = lru_cache(maxsize=4096)(words_to_find)


def _searchable_words(
    scope: Scope, form: FormDefinition, values: Mapping[str, Any]
) -> dict[str, None]:
    """Return the words of the tenant's own fields that staff's search looks into."""
    found: dict[str, None] = {}
    for field in form.active_fields():
        kind = scope.tenant.types.get(field.type)
        if kind is None or not field.searchable:
            continue
        if decide(form, field, "agent", "detail", values).visible:
            found |= dict.fromkeys(folded_of(kind, values.get(field.key)).split())
    return found


def _moments(scope: Scope, case: Case) -> Mapping[str, None]:
    moment = case.created_at.astimezone(ZoneInfo(scope.tenant.time_zone))
    languages = scope.tenant.languages
    minute = moment.time().replace(second=0, microsecond=0)
    return {**_write_day(moment.date(), languages), **_write_time(minute, languages)}


@lru_cache(maxsize=256)
def _write_day(day: date, languages: tuple[str, ...]) -> Mapping[str, None]:
    """Return a day as pages show it and as people type it, folded."""
    found = dict(words_to_find(day.isoformat(), with_references=False))
    for locale in _locales(languages):
        for style in DAYS:
            written = format_date(day, style, locale=locale)
            found |= words_to_find(written, with_references=False)
    return found


@lru_cache(maxsize=2048)
def _write_time(moment: time, languages: tuple[str, ...]) -> Mapping[str, None]:
    """Return the time of day in the way of each language, without what comes with the hour."""
    found: dict[str, None] = {}
    for locale in _locales(languages):
        for word in words_to_find(format_time(moment, "short", locale=locale)):
            if ":" in word:
                found[word] = None
    return found


@lru_cache(maxsize=64)
def _locales(languages: tuple[str, ...]) -> tuple[Locale, ...]:
    found = []
    for language in languages:
        try:
            found.append(Locale.parse(language, sep="-"))
        except (UnknownLocaleError, ValueError):
            continue
    return tuple(found)


def _labels(scope: Scope, form: FormDefinition, key: str, value: str | None) -> Iterator[str]:
    """Return how an option is called; what the form has lost is shown by its key."""
    field = form.field(key)
    if not value or field is None:
        return
    options = trail(field.options, value)
    if options is None:
        yield value
    for option in options or ():
        for language in scope.tenant.languages:
            text = option.labels.get(language)
            if text:
                yield text
