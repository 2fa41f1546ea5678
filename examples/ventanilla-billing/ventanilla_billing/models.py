"""The tables of bills and payments."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.plugin.api import Model, TenantOwned

SCHEDULED, PENDING, PAID = "scheduled", "pending", "paid"


class Bill(TenantOwned, Model):
    """What a customer owes. Amounts are in the hundredth part of the currency."""

    __tablename__ = "billing_bill"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "contact_id"], ["contact.tenant_id", "contact.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("tenant_id", "number"),
        Index("ix_billing_bill_contact", "tenant_id", "contact_id", "id"),
    )

    contact_id: Mapped[UUID]
    number: Mapped[str] = mapped_column(String(40))
    amount: Mapped[int]
    due_on: Mapped[date]
    created_at: Mapped[datetime]


class Payment(TenantOwned, Model):
    """The payment of a bill. A bill has one at most."""

    __tablename__ = "billing_payment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "bill_id"],
            ["billing_bill.tenant_id", "billing_bill.id"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["tenant_id", "contact_id"], ["contact.tenant_id", "contact.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("tenant_id", "bill_id"),
        Index("ix_billing_payment_contact", "tenant_id", "contact_id", "state"),
        Index("ix_billing_payment_state", "tenant_id", "state", "on_day"),
    )

    bill_id: Mapped[UUID]
    contact_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(String(12))
    on_day: Mapped[date]
