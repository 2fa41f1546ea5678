"""The field values by which lists of cases are filtered: indexed rows beside the case.

A tenant's own fields share one JSON column, and no index is made when an admin adds a field. So a
case has a row here for each value of a filterable field, written in the transaction that writes the
case. Which fields are filterable changes with the form: old cases lag behind until the job
``cases.index_cases`` has processed them.

A value that a rule hides has no row, whoever asks: finding a case by it would reveal it. Filters on
text compare with the case's ``folded`` texts, from which hidden values are absent as well.

The table is still called ``case_facet``: renaming a table takes two releases, and nobody reads its
name but migrations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, or_, select, true
from sqlalchemy.orm import aliased

from core.cases.models import CaseFilterValue
from core.search_text import has_word, spellings_of
from fields_config.filter_values import LONGEST, TOO_LONG, filter_value_of
from fields_config.kinds.numbers import order_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from fields_config.field_type import FieldType

EXACT = ("equals", "below")
# Orders by which the database can compare the stored value; any other exists only in the index.
KNOWN_ORDERS = (str, order_number)


@dataclass(frozen=True, slots=True)
class FilterClause:
    """One condition of a filter, and two ways to find the cases that meet it.

    :ivar column: the attribute of a case in which the value stands
    :ivar compare: given a case, or a row with that attribute: whether it has the value
    :ivar by_rule: a rule decides whether the field shows, so only the index knows that it does
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
        """Whether the index finds exactly the cases that have the value, each of them once."""
        if self.kind.filter not in EXACT or len(self.values) > 1:
            return False
        return isinstance(self.values[0], str) and len(self.values[0]) <= LONGEST

    def find(self, filter_value: Any) -> ColumnElement[bool]:
        """Return the condition on the index; unless exact, its cases must be checked as well.

        :param filter_value: :class:`CaseFilterValue` or an alias of it
        """
        try:
            keys = [self._find(filter_value, value) for value in self.values]
        except ArithmeticError:  # there is no such value, so no case has it
            return false()
        return and_(
            filter_value.tenant_id == self.tenant_id, filter_value.field == self.field, or_(*keys)
        )

    def predicate(self, row: Any) -> ColumnElement[bool]:
        """Return the condition that a case, or a row with its number and column, has the value."""
        is_known = self.kind.filter != "range" or self.kind.order in KNOWN_ORDERS
        if self.kind.filter == "contains" or (is_known and not self.by_rule):
            return self.compare(row)
        filter_value = aliased(CaseFilterValue)
        is_in: ColumnElement[bool] = row.number.in_(
            select(filter_value.number).where(self.find(filter_value))
        )
        return is_in.is_(true())  # which planners leave alone: they would make a join of it

    def _find(self, filter_value: Any, value: Any) -> ColumnElement[bool]:
        if self.kind.filter == "contains":
            has = (has_word(filter_value.value, word) for word in spellings_of(str(value)))
            return or_(and_(true(), *has), filter_value.value == TOO_LONG)
        if isinstance(value, tuple):
            low, high = (filter_value_of(self.kind, bound) if bound else "" for bound in value)
            return and_(filter_value.value >= low, filter_value.value <= high if high else true())
        key = filter_value_of(self.kind, value)
        is_key: ColumnElement[bool] = filter_value.value == (
            key if len(key) <= LONGEST else TOO_LONG
        )
        return is_key
