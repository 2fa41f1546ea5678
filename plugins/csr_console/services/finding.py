"""Finding customers by parts of words, narrowed by district and portal status, page by page.

As in lists of cases (docs/adr/0014), the newest customers that the filters leave are looked at
first: a common word fills the page at once. Where it does not, the index of words is asked, on
PostgreSQL bucket by bucket. The order is that of :attr:`Customer.number`, the newest first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Uuid,
    and_,
    cast,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from core.plugin.api.search import (
    has_word,
    is_postgresql,
    match_of,
    set_search_pattern,
    words_beyond_pattern,
)
from plugins.csr_console.models import Customer, CustomerText
from plugins.csr_console.services.index import BUCKET

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from core.plugin.api import Scope
    from core.plugin.api.search import Spellings

# How many customers are looked at before the index is asked.
SCAN = 1000
# More ways to narrow than these are checked row by row instead of being read off an index each.
MOST_BRANCHES = 40


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: behind this customer."""

    number: int
    account_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """One search.

    :ivar words: what was typed; none lists everybody
    :ivar statuses: any of these; ``None`` does not narrow
    :ivar districts: any of these; ``None`` does not narrow
    :ivar count: how many to find
    """

    scope: Scope
    words: tuple[Spellings, ...]
    statuses: tuple[str, ...] | None
    districts: tuple[str, ...] | None
    after: Place | None
    count: int

    def find(self) -> list[UUID]:
        """Return the keys of the customers found, in their order."""
        if () in (self.statuses, self.districts):
            return []
        if not self.words:
            return self._ids(self._newest(self.count))
        set_search_pattern(self.scope, self.words)
        found = self._scan()
        if found is None:
            query = self._by_bucket() if is_postgresql(self.scope.session) else self._by_row()
            found = list(self.scope.session.scalars(query))
        return found

    def _ids(self, rows: Any) -> list[UUID]:
        return list(self.scope.session.scalars(select(rows.subquery().c.id)))

    def _newest(self, most: int) -> Any:
        """Return the query for the first customers that the filters leave."""
        branches = [self._branch(one, most) for one in self._branches()]
        if len(branches) == 1:
            return branches[0]
        rows = union_all(*(select(one.subquery()) for one in branches)).subquery()
        return select(rows).order_by(rows.c.number.desc(), rows.c.account_id.desc()).limit(most)

    def _branches(self) -> list[list[ColumnElement[bool]]]:
        """Return conditions, each of which an index serves in the order of the list."""
        ways: list[list[ColumnElement[bool]]] = [[]]
        for attribute, values in (
            (Customer.district, self.districts),
            (Customer.status, self.statuses),
        ):
            if values is not None:
                ways = [[*way, attribute == value] for way in ways for value in values]
        return ways if len(ways) <= MOST_BRANCHES else [self._narrowed()]

    def _branch(self, conditions: Iterable[ColumnElement[bool]], most: int) -> Any:
        return (
            select(Customer.id, Customer.number, Customer.account_id)
            .where(Customer.tenant_id == self.scope.tenant_id, *conditions, *self._behind(Customer))
            .order_by(Customer.number.desc(), Customer.account_id.desc())
            .limit(most)
        )

    def _narrowed(self, customer: Any = Customer) -> list[ColumnElement[bool]]:
        return [
            attribute.in_(values)
            for attribute, values in (
                (customer.district, self.districts),
                (customer.status, self.statuses),
            )
            if values is not None
        ]

    def _behind(self, customer: Any) -> list[ColumnElement[bool]]:
        if self.after is None:
            return []
        number, account_id = self.after.number, self.after.account_id
        if account_id is None:
            return [customer.number < number]
        further = or_(customer.number < number, customer.account_id < account_id)
        return [customer.number <= number, further]

    def _scan(self) -> list[UUID] | None:
        """Return the hits among the first customers, or None if there may be more beyond them."""
        scanned = self._newest(SCAN).cte("scanned")
        has_words = (
            select(CustomerText.id)
            .where(
                CustomerText.tenant_id == self.scope.tenant_id,
                CustomerText.id == scanned.c.id,
                *(has_word(CustomerText.text, word) for word in self.words),
            )
            # Planners turn EXISTS into a join, but leave a scalar subquery alone.
            .scalar_subquery()
            .is_not(None)
        )
        hits = (
            select(scanned)
            .where(has_words)
            .order_by(scanned.c.number.desc(), scanned.c.account_id.desc())
            .limit(self.count)
            .subquery()
        )
        # At least one row, so that the length of the scan is known even without a hit.
        length = select(func.count().label("length")).select_from(scanned).subquery()
        rows = self.scope.session.execute(
            select(length.c.length, hits.c.id)
            .select_from(length)
            .outerjoin(hits, true())
            .order_by(hits.c.number.desc(), hits.c.account_id.desc())
        ).all()
        found = [row.id for row in rows if row.id is not None]
        return found if len(found) == self.count or rows[0].length < SCAN else None

    def _by_bucket(self) -> Any:
        begun = self._bucket_of_first(Customer).where(*self._behind(Customer)).subquery()
        buckets = select(begun).cte("buckets", recursive=True)
        other = aliased(Customer)
        further = (
            self._bucket_of_first(other)
            .where(other.number < buckets.c.begin, other.number > 0)
            .lateral()
        )
        buckets = buckets.union_all(select(further).select_from(buckets).join(further, true()))
        hits = (
            select(Customer.id)
            .join(
                CustomerText,
                and_(CustomerText.tenant_id == Customer.tenant_id, CustomerText.id == Customer.id),
            )
            .where(
                CustomerText.tenant_id == self.scope.tenant_id,
                CustomerText.era == buckets.c.era,
                # The policy checks the others.
                *(has_word(CustomerText.text, word) for word in words_beyond_pattern(self.words)),
                *self._narrowed(),
                *self._behind(Customer),
            )
            .order_by(Customer.number.desc(), Customer.account_id.desc())
            .limit(self.count)
            .lateral("hits")
        )
        # Bucket by bucket, and no further than the page needs: sorting would need all of them.
        return select(hits.c.id).select_from(buckets).join(hits, true()).limit(self.count)

    def _bucket_of_first(self, customer: Any) -> Any:
        era = customer.number // BUCKET
        return (
            select(cast(era, Integer).label("era"), (era * BUCKET).label("begin"))
            .where(customer.tenant_id == self.scope.tenant_id)
            .order_by(customer.number.desc())
            .limit(1)
        )

    def _by_row(self) -> Any:
        """Return the query that begins with the index of words, whatever the planner thinks of it.

        Else it would walk through the tenant's rows, and ask the index for each.
        """
        name = CustomerText.__tablename__
        index = table(f"{name}_index", column("rowid"), column(f"{name}_index"))
        texts, customer = CustomerText.__table__.c, Customer.__table__.c
        match, rest = match_of(self.words)
        hits = (
            select(texts.tenant_id, texts.id)
            .select_from(index.join(CustomerText.__table__, texts.row == index.c.rowid))
            .where(
                index.c[f"{name}_index"].op("MATCH")(match),
                literal_column(f"+{name}.tenant_id", Uuid()) == self.scope.tenant_id,
                *(has_word(texts.text, word) for word in rest),
            )
            .cte("hits")
            .prefix_with("MATERIALIZED")
        )
        is_row = and_(customer.tenant_id == hits.c.tenant_id, customer.id == hits.c.id)
        return (
            select(customer.id)
            .select_from(hits.join(Customer.__table__, is_row))
            .where(*self._narrowed(customer), *self._behind(customer))
            .order_by((customer.number + 0).desc(), customer.account_id.desc())
            .limit(self.count)
        )
