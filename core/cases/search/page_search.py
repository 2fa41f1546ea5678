"""Finding the cases of one page of a list, searched by words or filtered by values.

First the newest cases of the list are scanned and checked one by one: a common value fills the page
at once, and a person with few cases needs no more. Then the cases with one of the wanted values are
scanned: either few cases have it, or many of those also match the rest. Only if that does not fill
the page either, the whole index is queried in the order of the list: the index of words, bucket by
bucket (:mod:`core.cases.search.buckets`), or the index of filter values if there are no words.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select, true
from sqlalchemy.orm import aliased

from core.cases.models import Case, CaseFilterValue
from core.cases.search.buckets import WordSearch
from core.cases.search.text_query import set_search_pattern, text_predicate

if TYPE_CHECKING:
    from sqlalchemy import CTE, ColumnElement, Select

    from core.cases.search.filter_values import FilterClause
    from core.scope import Scope
    from core.search_text import Spellings

# How many cases each scan checks.
SCAN_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Search:
    """The search behind one page of a list.

    :ivar conditions: what defines the list, without words and clauses
    :ivar count: how many cases to find
    :ivar backwards: from the oldest to the newest
    :ivar beginning: the number after which the page begins; the conditions have it, too
    """

    scope: Scope
    words: tuple[Spellings, ...]
    clauses: list[FilterClause]
    conditions: list[ColumnElement[bool]]
    count: int
    backwards: bool
    beginning: int | None = None

    def find_numbers(self) -> ColumnElement[bool]:
        """Return the condition that a case is one of the hits."""
        if self.words:
            set_search_pattern(self.scope, self.words)
        numbers = self._scan_newest()
        for clause in self.clauses:
            if numbers is None and clause.is_exact:
                numbers = self._scan_filter_values(clause)
        if numbers is None:
            numbers = list(self.scope.session.scalars(self._by_index()))
        return Case.number.in_(numbers)

    def _scan_newest(self) -> list[int] | None:
        columns = {"id", "number", *(one.column for one in self.clauses)}
        scanned = (
            select(*(getattr(Case, name) for name in sorted(columns)))
            .where(*self.conditions)
            .order_by(self._order(Case.number))
            .limit(SCAN_LIMIT)
            .cte("scanned")
        )
        predicates = [one.predicate(scanned.c) for one in self.clauses]
        return self._read(
            scanned, select(scanned.c.number).where(*predicates, *self._texts(scanned.c.id))
        )

    def _scan_filter_values(self, clause: FilterClause) -> list[int] | None:
        """Scan the newest cases with one value, whether they are in the list or not.

        Planners assume that they are spread evenly over all cases. If they are old, a join in the
        order of the list would read every newer case.
        """
        filter_value = aliased(CaseFilterValue)
        scanned = (
            select(filter_value.number)
            .where(clause.find(filter_value))
            .order_by(self._order(filter_value.number))
            .limit(SCAN_LIMIT)
        )
        if self.beginning is not None:
            is_further = operator.gt if self.backwards else operator.lt
            scanned = scanned.where(is_further(filter_value.number, self.beginning))
        numbers = scanned.cte("scanned")
        predicates = [one.predicate(Case) for one in self.clauses if one is not clause]
        case = select(Case.id).where(
            Case.tenant_id == self.scope.tenant_id,
            Case.number == numbers.c.number,
            *self.conditions,
            *predicates,
            *self._texts(Case.id),
        )
        # Planners turn EXISTS into a join, but leave a scalar subquery alone.
        is_hit = case.scalar_subquery().is_not(None)
        return self._read(numbers, select(numbers.c.number).where(is_hit))

    def _texts(self, id_: Any) -> list[ColumnElement[bool]]:
        return [text_predicate(self.scope, self.words, id_)] if self.words else []

    def _read(self, scanned: CTE, hits: Select[int]) -> list[int] | None:
        """Return the hits among the scanned cases, or None if there may be more beyond them.

        :param hits: of one column, which is that of ``scanned``
        """
        found = hits.order_by(self._order(scanned.c.number)).limit(self.count).subquery()
        # At least one row, so that the length of the scan is known even without a hit.
        length = select(func.count().label("length")).select_from(scanned).subquery()
        rows = self.scope.session.execute(
            select(length.c.length, found.c.number).select_from(length).outerjoin(found, true())
        ).all()
        numbers = [row.number for row in rows if row.number is not None]
        return numbers if len(numbers) == self.count or rows[0].length < SCAN_LIMIT else None

    def _by_index(self) -> Select[int]:
        if not self.words:
            return self._by_filter_values()
        return WordSearch(
            scope=self.scope,
            words=self.words,
            conditions=self.conditions,
            predicates=[one.predicate(Case) for one in self.clauses],
            count=self.count,
            backwards=self.backwards,
        ).query()

    def _by_filter_values(self) -> Select[int]:
        predicates = [one.predicate(Case) for one in self.clauses if not one.is_exact]
        query = select(Case.number).where(*self.conditions, *predicates)
        number: Any = Case.number
        for clause in self.clauses:
            filter_value = aliased(CaseFilterValue)
            query = query.join(
                filter_value,
                and_(
                    filter_value.tenant_id == Case.tenant_id,
                    filter_value.number == Case.number,
                    clause.find(filter_value),
                ),
            )
            if not clause.is_exact:
                query = query.distinct()
            elif number is Case.number:
                number = filter_value.number  # which is read in the order of the list
        # Only what is selected may put distinct rows in order.
        query = query.with_only_columns(number, maintain_column_froms=True)
        return query.order_by(self._order(number)).limit(self.count)

    def _order(self, number: Any) -> Any:
        return number.asc() if self.backwards else number.desc()
