"""The tables of the console."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    String,
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
        CheckConstraint("(contact_id IS NULL) <> (staff_id IS NULL)", name="of_one"),
    )

    contact_id: Mapped[UUID | None]
    staff_id: Mapped[UUID | None]
    wrong: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime]
    blocked_until: Mapped[datetime | None]
