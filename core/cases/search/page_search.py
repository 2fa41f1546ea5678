"""Finding the cases of one page of a list that words or values narrow.

First the newest cases of the list are walked, looking at each one: what is common fills the page at
once, and somebody with few cases needs no more. Then those with a value that is looked for are
walked: few cases have it, or many of them have the rest, too. Only if that does not fill the page
either, an index is asked for everything, which gives it in the order of the list: that of words, by
eras (:mod:`core.cases.search.buckets`), or that of facets if there are no words.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select, true
from sqlalchemy.orm import aliased

from core.cases.models import Case, CaseFacet
from core.cases.search.buckets import numbers_with
from core.cases.search.text_query import announce_words, look_into

if TYPE_CHECKING:
    from sqlalchemy import CTE, ColumnElement, Select

    from core.cases.search.filter_values import Narrowing
    from core.scope import Scope
    from core.search_text import Spellings

# So many cases are looked at in each walk.
WALK = 1000


@dataclass(frozen=True, slots=True)
class Search:
    """What a page of a list looks for.

    :ivar conditions: what the list is made of, without words and narrowings
    :ivar count: how many cases to find
    :ivar backwards: from the oldest to the newest
    :ivar beginning: the number that the page comes after, which is among the conditions, too
    """

    scope: Scope
    words: tuple[Spellings, ...]
    narrowings: list[Narrowing]
    conditions: list[ColumnElement[bool]]
    count: int
    backwards: bool
    beginning: int | None = None

    def find_numbers(self) -> ColumnElement[bool]:
        """Return the condition that a case is one of those looked for."""
        if self.words:
            announce_words(self.scope, self.words)
        numbers = self._walk_newest()
        for narrowing in self.narrowings:
            if numbers is None and narrowing.is_exact:
                numbers = self._walk_facets(narrowing)
        if numbers is None:
            numbers = list(self.scope.session.scalars(self._by_index()))
        return Case.number.in_(numbers)

    def _walk_newest(self) -> list[int] | None:
        columns = {"id", "number", *(one.column for one in self.narrowings)}
        walked = (
            select(*(getattr(Case, name) for name in sorted(columns)))
            .where(*self.conditions)
            .order_by(self._order(Case.number))
            .limit(WALK)
            .cte("walked")
        )
        looks = [one.look(walked.c) for one in self.narrowings]
        return self._read(walked, select(walked.c.number).where(*looks, *self._texts(walked.c.id)))

    def _walk_facets(self, narrowing: Narrowing) -> list[int] | None:
        """Walk the newest cases with one value, whether they are in the list or not.

        Planners suppose that they lie evenly among all cases. If they are old, a join in the order
        of the list would read every newer case.
        """
        facet = aliased(CaseFacet)
        walked = (
            select(facet.number)
            .where(narrowing.find(facet))
            .order_by(self._order(facet.number))
            .limit(WALK)
        )
        if self.beginning is not None:
            is_further = operator.gt if self.backwards else operator.lt
            walked = walked.where(is_further(facet.number, self.beginning))
        numbers = walked.cte("walked")
        looks = [one.look(Case) for one in self.narrowings if one is not narrowing]
        case = select(Case.id).where(
            Case.tenant_id == self.scope.tenant_id,
            Case.number == numbers.c.number,
            *self.conditions,
            *looks,
            *self._texts(Case.id),
        )
        # A subquery for a value is left alone by planners, which would turn EXISTS into a join.
        is_hit = case.scalar_subquery().is_not(None)
        return self._read(numbers, select(numbers.c.number).where(is_hit))

    def _texts(self, id_: Any) -> list[ColumnElement[bool]]:
        return [look_into(self.scope, self.words, id_)] if self.words else []

    def _read(self, walked: CTE, hits: Select[int]) -> list[int] | None:
        """Return the hits among what was walked, or None if others may have more.

        :param hits: of one column, which is that of ``walked``
        """
        found = hits.order_by(self._order(walked.c.number)).limit(self.count).subquery()
        # One row at least, so that we know how far we came even if there was no hit.
        length = select(func.count().label("length")).select_from(walked).subquery()
        rows = self.scope.session.execute(
            select(length.c.length, found.c.number).select_from(length).outerjoin(found, true())
        ).all()
        numbers = [row.number for row in rows if row.number is not None]
        return numbers if len(numbers) == self.count or rows[0].length < WALK else None

    def _by_index(self) -> Select[int]:
        if not self.words:
            return self._by_facets()
        return numbers_with(
            self.scope,
            self.words,
            self.conditions,
            [one.look(Case) for one in self.narrowings],
            self.count,
            backwards=self.backwards,
        )

    def _by_facets(self) -> Select[int]:
        looks = [one.look(Case) for one in self.narrowings if not one.is_exact]
        query = select(Case.number).where(*self.conditions, *looks)
        number: Any = Case.number
        for narrowing in self.narrowings:
            facet = aliased(CaseFacet)
            query = query.join(
                facet,
                and_(
                    facet.tenant_id == Case.tenant_id,
                    facet.number == Case.number,
                    narrowing.find(facet),
                ),
            )
            if not narrowing.is_exact:
                query = query.distinct()
            elif number is Case.number:
                number = facet.number  # which is read in the order of the list
        # Only what is selected may put distinct rows in order.
        query = query.with_only_columns(number, maintain_column_froms=True)
        return query.order_by(self._order(number)).limit(self.count)

    def _order(self, number: Any) -> Any:
        return number.asc() if self.backwards else number.desc()
