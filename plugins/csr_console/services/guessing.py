"""Counting wrong facts, exactly, also when many are sent at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select, update

from core.plugin.api import insert_once, new_id
from plugins.csr_console.models import Guessing

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from core.plugin.api import Scope

Whose = Literal["contact_id", "staff_id"]
WINDOW = timedelta(minutes=15)
# Wrong facts about one customer, by whomever; and of one member of staff, about whomever.
LIMITS: dict[Whose, int] = {"contact_id": 3, "staff_id": 10}


def hold_guessing(scope: Scope, whose: Whose, subject_id: UUID) -> Guessing:
    """Return the counter, for this transaction alone: others who check wait for its end."""
    now = scope.now()
    given = {whose: subject_id}
    insert_once(
        scope.session, Guessing, tenant_id=scope.tenant_id, id=new_id(), wrong=0, since=now, **given
    )
    is_theirs = getattr(Guessing, whose) == subject_id
    # Writing the row locks it; what is read then is what all others before have left.
    scope.session.execute(
        update(Guessing)
        .where(is_theirs)
        .values(wrong=Guessing.wrong)
        .execution_options(synchronize_session=False)
    )
    query = select(Guessing).where(is_theirs).execution_options(populate_existing=True)
    return scope.session.scalars(query).one()


def count_wrong(scope: Scope, counter: Guessing, wrong: int) -> bool:
    """Add wrong facts, and say whether that blocks the checking now.

    :param counter: of :func:`hold_guessing`, in the same transaction
    """
    now = scope.now()
    if counter.since <= now - WINDOW:
        counter.wrong, counter.since = 0, now
    counter.wrong += wrong
    limit = LIMITS["contact_id" if counter.contact_id else "staff_id"]
    if counter.wrong < limit:
        return False
    counter.wrong, counter.since, counter.blocked_until = 0, now, now + WINDOW
    return True


def is_blocked(scope: Scope, counter: Guessing) -> bool:
    """Whether no facts are taken now."""
    return counter.blocked_until is not None and counter.blocked_until > scope.now()


def blocked_until(scope: Scope, contact_id: UUID) -> datetime | None:
    """Return when facts of a customer are taken again, from the acting member of staff."""
    return scope.session.scalar(
        select(Guessing.blocked_until)
        .where(
            (Guessing.contact_id == contact_id) | (Guessing.staff_id == scope.actor.id),
            Guessing.blocked_until > scope.now(),
        )
        .order_by(Guessing.blocked_until.desc())
        .limit(1)
    )
