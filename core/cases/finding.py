"""Finding the cases of one page of a list that words or values narrow.

A page is found in two steps. First the newest cases of the list are walked, looking at each one:
what is common fills the page at once, and somebody with few cases needs no more. Only if they do
not, the indexes are asked, which give what is looked for in the order of the list: by eras if it is
words alone (:mod:`core.cases.eras`), by facets if it is narrowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, func, select, true
from sqlalchemy.orm import aliased

from core.cases.eras import numbers_with
from core.cases.models import Case, CaseFacet
from core.cases.search import announce_words, found_by_index, look_into

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

    from core.cases.facets import Narrowing
    from core.scope import Scope

# So many cases are looked at before an index is asked.
WALK = 1000


@dataclass(frozen=True, slots=True)
class Search:
    """What a page of a list looks for.

    :ivar conditions: what the list is made of, without words and narrowings
    :ivar count: how many cases to find
    :ivar backwards: from the oldest to the newest
    """

    scope: Scope
    words: tuple[str, ...]
    narrowings: list[Narrowing]
    conditions: list[ColumnElement[bool]]
    count: int
    backwards: bool

    def find_numbers(self) -> ColumnElement[bool]:
        """Return the condition that a case is one of those looked for."""
        if self.words:
            announce_words(self.scope, self.words)
        numbers = self._walk()
        if numbers is None:
            numbers = list(self.scope.session.scalars(self._by_index()))
        return Case.number.in_(numbers)

    def _by_index(self) -> Select[int]:
        if self.narrowings:
            return self._by_facets()
        return numbers_with(
            self.scope, self.words, self.conditions, self.count, backwards=self.backwards
        )

    def _walk(self) -> list[int] | None:
        """Return what the newest cases have, or None if others may have more."""
        columns = {"id", "number", *(one.column for one in self.narrowings)}
        walked = (
            select(*(getattr(Case, name) for name in sorted(columns)))
            .where(*self.conditions)
            .order_by(self._order(Case.number))
            .limit(WALK)
            .cte("walked")
        )
        looks = [one.look(walked.c) for one in self.narrowings]
        if self.words:
            looks.append(look_into(self.scope, self.words, walked.c.id))
        hits = (
            select(walked.c.number)
            .where(*looks)
            .order_by(self._order(walked.c.number))
            .limit(self.count)
            .subquery()
        )
        # One row at least, so that we know how far we came even if there was no hit.
        length = select(func.count().label("length")).select_from(walked).subquery()
        rows = self.scope.session.execute(
            select(length.c.length, hits.c.number).select_from(length).outerjoin(hits, true())
        ).all()
        numbers = [row.number for row in rows if row.number is not None]
        return numbers if len(numbers) == self.count or rows[0].length < WALK else None

    def _by_facets(self) -> Select[int]:
        looks = [one.look(Case) for one in self.narrowings if not one.is_exact]
        if self.words:
            looks.append(found_by_index(self.scope, self.words))
        query = select(Case.number).where(*self.conditions, *looks)
        number: Any = Case.number
        for narrowing in self.narrowings:
            facet = aliased(CaseFacet)
            query = query.join(
                facet,
                and_(
                    facet.tenant_id == Case.tenant_id,
                    facet.number == Case.number,
                    _find(narrowing, facet),
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


def _find(narrowing: Narrowing, facet: Any) -> ColumnElement[bool]:
    try:
        return narrowing.find(facet)
    except ArithmeticError:  # there is no such number, so no case has it
        return false()
