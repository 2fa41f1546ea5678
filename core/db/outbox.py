"""The outbox row: a job request, stored in the transaction of its data.

It stands here, below every feature, because any transaction may leave one behind.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from core.db.base import Model
from core.log import current_request_id


class OutboxMessage(Model):
    """One job to run. ``done_at`` is set in the transaction of the job's own effects.

    A platform table: the relay reads it for every tenant at once, and a job's arguments are ids.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        # The relay's one question: what is due and neither done nor given up?
        Index(
            "ix_outbox_due",
            "due_at",
            postgresql_where=text("done_at IS NULL AND failed_at IS NULL"),
            sqlite_where=text("done_at IS NULL AND failed_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenant.id"))
    actor: Mapped[str] = mapped_column(String(120))
    args: Mapped[list[Any]]
    plugin: Mapped[str | None] = mapped_column(String(60))
    locale: Mapped[str] = mapped_column(String(12), default="")
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    handed_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    # The request that led to it, by way of however many other jobs: its name in the log.
    request_id: Mapped[str | None] = mapped_column(String(40), default=current_request_id)
    # The plugins and core jobs whose own work led to it, by way of however many other jobs.
    causes: Mapped[list[str] | None]
    # A key that makes asking twice the same as asking once ("welcome:<contact id>").
    once: Mapped[str | None] = mapped_column(String(200), unique=True)
