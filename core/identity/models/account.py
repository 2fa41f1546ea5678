"""Accounts (the organisations that contacts belong to) and what a contact may do in each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Model, TenantOwned


class Account(TenantOwned, Model):
    """A company, a household, a meter: whatever a tenant's cases are about.

    ``custom`` holds the values of the tenant's own account fields, ``search`` the folded text that
    staff's search looks in.
    """

    __tablename__ = "account"
    __table_args__ = (Index("ix_account_number", "tenant_id", "number"),)

    name: Mapped[str] = mapped_column(String(200))
    legal_name: Mapped[str] = mapped_column(String(200), default="")
    number: Mapped[str] = mapped_column(String(60), default="")
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)
    search: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Membership(TenantOwned, Model):
    """One contact in one account. A primary contact has every grant."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("tenant_id", "contact_id", "account_id"),
        ForeignKeyConstraint(
            ["tenant_id", "contact_id"], ["contact.tenant_id", "contact.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["tenant_id", "account_id"], ["account.tenant_id", "account.id"], ondelete="CASCADE"
        ),
        Index("ix_membership_account", "tenant_id", "account_id"),
    )

    contact_id: Mapped[UUID]
    account_id: Mapped[UUID]
    can_view_cases: Mapped[bool] = mapped_column(default=False)
    can_create_for: Mapped[bool] = mapped_column(default=False)
    can_export: Mapped[bool] = mapped_column(default=False)
    is_primary: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
