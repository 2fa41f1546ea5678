"""The table of contacts: the people whom a tenant serves."""

from datetime import date, datetime
from typing import Any, Literal, Protocol

from sqlalchemy import Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Model, TenantOwned
from core.identity.models.person import Person

PortalStatus = Literal[
    "not_enrolled", "pending", "enrolled", "temporarily_locked", "permanently_locked", "hidden"
]
# Characters of a whole name, as records keep it.
LONGEST_NAME = 200


def full_name(first_name: str | None, last_name: str | None) -> str:
    """Put a contact's names together."""
    return f"{first_name or ''} {last_name or ''}".strip()[:LONGEST_NAME]


class PortalGrant(Protocol):
    """The columns that say when a contact may use the portal: of a contact, or of a row."""

    portal_access: Any
    portal_from: Any
    portal_until: Any
    hidden: Any


def is_granted(grant: PortalGrant, today: date) -> bool:
    """Whether a grant holds on that day of the tenant's calendar."""
    begun = grant.portal_from is None or grant.portal_from <= today
    ended = grant.portal_until is not None and grant.portal_until < today
    return bool(grant.portal_access) and begun and not ended and not grant.hidden


class Contact(Person, TenantOwned, Model):
    """Somebody who asks. Portal access is a grant with a first and a last day (a blank: no bound).

    ``custom`` holds the values of the tenant's own contact fields, ``search`` the folded text that
    staff's search looks in. ``refuses_impersonation`` counts where the tenant lets customers refuse
    that staff see the portal as they do. ``bounced_key`` is the address, in normal form, at which a
    mail came back for good.
    """

    __tablename__ = "contact"
    __table_args__ = (
        UniqueConstraint("tenant_id", "email_key"),
        UniqueConstraint("tenant_id", "username_key"),
        Index("ix_contact_identifier", "tenant_id", "identifier_key"),
        Index(
            "ix_contact_lock_until",
            "tenant_id",
            "lock_until",
            postgresql_where=text("lock_until IS NOT NULL"),
            sqlite_where=text("lock_until IS NOT NULL"),
        ),
    )

    first_name: Mapped[str] = mapped_column(String(100))
    last_name: Mapped[str] = mapped_column(String(100), default="")
    identifier: Mapped[str] = mapped_column(String(60), default="")
    identifier_key: Mapped[str] = mapped_column(String(120), default="")
    email_2: Mapped[str] = mapped_column(String(254), default="")
    email_3: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    job_title: Mapped[str] = mapped_column(String(100), default="")
    username: Mapped[str | None] = mapped_column(String(60))
    username_key: Mapped[str | None] = mapped_column(String(120))
    verified_at: Mapped[datetime | None]
    registered_at: Mapped[datetime | None]
    portal_access: Mapped[bool] = mapped_column(default=False)
    portal_from: Mapped[date | None]
    portal_until: Mapped[date | None]
    hidden: Mapped[bool] = mapped_column(default=False)
    refuses_impersonation: Mapped[bool] = mapped_column(default=False, server_default=false())
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)
    search: Mapped[str] = mapped_column(Text, default="")
    bounced_key: Mapped[str | None] = mapped_column(String(320))
    bounced_at: Mapped[datetime | None]
    bounce_reason: Mapped[str] = mapped_column(String(500), default="", server_default="")

    @property
    def name(self) -> str:
        return full_name(self.first_name, self.last_name)

    @property
    def is_unreachable(self) -> bool:
        """Whether mails to the address that the contact has now came back for good."""
        return self.bounced_key is not None and self.bounced_key == self.email_key

    def portal_status_at(self, now: datetime) -> PortalStatus:
        """Return what staff see of the contact's way in; the strongest fact wins."""
        if self.hidden:
            return "hidden"
        if self.is_locked_at(now):
            is_permanent = self.lock_kind == "permanent"
            return "permanently_locked" if is_permanent else "temporarily_locked"
        if not self.portal_access:
            return "not_enrolled"
        return "enrolled" if self.verified_at else "pending"
