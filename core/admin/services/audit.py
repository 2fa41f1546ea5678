"""Reading the activity log for admins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from core.activity.models import Activity
from core.identity.models.account import Account
from core.identity.models.contact import Contact
from core.identity.models.staff import Staff

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.scope import Scope

SIZE = 50


def list_activity(
    scope: Scope, *, kind: str = "", after: UUID | None = None, size: int = SIZE
) -> list[Activity]:
    """Return what happened in the tenant, the newest first.

    :param kind: only this kind of activity
    :param after: the last entry of the page before
    """
    scope.require("audit:read")
    query = select(Activity).order_by(Activity.id.desc()).limit(size)
    if kind:
        query = query.where(Activity.kind == kind)
    if after is not None:
        query = query.where(Activity.id < after)
    return list(scope.session.scalars(query))


def names_in(scope: Scope, rows: Sequence[Activity]) -> dict[str, str]:
    """Return the names of the people and accounts that activities concern, by id as text."""
    contacts = {row.contact_id for row in rows if row.contact_id is not None}
    accounts, members = _ids(rows, "account_id"), _ids(rows, "staff_id")
    found: dict[str, str] = {}
    if contacts:
        query = select(Contact).where(Contact.id.in_(contacts))
        found |= {str(one.id): one.name for one in scope.session.scalars(query)}
    for model, ids in ((Account, accounts), (Staff, members)):
        if ids:
            named = select(model.id, model.name).where(model.id.in_(ids))
            found |= {str(id_): name for id_, name in scope.session.execute(named)}
    return found


def _ids(rows: Sequence[Activity], key: str) -> set[UUID]:
    """Return the ids under a key. What else a plugin may have put there is none."""
    return {found for row in rows if (found := _as_id(row.data.get(key))) is not None}


def _as_id(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
