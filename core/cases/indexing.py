"""Going through old cases after labels, languages or visible fields have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.cases.models import Case
from core.cases.search import index_case

if TYPE_CHECKING:
    from core.scope import Scope

BATCH = 200


def index_cases_after(scope: Scope, number: int) -> int | None:
    """Index the next cases behind that number; return the last one's, if there may be more."""
    query = select(Case).where(Case.number > number).order_by(Case.number).limit(BATCH)
    cases = scope.session.scalars(query).all()
    for case in cases:
        index_case(scope, case)
    return cases[-1].number if len(cases) == BATCH else None
