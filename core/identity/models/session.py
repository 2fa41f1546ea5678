"""Sessions and the devices that people have signed in from before."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Constraint,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Model, TenantOwned


def of_one_person() -> tuple[Constraint, ...]:
    """Return the constraints of a row that belongs to either a contact or a member of staff."""
    return (
        ForeignKeyConstraint(
            ["tenant_id", "contact_id"], ["contact.tenant_id", "contact.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"], ondelete="CASCADE"
        ),
        CheckConstraint("(contact_id IS NULL) <> (staff_id IS NULL)", name="of_one_person"),
    )


class WebSession(TenantOwned, Model):
    """One person signed in on one device. The browser holds the token; here is only its hash."""

    __tablename__ = "web_session"
    __table_args__ = (
        UniqueConstraint("tenant_id", "token_hash"),
        *of_one_person(),
        Index("ix_web_session_contact", "tenant_id", "contact_id"),
        Index("ix_web_session_staff", "tenant_id", "staff_id"),
        Index("ix_web_session_expires", "tenant_id", "expires_at"),
    )

    token_hash: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(8))
    contact_id: Mapped[UUID | None]
    staff_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(String(200), default="")


class KnownDevice(TenantOwned, Model):
    """A browser in which a person has signed in before: failed guesses elsewhere don't lock it."""

    __tablename__ = "known_device"
    __table_args__ = (
        UniqueConstraint("tenant_id", "token_hash", "contact_id"),
        UniqueConstraint("tenant_id", "token_hash", "staff_id"),
        *of_one_person(),
        Index("ix_known_device_seen", "tenant_id", "seen_at"),
    )

    token_hash: Mapped[str] = mapped_column(String(64))
    contact_id: Mapped[UUID | None]
    staff_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class SignInFailure(TenantOwned, Model):
    """How often signing in has failed in a row, per address, per source, or per both.

    ``key`` is a hash, so the table tells nobody which addresses were tried.
    """

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        Index("ix_sign_in_failure_last", "tenant_id", "last_at"),
    )

    key: Mapped[str] = mapped_column(String(64))
    count: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
