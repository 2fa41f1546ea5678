"""How many cases wait in the views of a desk."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from core.cases.access import side_of
from core.cases.models import Case
from core.cases.search.filters import view_conditions
from core.db.prepared import PreparedQuery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select

    from core.cases.access import Side
    from core.cases.search.filters import View
    from core.scope import Scope


def count_views(scope: Scope, views: Sequence[View], limit: int = 99) -> dict[View, int]:
    """Return the number of cases in each view, in one query.

    Nobody reads more than two digits off a menu, so counting stops right after ``limit``: a larger
    view says ``limit + 1``, however many there are.
    """
    query = _counts(side_of(scope), tuple(views))
    row = query(scope.session, actor_id=scope.actor.id, most=limit + 1).one()
    return dict(zip(views, row, strict=True))


@cache
def _counts(side: Side, views: tuple[View, ...]) -> PreparedQuery:
    def make() -> Select[Any]:
        counts = []
        for view in views:
            conditions = view_conditions(side, view, bindparam("actor_id"))
            of_tenant = Case.tenant_id == bindparam("tenant_id")
            some = select(Case.id).where(of_tenant, *conditions).limit(bindparam("most"))
            number = select(func.count()).select_from(some.subquery())
            counts.append(number.scalar_subquery().label(view))
        return select(*counts)

    return PreparedQuery(make)
