"""What can be done with bills and payments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select
from translationstring import TranslationStringFactory

from core.plugin.api import (
    LockWarning,
    NotFoundError,
    Refused,
    insert_once,
    new_id,
    record_activity,
)
from core.plugin.api.people import Contact, get_contact, lock_of
from ventanilla_billing.models import PAID, PENDING, SCHEDULED, Bill, Payment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from core.plugin.api import Scope

_ = TranslationStringFactory("billing")

READ = "billing:read"
REMOVED = "billing.payments_removed"
STATES = {SCHEDULED: _("Scheduled"), PENDING: _("Pending"), PAID: _("Paid")}
GONE = {
    SCHEDULED: _("Scheduled payments that will be removed: ${count}"),
    PENDING: _("Pending payments that will be removed: ${count}"),
}
SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class BillView:
    """A bill, and how far its payment is; ``state`` is empty where there is none."""

    id: UUID
    number: str
    amount: float
    due_on: date
    state: str
    on_day: date | None
    contact: str = ""


def add_bill(scope: Scope, contact_id: UUID, number: str, amount: int, due_on: date) -> None:
    """Keep a bill, once however often it comes.

    :param amount: in the hundredth part of the currency
    """
    insert_once(
        scope.session,
        Bill,
        tenant_id=scope.tenant_id,
        id=new_id(),
        contact_id=contact_id,
        number=number,
        amount=amount,
        due_on=due_on,
        created_at=scope.now(),
    )


def list_bills(scope: Scope, contact_id: UUID) -> list[BillView]:
    """Return a customer's bills, the newest first."""
    rows = scope.session.execute(
        select(Bill, Payment.state, Payment.on_day)
        .outerjoin(Payment, Payment.bill_id == Bill.id)
        .where(Bill.contact_id == contact_id)
        .order_by(Bill.id.desc())
        .limit(SIZE)
    )
    return [_view(bill, state, on_day) for bill, state, on_day in rows]


def list_unpaid(scope: Scope) -> list[BillView]:
    """Return what the bank has, or is to get, the earliest day first."""
    scope.require(READ)
    rows = scope.session.execute(
        select(Bill, Payment.state, Payment.on_day, Contact)
        .join(Payment, Payment.bill_id == Bill.id)
        .join(Contact, Contact.id == Bill.contact_id)
        .where(Payment.state.in_((SCHEDULED, PENDING)))
        .order_by(Payment.on_day, Payment.id)
        .limit(SIZE)
    )
    return [_view(bill, state, day, contact.name) for bill, state, day, contact in rows]


def pay_bill(scope: Scope, bill_id: UUID, on_day: date) -> None:
    """Pay one's own bill on a day; today, it is with the bank at once.

    :raises NotFoundError: the actor has no such bill
    :raises Refused: the day is past, or it is paid for already
    """
    bill = scope.session.get(Bill, (scope.tenant_id, bill_id))
    if bill is None or not scope.actor.is_contact or bill.contact_id != scope.actor.id:
        raise NotFoundError(str(bill_id))
    if on_day < today(scope):
        raise Refused(_("Choose today or a later day."))
    is_new = insert_once(
        scope.session,
        Payment,
        tenant_id=scope.tenant_id,
        id=new_id(),
        bill_id=bill.id,
        contact_id=bill.contact_id,
        state=PENDING if on_day == today(scope) else SCHEDULED,
        on_day=on_day,
    )
    if not is_new:
        raise Refused(_("This bill has a payment already."))


def send_to_bank(scope: Scope) -> None:
    """Hand over what was scheduled for today or before."""
    for payment in scope.session.scalars(
        select(Payment)
        .where(Payment.state == SCHEDULED, Payment.on_day <= today(scope))
        .limit(SIZE)
    ):
        payment.state = PENDING


def note_paid(scope: Scope, bill_id: UUID) -> None:
    """Note that the bank has paid."""
    scope.require(READ)
    payment = scope.session.scalar(
        select(Payment).where(Payment.bill_id == bill_id, Payment.state == PENDING)
    )
    if payment is not None:
        payment.state = PAID


def warn_of_lock(scope: Scope, contact_id: UUID) -> list[LockWarning]:
    """Say which payments a lock for good removes."""
    counts = _count_unpaid(scope, contact_id)
    return [
        LockWarning(text=_(text, mapping={"count": counts[state]}), kinds=("permanent", "hidden"))
        for state, text in GONE.items()
        if state in counts
    ]


def remove_unpaid(scope: Scope, contact_id: UUID) -> None:
    """Remove what is not paid yet of somebody who is locked for good, and put it on record."""
    lock = lock_of(scope, get_contact(scope, contact_id))
    if lock is None or lock.kind == "temporary":
        return  # unlocked meanwhile
    counts: Mapping[str, Any] = _count_unpaid(scope, contact_id)
    if not counts:
        return
    scope.session.execute(
        delete(Payment)
        .where(Payment.contact_id == contact_id, Payment.state.in_(GONE))
        .execution_options(synchronize_session=False)
    )
    record_activity(scope, REMOVED, contact_id=contact_id, **counts)


def today(scope: Scope) -> date:
    """Return the day in the organisation's time zone."""
    return scope.now().astimezone(ZoneInfo(scope.tenant.time_zone)).date()


def _count_unpaid(scope: Scope, contact_id: UUID) -> dict[str, int]:
    rows = scope.session.execute(
        select(Payment.state, func.count())
        .where(Payment.contact_id == contact_id, Payment.state.in_(GONE))
        .group_by(Payment.state)
    )
    return {row[0]: row[1] for row in rows}


def _view(bill: Bill, state: str | None, on_day: date | None, contact: str = "") -> BillView:
    return BillView(
        id=bill.id,
        number=bill.number,
        amount=bill.amount / 100,
        due_on=bill.due_on,
        state=state or "",
        on_day=on_day,
        contact=contact,
    )
