"""The table of activity."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import AppendOnly, Model, TenantOwned


class Activity(TenantOwned, AppendOnly, Model):
    """One thing that somebody did, or tried. Never changed, never deleted before its time.

    :ivar seal: what only the program can make of all the rest: :mod:`core.activity.sealing`
    """

    __tablename__ = "activity"
    __table_args__ = (
        # A page of one contact's, and its count, are read off it with and without kinds.
        Index("ix_activity_contact_kind", "tenant_id", "contact_id", "id", "kind"),
        Index("ix_activity_case", "tenant_id", "case_id", "id"),
        Index("ix_activity_kind", "tenant_id", "kind", "id"),
    )

    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(60))
    actor_kind: Mapped[str] = mapped_column(String(12))
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    impersonator_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    case_id: Mapped[UUID | None]
    request_id: Mapped[str] = mapped_column(String(40), default="")
    data: Mapped[dict[str, Any]]
    seal: Mapped[bytes | None] = mapped_column(LargeBinary(16))


class ActivitySeal(TenantOwned, Model):
    """How many activities of a span of time there are, so that none goes unnoticed.

    Spans follow each other without a gap, from the very beginning on.
    """

    __tablename__ = "activity_seal"
    __table_args__ = (UniqueConstraint("tenant_id", "since"),)

    since: Mapped[datetime]
    until: Mapped[datetime]
    count: Mapped[int] = mapped_column(BigInteger)
    seal: Mapped[bytes] = mapped_column(LargeBinary(16))
