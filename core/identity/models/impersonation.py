"""The tables of impersonation: who looked at the portal as which customer, and at which pages."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Model, TenantOwned


class Impersonation(TenantOwned, Model):
    """One visit of a member of staff to the portal as a customer sees it.

    ``token_hash`` is that of the token which begins it, and from then on that of the window's
    cookie. ``session_id`` is the member of staff's own session, with which the visit ends, and
    ``plugin`` whose page offered it (empty: the core's). ``interaction_id`` is that plugin's own.
    """

    __tablename__ = "impersonation"
    __table_args__ = (
        UniqueConstraint("tenant_id", "token_hash"),
        ForeignKeyConstraint(
            ["tenant_id", "contact_id"], ["contact.tenant_id", "contact.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"], ondelete="CASCADE"
        ),
        Index("ix_impersonation_contact", "tenant_id", "contact_id"),
        Index("ix_impersonation_session", "tenant_id", "session_id"),
        Index("ix_impersonation_ends", "tenant_id", "ends_at"),
    )

    contact_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    session_id: Mapped[UUID]
    plugin: Mapped[str] = mapped_column(String(40), default="")
    interaction_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(String(500))
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(String(20), default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    device: Mapped[str] = mapped_column(String(200), default="")


class ImpersonationPage(TenantOwned, Model):
    """One page or file that was opened in a visit, noted before anything of it was sent."""

    __tablename__ = "impersonation_page"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "impersonation_id"],
            ["impersonation.tenant_id", "impersonation.id"],
            ondelete="CASCADE",
        ),
        Index("ix_impersonation_page_of", "tenant_id", "impersonation_id"),
    )

    impersonation_id: Mapped[UUID]
    at: Mapped[datetime]
    path: Mapped[str] = mapped_column(String(500))
