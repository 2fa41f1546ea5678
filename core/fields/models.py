"""The versions of forms."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Model, TenantOwned

DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"


class FormVersion(TenantOwned, Model):
    """One version of one form. The draft is the version to come, so there is at most one.

    Version 0, which every tenant starts with, is part of the product and has no row.
    ``revision`` counts the edits of a draft.
    """

    __tablename__ = "form_version"
    __table_args__ = (UniqueConstraint("tenant_id", "form_key", "version"),)

    form_key: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    base_version: Mapped[int]
    status: Mapped[str] = mapped_column(String(12))
    revision: Mapped[int] = mapped_column(default=0)
    body: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    changed_by_name: Mapped[str] = mapped_column(String(200), default="")
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
