"""The table of due times."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from core.plugin.api import Model, TenantOwned


class DueTime(TenantOwned, Model):
    """When an open case is due. A closed one has none, so that the table stays small."""

    __tablename__ = "due_time"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["support_case.tenant_id", "support_case.id"]
        ),
        UniqueConstraint("tenant_id", "case_id"),
        # With the case, so that lists need nothing but the index.
        Index("ix_due_time_due", "tenant_id", "due_at", "case_id"),
    )

    case_id: Mapped[UUID]
    due_at: Mapped[datetime]
