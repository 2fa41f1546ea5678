"""Case numbers: unique and rising per tenant, however many cases are filed at once.

The counter row stays locked until the transaction ends, so numbers are given in the order of the
commits; one that is rolled back leaves no gap. It is asked for as late as can be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, update

from core.cases.models import CaseCounter
from core.db.base import new_id
from core.db.upsert import insert_once

if TYPE_CHECKING:
    from core.scope import Scope


MOST_DIGITS = 18  # what the database's whole numbers hold


def read_number(text: str) -> int | None:
    """Read a number that came with an address, a page's key or a search."""
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_number else None


def next_number(scope: Scope) -> int:
    """Count one on. A higher ``first_number`` that the tenant sets later is jumped to."""
    first = int(scope.tenant.settings("cases")["first_number"])
    number = _count(scope, first)
    if number is None:
        insert_once(scope.session, CaseCounter, tenant_id=scope.tenant_id, id=new_id(), last=0)
        number = _count(scope, first)
    if number is None:
        raise LookupError("the tenant's counter can't be read")
    return number


def _count(scope: Scope, first: int) -> int | None:
    return scope.session.scalar(
        update(CaseCounter)
        .values(last=case((CaseCounter.last < first, first), else_=CaseCounter.last + 1))
        .returning(CaseCounter.last)
        .execution_options(synchronize_session=False)
    )
