"""The names of whom and what activities concern."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from core.identity.models.account import Account
from core.identity.models.contact import Contact
from core.identity.models.staff import Staff

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.activity.models import Activity
    from core.scope import Scope


def names_in(scope: Scope, rows: Sequence[Activity], *, but: UUID | None = None) -> dict[str, str]:
    """Return the names of the people and accounts that activities concern, by id as text.

    :param but: a contact whose name is not needed
    """
    contacts = {row.contact_id for row in rows} - {None, but}
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
