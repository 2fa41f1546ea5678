"""The table of staff: those who answer, look people up or shape the tenant."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Model, TenantOwned
from core.identity.models.person import Person


class Staff(Person, TenantOwned, Model):
    """A member of staff, with the names of built-in roles.

    :mod:`core.identity.permissions` says what each role may do.
    """

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("tenant_id", "email_key"),)

    name: Mapped[str] = mapped_column(String(200))
    roles: Mapped[list[str]]
    active: Mapped[bool] = mapped_column(default=True)
