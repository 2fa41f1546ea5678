"""Reading the activity log for admins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.activity.models import Activity

if TYPE_CHECKING:
    from uuid import UUID

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
