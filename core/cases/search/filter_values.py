"""The values by which lists of cases are narrowed, kept beside the case with an index of their own.

The tenant's own fields stand in one JSON column, and no index is made when an admin adds one. So a
case has a row here for each value of a field that lists can be filtered by, written in the case's
own transaction. What is filterable changes with the form: old cases lag until the job
``cases.index_cases`` has gone through them.

A value that a rule hides has no row, whoever asks: to find a case by it would be to learn it. What
lists are narrowed by texts is compared with the case's ``folded`` texts, of which the same holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, or_, select, true
from sqlalchemy.orm import aliased

from core.cases.models import CaseFacet
from core.search_text import has_word, spellings_of
from fields_config.facets import LONGEST, TOO_LONG, facet_of
from fields_config.kinds.numbers import order_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from fields_config.field_type import FieldType

EXACT = ("equals", "below")
# By these the database itself can compare what is stored; another order is in the facets alone.
KNOWN_ORDERS = (str, order_number)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One thing that a list is narrowed by, and two ways to find the cases that have it.

    :ivar column: the attribute of a case in which the value stands
    :ivar compare: given a case, or a row with that attribute: whether it has the value
    :ivar by_rule: a rule decides whether the field shows, so only a facet tells that it does
    """

    tenant_id: UUID
    field: str
    kind: FieldType
    column: str
    values: tuple[Any, ...]
    compare: Callable[[Any], ColumnElement[bool]]
    by_rule: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether the cases that have the facet are those that have the value, each once."""
        if self.kind.filter not in EXACT or len(self.values) > 1:
            return False
        return isinstance(self.values[0], str) and len(self.values[0]) <= LONGEST

    def find(self, facet: Any) -> ColumnElement[bool]:
        """Say which facets to read; unless exact, the cases that have them are to be looked at.

        :param facet: :class:`CaseFacet` or an alias of it
        """
        try:
            keys = [self._find(facet, value) for value in self.values]
        except ArithmeticError:  # there is no such value, so no case has it
            return false()
        return and_(facet.tenant_id == self.tenant_id, facet.field == self.field, or_(*keys))

    def look(self, row: Any) -> ColumnElement[bool]:
        """Say whether a case, or a row with its number and that attribute, has the value."""
        is_known = self.kind.filter != "range" or self.kind.order in KNOWN_ORDERS
        if self.kind.filter == "contains" or (is_known and not self.by_rule):
            return self.compare(row)
        facet = aliased(CaseFacet)
        is_in: ColumnElement[bool] = row.number.in_(select(facet.number).where(self.find(facet)))
        return is_in.is_(true())  # which planners leave alone: they would make a join of it

    def _find(self, facet: Any, value: Any) -> ColumnElement[bool]:
        if self.kind.filter == "contains":
            has = (has_word(facet.value, word) for word in spellings_of(str(value)))
            return or_(and_(true(), *has), facet.value == TOO_LONG)
        if isinstance(value, tuple):
            low, high = (facet_of(self.kind, bound) if bound else "" for bound in value)
            return and_(facet.value >= low, facet.value <= high if high else true())
        key = facet_of(self.kind, value)
        is_key: ColumnElement[bool] = facet.value == (key if len(key) <= LONGEST else TOO_LONG)
        return is_key
