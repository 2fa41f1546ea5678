"""The tables of tenancy."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from core.db.base import Model, TenantOwned


class Tenant(Model):
    """One organisation. ``version`` rises with every change of its configuration."""

    __tablename__ = "tenant"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    slug: Mapped[str] = mapped_column(String(63), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    default_locale: Mapped[str] = mapped_column(String(12), default="es")
    languages: Mapped[list[str]]
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class TenantHost(Model):
    """A host name of a tenant's own, beside ``{slug}.{base domain}``. Lower case, no port."""

    __tablename__ = "tenant_host"

    host: Mapped[str] = mapped_column(String(253), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenant.id"), index=True)


class TenantDocument(TenantOwned, Model):
    """One part of a tenant's configuration; :data:`core.tenancy.config.Kind` names them all."""

    __tablename__ = "tenant_document"
    __table_args__ = (UniqueConstraint("tenant_id", "kind"),)

    kind: Mapped[str] = mapped_column(String(40))
    body: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
