"""Removing what has been on record for as long as was promised, and nothing else.

What concerns a contact stays as long as there is the contact: never shorter than the account is
old. All else stays for the years of the tenant's settings, of which there are three at least.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, or_, select

from core.activity.counting import lower_count
from core.activity.models import Activity, ActivitySeal
from core.activity.settings import LEAST_YEARS
from core.db.base import first_id_at
from core.db.guard import TIME_IS_UP
from core.identity.models.contact import Contact

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from core.scope import Scope

YEAR = timedelta(days=366)
AT_ONCE = 500


def oldest_kept(now: datetime, years: int = LEAST_YEARS) -> datetime:
    """Return the moment before which activity may go, after so many years; three at least."""
    return now - max(years, LEAST_YEARS) * YEAR


def remove_outlived(scope: Scope) -> int:
    """Remove the activity whose time is up, lower its counts, and return how much it was."""
    end = first_id_at(oldest_kept(scope.now(), scope.tenant.settings("audit")["years"]))
    removed = 0
    while ids := _find_outlived(scope, end):
        _lower_counts(scope, ids)
        scope.session.execute(
            delete(Activity)
            .where(Activity.id.in_(ids))
            .execution_options(**{TIME_IS_UP: True}, synchronize_session=False)
        )
        removed += len(ids)
    return removed


def _find_outlived(scope: Scope, end: UUID) -> Sequence[UUID]:
    contact = exists().where(
        Contact.tenant_id == Activity.tenant_id, Contact.id == Activity.contact_id
    )
    query = (
        select(Activity.id)
        .where(Activity.id < end, or_(Activity.contact_id.is_(None), ~contact))
        .order_by(Activity.id)
        .limit(AT_ONCE)
    )
    return scope.session.scalars(query).all()


def _lower_counts(scope: Scope, ids: Sequence[UUID]) -> None:
    spans = scope.session.scalars(select(ActivitySeal).order_by(ActivitySeal.until)).all()
    ends = [first_id_at(span.until) for span in spans]
    numbers = Counter(bisect_right(ends, one) for one in ids)
    for place, number in numbers.items():
        if place < len(spans):
            lower_count(scope, spans[place], number)
