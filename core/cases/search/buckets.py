"""The newest cases that have certain words, however many have them and however old those are.

An index of words tells which cases have one, but not in the order of the list: reading what half a
million cases have in common, to show the newest 25, would take seconds.

**PostgreSQL.** Beside its words the index has the *era* of each case, ten thousand numbers long.
Eras are gone through one by one until the page is full; one without the words costs next to
nothing.

**SQLite.** The full-text index gives its rows in the order in which they were written, which is
that of the numbers: both are given within the transaction that alone may write.
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
from core.cases.search.text_query import all_of, match_of, not_announced, texts_for
from core.db.session import is_postgresql

if TYPE_CHECKING:
    from core.scope import Scope
    from core.search_text import Spellings

ERA = 10_000
CaseTable = type[Case]


def era_of(number: int) -> int:
    """Return the era of a case; as the database counts it."""
    return number // ERA


def numbers_with(
    scope: Scope,
    words: tuple[Spellings, ...],
    conditions: list[ColumnElement[bool]],
    looks: list[ColumnElement[bool]],
    count: int,
    *,
    backwards: bool,
) -> Select[int]:
    """Return the query for the first numbers of a list of cases that have the words.

    :param words: announced already (see :func:`core.cases.search.text_query.announce_words`)
    :param conditions: what the list is made of, for which cases have indexes
    :param looks: what each case that has the words is looked at for
    """
    read = _by_era if is_postgresql(scope.session) else _by_row
    return read(scope, words, conditions, looks, count, backwards=backwards)


def _by_era(
    scope: Scope,
    words: tuple[Spellings, ...],
    conditions: list[ColumnElement[bool]],
    looks: list[ColumnElement[bool]],
    count: int,
    *,
    backwards: bool,
) -> Select[int]:
    def in_order(case: CaseTable) -> Any:
        return case.number.asc() if backwards else case.number.desc()

    def bounds(case: CaseTable) -> Select[int, int, int]:
        # Columns, of the index's own type: row-level security lets it be compared with no more.
        era = case.number // ERA
        begin, end = (era * ERA).label("begin"), ((era + 1) * ERA).label("end")
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
            *all_of(texts, not_announced(words)),  # the policy compares the others
            *conditions,
            *looks,
        )
        .order_by(in_order(Case))
        .limit(count)
        .lateral("hits")
    )
    # Era by era as they come, and no further than the page needs: sorting would need all of them.
    return select(hits.c.number).select_from(eras).join(hits, true()).limit(count)


def _by_row(
    scope: Scope,
    words: tuple[Spellings, ...],
    conditions: list[ColumnElement[bool]],
    looks: list[ColumnElement[bool]],
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
            *looks,
        )
        .order_by(index.c.rowid.asc() if backwards else index.c.rowid.desc())
        .limit(count)
    )
