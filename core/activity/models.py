"""The table of activity."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Model, TenantOwned


class Activity(TenantOwned, Model):
    """One thing that somebody did, or tried. Never changed, never deleted before its time."""

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_contact", "tenant_id", "contact_id", "id"),
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
