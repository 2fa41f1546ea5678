"""The tables of the console."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    FetchedValue,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.plugin.api import Model, TenantOwned

OPEN = text("ended_at IS NULL")


class Interaction(TenantOwned, Model):
    """One member of staff helping one customer: a call, from its reason to its outcome.

    ``level`` says how well the caller is known: 0 found, 1 facts matched, 2 confirmed another way,
    3 a supervisor. It ends with the interaction. ``code_hash`` is that of the code that was mailed
    for the caller to read out.
    """

    __tablename__ = "csr_console_interaction"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "contact_id"], ["contact.tenant_id", "contact.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"], ondelete="CASCADE"
        ),
        # Who helps one customer does so once at a time.
        Index(
            "ix_csr_console_interaction_open",
            "tenant_id",
            "staff_id",
            "contact_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_csr_console_interaction_contact", "tenant_id", "contact_id"),
    )

    contact_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    reason: Mapped[str] = mapped_column(String(60))
    level: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(500), default="")
    code_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")
    code_until: Mapped[datetime | None]
    code_tries: Mapped[int] = mapped_column(default=0, server_default="0")


class Guessing(TenantOwned, Model):
    """Wrong facts about one customer, or of one member of staff, within a quarter of an hour.

    While ``blocked_until`` lies ahead, no more are taken.
    """

    __tablename__ = "csr_console_guessing"
    __table_args__ = (
        UniqueConstraint("tenant_id", "contact_id"),
        UniqueConstraint("tenant_id", "staff_id"),
        ForeignKeyConstraint(
            ["tenant_id", "contact_id"], ["contact.tenant_id", "contact.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"], ondelete="CASCADE"
        ),
    )

    contact_id: Mapped[UUID | None]
    staff_id: Mapped[UUID | None]
    wrong: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime]
    blocked_until: Mapped[datetime | None]


class CustomerCounter(TenantOwned, Model):
    """How many customers a tenant has had: each contact gets the next number."""

    __tablename__ = "csr_console_counter"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    last: Mapped[int] = mapped_column(BigInteger)


class Customer(TenantOwned, Model):
    """One contact in one account, as the search lists them; or a contact without any.

    ``number`` is the contact's place in lists, the newest first: it counts contacts, so that all
    rows of one stand together. ``status`` and ``district`` are what lists are narrowed by.
    """

    __tablename__ = "csr_console_customer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "contact_id"], ["contact.tenant_id", "contact.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["tenant_id", "account_id"], ["account.tenant_id", "account.id"], ondelete="CASCADE"
        ),
        Index("ix_csr_console_customer_contact", "tenant_id", "contact_id"),
        Index("ix_csr_console_customer_account", "tenant_id", "account_id"),
        Index("ix_csr_console_customer_place", "tenant_id", "number", "account_id"),
        Index("ix_csr_console_customer_status", "tenant_id", "status", "number", "account_id"),
        Index("ix_csr_console_customer_district", "tenant_id", "district", "number", "account_id"),
        Index(
            "ix_csr_console_customer_both",
            "tenant_id",
            "district",
            "status",
            "number",
            "account_id",
        ),
    )

    contact_id: Mapped[UUID]
    account_id: Mapped[UUID | None]
    number: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(String(24))
    district: Mapped[str] = mapped_column(String(100), default="")


class CustomerText(TenantOwned, Model):
    """The words by which the customer with the same id is found."""

    __tablename__ = "csr_console_customer_text"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "id"],
            ["csr_console_customer.tenant_id", "csr_console_customer.id"],
            ondelete="CASCADE",
        ),
    )

    row: Mapped[int] = mapped_column(BigInteger, FetchedValue())
    era: Mapped[int]
    text: Mapped[str] = mapped_column(Text)


class DistrictLimit(TenantOwned, Model):
    """A district of whose customers a member of staff may see, and of no others but their like."""

    __tablename__ = "csr_console_limit"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"], ondelete="CASCADE"
        ),
        UniqueConstraint("tenant_id", "staff_id", "district"),
    )

    staff_id: Mapped[UUID]
    district: Mapped[str] = mapped_column(String(100))
