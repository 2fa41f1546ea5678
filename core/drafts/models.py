"""The table of drafts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Model, TenantOwned


class WrittenDraft(TenantOwned, Model):
    """What one person, a contact or a member of staff, has written in one form and not sent yet.

    ``place`` stands for the form's address. ``entries`` are names and values as a browser sends
    them, none once they were sent (``is_open`` says which). ``sent_key``, ``sent_to`` and
    ``sent_words`` tell of the last form that was sent from there. ``browser`` is set where the
    words came after the session had ended: only that browser gets them back.
    """

    __tablename__ = "written_draft"
    __table_args__ = (
        UniqueConstraint("tenant_id", "person_id", "place"),
        Index("ix_written_draft_expires", "tenant_id", "expires_at"),
    )

    person_id: Mapped[UUID]
    place: Mapped[str] = mapped_column(String(80))
    revision: Mapped[int]
    entries: Mapped[list[Any]]
    is_open: Mapped[bool]
    browser: Mapped[str] = mapped_column(String(64), default="")
    sent_key: Mapped[str] = mapped_column(String(64), default="")
    sent_to: Mapped[str] = mapped_column(String(500), default="")
    sent_words: Mapped[str] = mapped_column(String(300), default="")
    saved_at: Mapped[datetime]
    expires_at: Mapped[datetime]
