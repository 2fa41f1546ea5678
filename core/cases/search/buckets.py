"""The newest cases with certain words, however many there are and however old they are.

An index of words finds the cases that have a word, but not in the order of the list: reading half a
million hits to show the newest 25 would take seconds.

**PostgreSQL.** The index also has the *bucket* of each case: ten thousand consecutive numbers.
Buckets are read one by one until the page is full; one without the words costs next to nothing. The
column is still called ``era``.

**SQLite.** The full-text index returns rows in the order in which they were written, which is the
order of the numbers: only one transaction writes at a time, and it assigns both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    cast,
    column,
    literal_column,
    select,
    table,
    true,
)
from sqlalchemy.orm import aliased

from core.cases.models import Case
from core.cases.search.text_query import all_of, match_of, texts_for, words_beyond_pattern
from core.db.session import is_postgresql

if TYPE_CHECKING:
    from core.scope import Scope
    from core.search_text import Spellings

BUCKET_SIZE = 10_000
CaseTable = type[Case]


def bucket_of(number: int) -> int:
    """Return the bucket of a case, as the database computes it."""
    return number // BUCKET_SIZE


def numbers_with(
    scope: Scope,
    words: tuple[Spellings, ...],
    conditions: list[ColumnElement[bool]],
    predicates: list[ColumnElement[bool]],
    count: int,
    *,
    backwards: bool,
) -> Select[int]:
    """Return the query for the first numbers of a list of cases that have the words.

    :param words: what :func:`core.cases.search.text_query.set_search_pattern` was given
    :param conditions: what defines the list; cases are indexed by it
    :param predicates: what is checked for each case that has the words
    """
    read = _by_bucket if is_postgresql(scope.session) else _by_row
    return read(scope, words, conditions, predicates, count, backwards=backwards)


def _by_bucket(
    scope: Scope,
    words: tuple[Spellings, ...],
    conditions: list[ColumnElement[bool]],
    predicates: list[ColumnElement[bool]],
    count: int,
    *,
    backwards: bool,
) -> Select[int]:
    def in_order(case: CaseTable) -> Any:
        return case.number.asc() if backwards else case.number.desc()

    def bounds(case: CaseTable) -> Select[int, int, int]:
        # Columns of the index's own type: row-level security admits no other comparison.
        era = case.number // BUCKET_SIZE
        begin, end = (era * BUCKET_SIZE).label("begin"), ((era + 1) * BUCKET_SIZE).label("end")
        found = select(cast(era, Integer).label("era"), begin, end)
        return found.where(case.tenant_id == scope.tenant_id).order_by(in_order(case)).limit(1)

    begun = bounds(Case).where(*conditions).subquery()
    eras = select(begun).cte("eras", recursive=True)
    other, texts = aliased(Case), texts_for(scope)
    is_further = other.number >= eras.c.end if backwards else other.number < eras.c.begin
    further = bounds(other).where(is_further, other.number > 0).lateral()
    eras = eras.union_all(select(further).select_from(eras).join(further, true()))
    hits = (
        select(Case.number)
        .join(texts, (texts.tenant_id == Case.tenant_id) & (texts.id == Case.id))
        .where(
            texts.tenant_id == scope.tenant_id,
            texts.era == eras.c.era,
            *all_of(texts, words_beyond_pattern(words)),  # the policy checks the others
            *conditions,
            *predicates,
        )
        .order_by(in_order(Case))
        .limit(count)
        .lateral("hits")
    )
    # Bucket by bucket, and no further than the page needs: sorting would need all of them.
    return select(hits.c.number).select_from(eras).join(hits, true()).limit(count)


def _by_row(
    scope: Scope,
    words: tuple[Spellings, ...],
    conditions: list[ColumnElement[bool]],
    predicates: list[ColumnElement[bool]],
    count: int,
    *,
    backwards: bool,
) -> Select[int]:
    texts = texts_for(scope)
    name = texts.__tablename__
    index = table(f"{name}_index", column("rowid"), column(f"{name}_index"))
    match, rest = match_of(words)
    return (
        select(Case.number)
        .select_from(index)
        .join(texts, literal_column(f"{name}.row") == index.c.rowid)
        .join(Case, (Case.tenant_id == texts.tenant_id) & (Case.id == texts.id))
        .where(
            index.c[f"{name}_index"].op("MATCH")(match),
            texts.tenant_id == scope.tenant_id,
            *all_of(texts, rest),
            *conditions,
            *predicates,
        )
        .order_by(index.c.rowid.asc() if backwards else index.c.rowid.desc())
        .limit(count)
    )
