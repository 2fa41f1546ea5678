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

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class WordSearch:
    """The first numbers of a list of cases that have certain words.

    :param words: what :func:`core.cases.search.text_query.set_search_pattern` was given
    :param conditions: what defines the list; cases are indexed by it
    :param predicates: what is checked for each case that has the words
    """

    scope: Scope
    words: tuple[Spellings, ...]
    conditions: list[ColumnElement[bool]]
    predicates: list[ColumnElement[bool]]
    count: int
    backwards: bool

    def query(self) -> Select[int]:
        """Return the query for the numbers."""
        return self._by_bucket() if is_postgresql(self.scope.session) else self._by_row()

    def _by_bucket(self) -> Select[int]:
        begun = self._bucket_of_first(Case).where(*self.conditions).subquery()
        buckets = select(begun).cte("buckets", recursive=True)
        other, texts = aliased(Case), texts_for(self.scope)
        is_further = (
            other.number >= buckets.c.end if self.backwards else other.number < buckets.c.begin
        )
        further = self._bucket_of_first(other).where(is_further, other.number > 0).lateral()
        buckets = buckets.union_all(select(further).select_from(buckets).join(further, true()))
        hits = (
            select(Case.number)
            .join(texts, (texts.tenant_id == Case.tenant_id) & (texts.id == Case.id))
            .where(
                texts.tenant_id == self.scope.tenant_id,
                texts.era == buckets.c.era,
                # The policy checks the others.
                *all_of(texts, words_beyond_pattern(self.words)),
                *self.conditions,
                *self.predicates,
            )
            .order_by(self._in_order(Case.number))
            .limit(self.count)
            .lateral("hits")
        )
        # Bucket by bucket, and no further than the page needs: sorting would need all of them.
        query = select(hits.c.number).select_from(buckets).join(hits, true())
        return query.limit(self.count)

    def _bucket_of_first(self, case: CaseTable) -> Select[int, int, int]:
        """Return the query for the bucket of the first case: its number, begin and end."""
        # Columns of the index's own type: row-level security admits no other comparison.
        era = case.number // BUCKET_SIZE
        begin, end = (era * BUCKET_SIZE).label("begin"), ((era + 1) * BUCKET_SIZE).label("end")
        found = select(cast(era, Integer).label("era"), begin, end)
        mine = found.where(case.tenant_id == self.scope.tenant_id)
        return mine.order_by(self._in_order(case.number)).limit(1)

    def _by_row(self) -> Select[int]:
        texts = texts_for(self.scope)
        name = texts.__tablename__
        index = table(f"{name}_index", column("rowid"), column(f"{name}_index"))
        match, rest = match_of(self.words)
        return (
            select(Case.number)
            .select_from(index)
            .join(texts, literal_column(f"{name}.row") == index.c.rowid)
            .join(Case, (Case.tenant_id == texts.tenant_id) & (Case.id == texts.id))
            .where(
                index.c[f"{name}_index"].op("MATCH")(match),
                texts.tenant_id == self.scope.tenant_id,
                *all_of(texts, rest),
                *self.conditions,
                *self.predicates,
            )
            .order_by(self._in_order(index.c.rowid))
            .limit(self.count)
        )

    def _in_order(self, number: Any) -> Any:
        return number.asc() if self.backwards else number.desc()
