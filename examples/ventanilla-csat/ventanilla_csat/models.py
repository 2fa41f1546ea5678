"""The table of ratings."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.plugin.api import Model, TenantOwned


class Rating(TenantOwned, Model):
    """What a contact thinks of how their case was answered. A case has one; it may be changed."""

    __tablename__ = "csat_rating"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["support_case.tenant_id", "support_case.id"]
        ),
        UniqueConstraint("tenant_id", "case_id"),
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
    )

    case_id: Mapped[UUID]
    score: Mapped[int]
    comment: Mapped[str] = mapped_column(Text)
    rated_at: Mapped[datetime]
