from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Model, TenantOwned


class Book(TenantOwned, Model):
    __tablename__ = "shelf_book"
    __table_args__ = (UniqueConstraint("tenant_id", "title"),)

    title: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(12))
    pages: Mapped[int]
    is_lent: Mapped[bool]
    shouted: Mapped[str] = mapped_column(String(120))


class Loan(TenantOwned, Model):
    __tablename__ = "shelf_loan"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "book_id"], ["shelf_book.tenant_id", "shelf_book.id"]),
    )

    book_id: Mapped[UUID]
