"""Reading what is on record about one contact, a page by its key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from core.activity.models import Activity
from core.activity.services import record_activity
from core.activity_log.groups import kinds_for_customers, kinds_outside
from core.errors import NotFoundError, Refused
from core.identity.services.contacts import get_contact

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlalchemy import Select

    from core.scope import Scope

SIZE = 50
EXPORT = "audit:export"
LONGEST_PURPOSE = 500


def list_contact_activity(
    scope: Scope,
    contact_id: UUID,
    *,
    groups: Collection[str] | None = None,
    after: UUID | None = None,
    before: UUID | None = None,
    size: int = SIZE,
) -> list[Activity]:
    """Return what is on record about a contact, the newest first; one query.

    Customers read their own alone, and nothing of kinds that are for staff.

    :param groups: of :data:`core.activity_log.groups.GROUPS`; all of them if left out
    :param after: the last entry of the page before
    :param before: the first entry of the page after: the page that ends there
    :raises NotFoundError: a customer asks about somebody else
    :raises ForbiddenError: a member of staff may not see contacts
    """
    query = _about(scope, select(Activity), contact_id, groups).limit(size)
    if before is not None:
        newer = scope.session.scalars(query.where(Activity.id > before).order_by(Activity.id))
        return list(newer)[::-1]
    if after is not None:
        query = query.where(Activity.id < after)
    return list(scope.session.scalars(query.order_by(Activity.id.desc())))


def count_contact_activity(
    scope: Scope, contact_id: UUID, *, groups: Collection[str] | None = None
) -> int:
    """Return how many entries :func:`list_contact_activity` has in all; one query."""
    query = _about(scope, select(func.count()).select_from(Activity), contact_id, groups)
    return scope.session.scalar(query) or 0


def find_page(
    scope: Scope,
    contact_id: UUID,
    page: int,
    *,
    groups: Collection[str] | None = None,
    size: int = SIZE,
) -> UUID | None:
    """Return the key after which a page begins, ``None`` for the first; one query, in the index.

    :param page: from 1 on
    :raises NotFoundError: there are not so many pages
    """
    if page <= 1:
        return None
    query = _about(scope, select(Activity.id), contact_id, groups)
    query = query.order_by(Activity.id.desc()).offset((page - 1) * size - 1).limit(1)
    found: UUID | None = scope.session.scalar(query)
    if found is None:
        raise NotFoundError(f"page {page}")
    return found


def note_export(scope: Scope, contact_id: UUID, purpose: str) -> None:
    """Record that the activity of a contact is taken along, and what for.

    :raises Refused: the purpose is not said
    :raises ForbiddenError: the actor may not
    """
    scope.require(EXPORT)
    get_contact(scope, contact_id)
    purpose = " ".join(purpose.split())[:LONGEST_PURPOSE]
    if not purpose:
        raise Refused(fields={"purpose": "required"})
    record_activity(scope, "activity_exported", contact_id=contact_id, purpose=purpose)


def _about(
    scope: Scope, query: Select[Any], contact_id: UUID, groups: Collection[str] | None
) -> Select[Any]:
    if scope.actor.audience == "customer":
        if contact_id != scope.actor.id or not scope.actor.is_contact:
            raise NotFoundError(str(contact_id))
        return query.where(
            Activity.contact_id == contact_id,
            Activity.kind.in_(kinds_for_customers(scope, groups)),
        )
    scope.require("contacts:read")
    query = query.where(Activity.contact_id == contact_id)
    if groups is None:
        return query
    # What nobody registers any more is "other", so that no entry belongs to no check-box.
    left_out = kinds_outside(scope, groups)
    if "other" in groups:
        return query.where(Activity.kind.not_in(left_out)) if left_out else query
    registered = scope.hooks.activity_kinds().keys()
    return query.where(Activity.kind.in_(sorted(registered - set(left_out))))
