"""The table of one-time secrets."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Model, TenantOwned
from core.identity.models.session import of_one_person


class OneTimeSecret(TenantOwned, Model):
    """A link, code or password that works once. Only its hash is stored.

    ``attempts`` counts wrong tries at secrets short enough to guess; ``data`` holds what the
    secret stands for beside its purpose, for example the new address, and ``about_id`` is the one
    thing for which it is good, where a person may have several. ``issued_by`` is the name of the
    member of staff who made it, ``mail_id`` the mail that brings it, ``ended_by`` why it was
    revoked.
    """

    __tablename__ = "one_time_secret"
    __table_args__ = (
        UniqueConstraint("tenant_id", "secret_hash"),
        *of_one_person(),
        Index("ix_one_time_secret_contact", "tenant_id", "contact_id", "purpose"),
        Index("ix_one_time_secret_staff", "tenant_id", "staff_id", "purpose"),
        Index("ix_one_time_secret_expires", "tenant_id", "expires_at"),
    )

    purpose: Mapped[str] = mapped_column(String(20))
    contact_id: Mapped[UUID | None]
    staff_id: Mapped[UUID | None]
    about_id: Mapped[UUID | None]
    secret_hash: Mapped[str] = mapped_column(String(64))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    issued_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    mail_id: Mapped[UUID | None]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(String(12), default="", server_default="")
