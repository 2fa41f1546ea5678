"""Finding cases by parts of words (three characters or more), or by the beginning of the number.

Each case has two folded texts, written by :mod:`core.cases.search.indexing`: customers search
``case_search``, staff search ``case_staff_search``. The latter also has the internal notes, so no
search of a customer reads it.

**SQLite.** An FTS5 table with trigrams indexes the text.

**PostgreSQL.** A GIN index over (tenant, bucket, trigrams); see :mod:`core.cases.search.buckets`.
Under row-level security an operator that is not leakproof, such as ``LIKE``, can't serve as an
index condition: the policy's conditions are evaluated first, and the index stays unused. So the
pattern is part of the policy: both tables show the rows of the tenant *whose text is like each
line of the setting* ``ventanilla.search``, up to six, and all these conditions reach the index,
which begins with the rarest. The setting lasts for the transaction and is set before each search;
while it is not set, the table looks empty, which is the safe way to fail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, false, func, or_, select

from core.cases.models import Case, CaseStaffText, CaseText
from core.cases.numbers import MOST_DIGITS, read_number
from core.db.session import is_postgresql
from core.search_text import Spellings, fold, has_word, spellings_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from core.scope import Scope

LEAST = 3
MAX_TYPED = 200
LARGEST_NUMBER = 10**MOST_DIGITS
EVERYTHING = "%"
# How many words the policy checks.
MAX_PATTERNS = 6
# Words that people write before the number of a case, folded, in our languages.
CALLED = frozenset(
    (
        *("caso", "case", "cas", "fall", "ticket", "chamado", "incidencia", "solicitud", "vorgang"),
        *("no", "nr", "num", "numero", "number", "nummer", "n"),
    )
)
# What pages call it, in the reader's language and the tenant's wording.
TITLES = ("Case %(number)s", "Case", "No.", "Reference number")
_NUMBER = re.compile(r"\b([a-z]+)(\d+)$", re.ASCII)  # "№ 4" may be written as one word

Texts = type[CaseText] | type[CaseStaffText]


def texts_for(scope: Scope) -> Texts:
    """Return the table that the actor searches: staff find more than customers do."""
    return CaseText if scope.actor.audience == "customer" else CaseStaffText


def is_too_short(typed: str) -> bool:
    """Whether there is nothing to search for: no word of three characters, and no number."""
    return read_typed(typed).is_too_short


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed in a search box.

    :ivar words: the longest first; none if they would not filter anything
    :ivar digits: the beginning of a number, instead of words
    :ivar number: the case named by its number ("Case 210"); if it exists, it is the one meant
    :ivar is_too_short: something was typed, but too little to search for
    :ivar is_cut: more was typed than is searched for
    """

    words: tuple[Spellings, ...] = ()
    digits: str = ""
    number: int | None = None
    is_too_short: bool = False
    is_cut: bool = False


def read_typed(typed: str, names: frozenset[str] = CALLED) -> Typed:
    """Read a search text. Words under three characters count only beside a longer one.

    :param names: words before the number of a case (see :func:`names_of_cases`)
    """
    is_cut = len(typed.strip()) > MAX_TYPED
    folded = fold(typed[:MAX_TYPED])
    number = _called(typed[:MAX_TYPED], folded, names)
    if len(folded) < LEAST:
        digits = folded if folded.isascii() and folded.isdigit() else ""
        return Typed(
            digits=digits,
            number=number,
            is_too_short=bool(typed.strip()) and not digits,
            is_cut=is_cut,
        )
    found = set(spellings_of(typed[:MAX_TYPED]))
    words = sorted(found, key=lambda word: (-len(word[0]), word))
    if len(words[0][0]) < LEAST and number is None:
        return Typed(is_too_short=True, is_cut=is_cut)
    is_long = len(words[0][0]) >= LEAST
    return Typed(words=tuple(words) if is_long else (), number=number, is_cut=is_cut)


def names_of_cases(scope: Scope) -> frozenset[str]:
    """Return the words before the number of a case, in the reader's language and wording."""
    cache = scope.tenant.cache
    found: frozenset[str] | None = cache.get(("names of cases", scope.locale))
    if found is None:
        said = (
            scope.translator.gettext(title, domain)
            for title in TITLES
            for domain in scope.tenant.domains
        )
        words = {word for text in said for word in fold(text.replace("%(number)s", "")).split()}
        found = cache["names of cases", scope.locale] = CALLED | words
    return found


def _called(typed: str, folded: str, names: frozenset[str]) -> int | None:
    """Return the number of a case that is named by it: "Case 210", "#210"."""
    *before, last = _NUMBER.sub(r"\1 \2", folded).split() or [""]
    is_called = bool(before) or typed.lstrip().startswith("#")
    return read_number(last) if is_called and names.issuperset(before) else None


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


def set_search_pattern(scope: Scope, words: tuple[Spellings, ...]) -> None:
    """Set the pattern for which PostgreSQL's policy shows rows; the conditions below rely on it."""
    _set_pattern(scope, "\n".join(map(_pattern_of_all, words[:MAX_PATTERNS])))


def words_beyond_pattern(words: tuple[Spellings, ...]) -> list[Spellings]:
    """Return the words that the pattern of :func:`set_search_pattern` does not check completely."""
    return [*(word for word in words[:MAX_PATTERNS] if len(word) > 1), *words[MAX_PATTERNS:]]


def clear_search_pattern(scope: Scope) -> None:
    """Let PostgreSQL's policy show every text to the next statements."""
    _set_pattern(scope, EVERYTHING)


def text_predicate(scope: Scope, words: tuple[Spellings, ...], id_: ColumnElement[UUID]) -> Any:
    """Return the condition that the text of one case has the words, checked case by case."""
    texts = texts_for(scope)
    # Planners turn EXISTS into a join, but leave a scalar subquery alone.
    return (
        select(texts.id)
        .where(texts.tenant_id == scope.tenant_id, texts.id == id_, *all_of(texts, words))
        .scalar_subquery()
        .is_not(None)
    )


def match_of(words: tuple[Spellings, ...]) -> tuple[str, tuple[Spellings, ...]]:
    """Return the query for SQLite's index, and the words that are too short for it."""
    long = [word for word in words if len(word[0]) >= LEAST]
    match = " AND ".join("(" + " OR ".join(f'"{one}"' for one in word) + ")" for word in long)
    return match, words[len(long) :]


def all_of(texts: Texts, words: Iterable[Spellings]) -> list[ColumnElement[bool]]:
    """Return the conditions that a text has each of the words."""
    return [has_word(texts.text, word) for word in words]


def _pattern_of_all(word: Spellings) -> str:
    """Return one pattern that matches all spellings of a word."""
    rest = [*reversed(word[0])]
    parts = [rest.pop() if rest and sign == rest[-1] else EVERYTHING for sign in word[-1]]
    return f"%{''.join(parts)}%"


def _set_pattern(scope: Scope, pattern: str) -> None:
    if is_postgresql(scope.session):
        scope.session.execute(select(func.set_config("ventanilla.search", pattern, True)))
