"""The search index entry of a case, computed from its values in one go.

A value that a rule hides is no part of it, whoever asks: to find a case by it would be to learn it.
The number is none either, as a new case gets it last; whoever writes the entry puts it in front.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time

from core.cases.values import fields_of_lists, has_filter_values, values_of
from core.search_text import words_to_find
from fields_config.filter_values import UNTICKED, filter_values_of, normalized_text_of
from fields_config.rules import Evaluation
from fields_config.search_marks import labels_of, marked_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, time

    from core.cases.models import Case
    from core.scope import Scope
    from fields_config.definition import Audience, FormDefinition

MAX_TEXT, MOST_FACTS = 4000, 8000
# Days as lists write them, and as people write them who leave noughts out or put them in.
DAYS = ("dd/MM/yyyy", "dd/MM/yy", "d/M/yy", "short", "medium", "long")
CHOICES = ("product", "status", "channel")

FilterValue = tuple[str, str]


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """By what a case is found, but for its number and its messages.

    :ivar folded: the texts that lists are filtered by, folded
    :ivar filter_values: (field, value) of those that lists are narrowed by
    :ivar words: what customers find it by: subject, date, product, status, channel
    :ivar staff_words: what staff do: the tenant's own fields and the people as well
    """

    folded: dict[str, str]
    filter_values: frozenset[FilterValue]
    words: str
    staff_words: str


def entry_of(scope: Scope, case: Case, contact: str = "", account: str = "") -> IndexEntry:
    """Work out by what a case is found.

    :param contact: by what its contact is found
    :param account: by what its account is
    """
    form, values = scope.tenant.form("case"), values_of(case)
    shown = Evaluation(form, values)
    folded, filter_values = {}, set()
    for field in fields_of_lists(scope):
        if not shown.shows(field.key):
            continue
        kind, value = scope.tenant.types[field.type], values.get(field.key)
        if text := normalized_text_of(kind, value):
            folded[field.key] = text
        if has_filter_values(form, field):
            keys = filter_values_of(kind, value)
            if not keys and field.type == "boolean" and form.rules_for(field.key, "show"):
                keys = frozenset((UNTICKED,))
            filter_values |= {(field.key, key) for key in keys}
    facts = dict.fromkeys(contact.split())  # first, as what is too long is cut at its end
    if _is_shown(form, "account", "agent", shown):
        facts |= dict.fromkeys(account.split())
    facts |= _words(scope, case, "agent", values, shown)
    return IndexEntry(
        folded=folded,
        filter_values=frozenset(filter_values),
        words=join_words(_words(scope, case, "customer", values, shown), MAX_TEXT),
        staff_words=join_words(facts, MOST_FACTS),
    )


def words_for_customers(scope: Scope, case: Case) -> str:
    """Return the words by which customers find a case, its number among them."""
    values = values_of(case)
    shown = Evaluation(scope.tenant.form("case"), values)
    words = _words(scope, case, "customer", values, shown)
    return with_number(case, join_words(words, MAX_TEXT))


def with_number(case: Case, words: str) -> str:
    """Put the number of the case before its words."""
    return f"{case.number} {words}"


def join_words(words: Iterable[str], most: int) -> str:
    """Join words as the index stores them, up to its limit."""
    return " ".join(filter(None, words))[:most]


def _words(
    scope: Scope, case: Case, audience: Audience, values: Mapping[str, Any], shown: Evaluation
) -> dict[str, None]:
    """Return the words by which an audience finds a case.

    In every language that the tenant offers. A field that the audience may not see of this case is
    left out, so that nobody learns by searching what the page would not show.
    """
    form = scope.tenant.form("case")
    found: dict[str, None] = {**_moments(scope, case)}
    if _is_shown(form, "subject", audience, shown):
        found |= words_to_find(case.subject)
    for key in CHOICES:
        if _is_shown(form, key, audience, shown):
            for label in _labels(scope, form, key, values[key]):
                found |= _words_of_label(label)
    if audience == "agent":
        found |= marked_words(form, values, scope.tenant.types, scope.tenant.languages, shown)
    return found


def _is_shown(form: FormDefinition, key: str, audience: Audience, shown: Evaluation) -> bool:
    return form.grant(key, audience, "detail").visible and shown.shows(key)


# What many cases have in common is worked out once.
_words_of_label = lru_cache(maxsize=4096)(words_to_find)


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
    yield from labels_of(field, value, scope.tenant.languages)
