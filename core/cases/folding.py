"""The words by which a case is found."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from core.folding import fold
from fields_config.options import trail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from core.cases.models import Case
    from core.scope import Scope
    from fields_config.definition import FormDefinition

MAX_TEXT = 4000


def text_of_case(scope: Scope, case: Case) -> str:
    """Return the words by which a case is found: number, subject, date, product, status, channel.

    In every language that the tenant offers. A field that customers may not see is left out, so
    that nobody learns by searching what the page would not show.
    """
    form = scope.tenant.form("case")
    parts = [str(case.number), *_days(scope, case)]
    if _is_public(form, "subject"):
        parts.append(fold(case.subject))
    for key in ("product", "status", "channel"):
        if _is_public(form, key):
            parts.extend(map(_fold_label, _labels(scope, form, key, getattr(case, key))))
    return " ".join(filter(None, dict.fromkeys(parts)))[:MAX_TEXT]


# What many cases have in common is worked out once.
_fold_label = lru_cache(maxsize=4096)(fold)


def _is_public(form: FormDefinition, key: str) -> bool:
    return form.grant(key, "customer", "detail").visible


def _days(scope: Scope, case: Case) -> tuple[str, ...]:
    day = case.created_at.astimezone(ZoneInfo(scope.tenant.time_zone)).date()
    return _write_day(day, scope.tenant.languages)


@lru_cache(maxsize=256)
def _write_day(day: date, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return a day as people type it, folded."""
    written = [day.isoformat()]
    for language in languages:
        try:
            locale = Locale.parse(language, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
        styles = ("dd/MM/yyyy", "medium", "long")
        written.extend(fold(format_date(day, style, locale=locale)) for style in styles)
    return tuple(written)


def _labels(scope: Scope, form: FormDefinition, key: str, value: str | None) -> Iterator[str]:
    field = form.field(key)
    if not value or field is None:
        return
    for option in trail(field.options, value) or ():
        for language in scope.tenant.languages:
            text = option.labels.get(language)
            if text:
                yield text
