"""Whom a member of staff may help: all customers, or those of some districts.

Who has no limit sees everybody. Who has one sees the customers who have an account in a district of
theirs, in the search and everywhere else at the console: for them, others do not exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from core.plugin.api import new_id, record_activity
from plugins.csr_console.models import Customer, DistrictLimit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from core.plugin.api import Scope

LIMITED = "csr_console.limited"
MANAGE = "people:manage"


def districts_allowed(scope: Scope) -> tuple[str, ...] | None:
    """Return the districts of whose customers the actor sees; ``None`` is all there are."""
    if not scope.actor.is_staff or scope.actor.id is None:
        return None
    query = select(DistrictLimit.district).where(DistrictLimit.staff_id == scope.actor.id)
    return tuple(sorted(scope.session.scalars(query))) or None


def may_see(scope: Scope, contact_id: UUID) -> bool:
    """Whether the actor may see the customer at the console."""
    allowed = districts_allowed(scope)
    if allowed is None:
        return True
    query = select(Customer.id).where(
        Customer.contact_id == contact_id, Customer.district.in_(allowed)
    )
    return scope.session.scalar(query.limit(1)) is not None


def list_limits(scope: Scope) -> Mapping[UUID, frozenset[str]]:
    """Return the districts of everybody who is limited, by the member of staff."""
    found: dict[UUID, set[str]] = {}
    rows = scope.session.execute(select(DistrictLimit.staff_id, DistrictLimit.district))
    for staff_id, district in rows:
        found.setdefault(staff_id, set()).add(district)
    return {staff_id: frozenset(districts) for staff_id, districts in found.items()}


def set_limits(scope: Scope, staff_id: UUID, districts: Collection[str]) -> None:
    """Limit a member of staff to some districts; none lifts the limit.

    :raises ForbiddenError: the actor may not manage staff
    """
    scope.require(MANAGE)
    scope.session.execute(delete(DistrictLimit).where(DistrictLimit.staff_id == staff_id))
    scope.session.add_all(
        DistrictLimit(tenant_id=scope.tenant_id, id=new_id(), staff_id=staff_id, district=district)
        for district in sorted(set(districts))
    )
    record_activity(
        scope, LIMITED, staff_id=str(staff_id), districts=", ".join(sorted(set(districts)))
    )
    scope.session.flush()
