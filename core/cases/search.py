"""Finding cases by parts of words (three characters or more), or by the beginning of the number.

Each case has one folded text in ``case_search`` (see :mod:`core.cases.folding`), written by
:mod:`core.cases.indexing`.

**SQLite.** An FTS5 table with trigrams indexes the text.

**PostgreSQL.** A GIN index over (tenant, era, trigrams); for eras see :mod:`core.cases.eras`.
Under row-level security an operator that is not leakproof, as ``LIKE``, may not serve as an index
condition: the policy's own conditions come first, and the index would stay unused. So the pattern
is made part of the policy: ``case_search`` shows the rows of the tenant *whose text is like the
setting* ``ventanilla.search``, and both conditions reach the index. The setting lasts for the
transaction and is set before each search; while it is not set, the table looks empty, which is the
safe way to fail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, false, func, or_, select

from core.cases.models import Case, CaseText
from core.cases.numbers import MOST_DIGITS
from core.db.session import is_postgresql
from core.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from core.scope import Scope

LEAST = 3
MAX_TYPED = 200
MAX_WORDS = 8
LARGEST_NUMBER = 10**MOST_DIGITS
EVERYTHING = "%"


def is_too_short(typed: str) -> bool:
    """Whether a search text narrows nothing yet: no word of three characters, and no number."""
    return bool(fold(typed[:MAX_TYPED])) and read_typed(typed) == Typed()


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed in a search box: words, or the beginning of a number, or too little."""

    words: tuple[str, ...] = ()
    digits: str = ""


def read_typed(typed: str) -> Typed:
    """Read a search text. Words under three characters count only beside a longer one."""
    folded = fold(typed[:MAX_TYPED])
    if len(folded.strip("#")) < LEAST:
        return Typed(digits=_digits(folded))
    words = {word.lstrip("#") or word for word in folded.split()}
    longest_first = sorted(words, key=lambda word: (-len(word), word))[:MAX_WORDS]
    return Typed(words=tuple(longest_first) if len(longest_first[0]) >= LEAST else ())


def numbers_beginning(digits: str) -> ColumnElement[bool]:
    """Match numbers by their first digits, as ranges that the index on numbers serves."""
    if digits.startswith("0"):
        return false()
    ranges = []
    low, width = int(digits), 1
    while low < LARGEST_NUMBER:
        ranges.append(Case.number.between(low, low + width - 1))
        low, width = low * 10, width * 10
    return or_(*ranges)


def announce_words(scope: Scope, words: tuple[str, ...]) -> None:
    """Tell PostgreSQL what the next statements look for; the conditions below rely on it."""
    _set_pattern(scope, _pattern(words[0]))


def announce_everything(scope: Scope) -> None:
    """Tell PostgreSQL that the next statements are about texts whatever they say."""
    _set_pattern(scope, EVERYTHING)


def look_into(scope: Scope, words: tuple[str, ...], id_: ColumnElement[UUID]) -> Any:
    """Return the condition that one case's text has the words, looked at case by case."""
    # A subquery for a value is left alone by planners; they would turn EXISTS into a join.
    return (
        select(CaseText.id)
        .where(CaseText.tenant_id == scope.tenant_id, CaseText.id == id_, *all_of(words))
        .scalar_subquery()
        .is_not(None)
    )


def match_of(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return what SQLite's index is asked, and the words that are too short for it."""
    long = [word for word in words if len(word) >= LEAST]
    match = " AND ".join('"' + word.replace('"', '""') + '"' for word in long)
    return match, words[len(long) :]


def all_of(words: Iterable[str]) -> list[ColumnElement[bool]]:
    """Return the conditions that a text has each of the words."""
    return [CaseText.text.like(_pattern(word), escape="\\") for word in words]


def _digits(folded: str) -> str:
    digits = folded.lstrip("#")
    return digits if digits.isascii() and digits.isdigit() else ""


def _pattern(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _set_pattern(scope: Scope, pattern: str) -> None:
    if is_postgresql(scope.session):
        scope.session.execute(select(func.set_config("ventanilla.search", pattern, True)))
