"""The table of what can be taken back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Model, TenantOwned


class UndoStep(TenantOwned, Model):
    """One change of the tenant's configuration: what was before, and a mark of what is after.

    ``parts`` maps the name of a part (:mod:`core.undo.services`) to what it was.
    """

    __tablename__ = "undo_step"
    __table_args__ = (Index("ix_undo_step_created", "tenant_id", "created_at"),)

    permission: Mapped[str] = mapped_column(String(60))
    parts: Mapped[dict[str, Any]]
    after: Mapped[str] = mapped_column(String(64), default="")
    place: Mapped[str] = mapped_column(String(300), default="")
    actor_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
