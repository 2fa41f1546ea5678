"""The tables of cases."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Model, TenantOwned
from core.files.models import FileUpload
from core.identity.models.account import Account
from core.identity.models.contact import Contact
from core.identity.models.staff import Staff
from fields_config.filter_values import LONGEST

State = Literal["open", "waiting", "closed"]
NOT_CLOSED = text("closed_at IS NULL")
INCOMPLETE = text("is_incomplete")
# Compared sign by sign, whatever language the database sorts in.
SORTED = String(LONGEST).with_variant(String(LONGEST, collation="C"), "postgresql")


def reference(column: str, table: str, **options: Any) -> ForeignKeyConstraint:
    """Refer to a row of the same tenant: the key leads with it, so no other's can be meant."""
    return ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], **options
    )


class Case(TenantOwned, Model):
    """One thing that somebody asked for.

    ``number`` is what people call it by. ``status`` is a key of the tenant's status field and
    ``state`` the kind of that status, stored as well for lists. ``version`` counts changes of
    fields, for agents who edit at once. Lists go by number, which rises with every case.
    ``folded`` has the texts that lists are filtered by, as filters compare them: field key -> text.
    """

    __tablename__ = "support_case"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        reference("contact_id", Contact.__tablename__),
        reference("account_id", Account.__tablename__),
        reference("assignee_id", Staff.__tablename__),
        reference("parent_id", "support_case"),
        Index("ix_support_case_contact", "tenant_id", "contact_id", "number"),
        Index("ix_support_case_account", "tenant_id", "account_id", "number"),
        Index("ix_support_case_status", "tenant_id", "status", "number"),
        Index("ix_support_case_priority", "tenant_id", "priority", "number"),
        Index("ix_support_case_channel", "tenant_id", "channel", "number"),
        Index(
            "ix_support_case_not_closed",
            "tenant_id",
            "number",
            postgresql_where=NOT_CLOSED,
            sqlite_where=NOT_CLOSED,
        ),
        Index(
            "ix_support_case_state",
            "tenant_id",
            "state",
            "number",
            postgresql_where=NOT_CLOSED,
            sqlite_where=NOT_CLOSED,
        ),
        Index(
            "ix_support_case_assignee",
            "tenant_id",
            "assignee_id",
            "number",
            postgresql_where=NOT_CLOSED,
            sqlite_where=NOT_CLOSED,
        ),
        Index(
            "ix_support_case_incomplete",
            "tenant_id",
            "number",
            postgresql_where=INCOMPLETE,
            sqlite_where=INCOMPLETE,
        ),
    )

    number: Mapped[int] = mapped_column(BigInteger)
    subject: Mapped[str] = mapped_column(Text)
    product: Mapped[str | None] = mapped_column(String(1000))
    status: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(8))
    priority: Mapped[str | None] = mapped_column(String(60))
    channel: Mapped[str] = mapped_column(String(60))
    contact_id: Mapped[UUID | None]
    account_id: Mapped[UUID | None]
    assignee_id: Mapped[UUID | None]
    parent_id: Mapped[UUID | None]
    cc: Mapped[list[str]]
    # Those of ``cc`` that staff have named, or answered in sight of: see
    # core.cases.notify.recipients.
    confirmed_cc: Mapped[list[str]] = mapped_column(default=list)
    custom: Mapped[dict[str, Any]]
    folded: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    form_version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    # The last change that customers may know of; empty of what an earlier release filed.
    public_updated_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    # It lacks something that customers have to fill in: see core.cases.incomplete.
    is_incomplete: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def last_public_update(self) -> datetime:
        """When something changed that customers may know of."""
        return self.public_updated_at or self.created_at

    def touch(self, at: datetime, *, is_internal: bool) -> None:
        """Note that something changed, and whether for staff alone."""
        self.updated_at = at
        if not is_internal:
            self.public_updated_at = at


class CaseCounter(TenantOwned, Model):
    """The last number that a tenant's cases have used. One row each, locked while counting."""

    __tablename__ = "case_counter"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    last: Mapped[int] = mapped_column(BigInteger)


class CaseNote(TenantOwned, Model):
    """One message of the conversation. The author's name stays as it was when it was written.

    ``event`` names a sentence of ours that stands instead of ``html``, so that each reader gets
    it in their own language.
    """

    __tablename__ = "case_note"
    __table_args__ = (
        reference("case_id", "support_case"),
        Index("ix_case_note_case", "tenant_id", "case_id", "id"),
    )

    case_id: Mapped[UUID]
    author_kind: Mapped[str] = mapped_column(String(12))
    author_id: Mapped[UUID | None]
    author_name: Mapped[str] = mapped_column(String(200))
    html: Mapped[str] = mapped_column(Text, default="")
    event: Mapped[str | None] = mapped_column(String(40))
    is_internal: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]


class CaseFile(TenantOwned, Model):
    """A file of a case. One that came with an internal note is internal too."""

    __tablename__ = "case_file"
    __table_args__ = (
        reference("case_id", "support_case"),
        reference("note_id", "case_note"),
        reference("upload_id", FileUpload.__tablename__),
        Index("ix_case_file_case", "tenant_id", "case_id", "id"),
        Index("ix_case_file_upload", "tenant_id", "upload_id"),
    )

    case_id: Mapped[UUID]
    note_id: Mapped[UUID | None]
    upload_id: Mapped[UUID]
    label: Mapped[str] = mapped_column(String(200), default="")
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    author_kind: Mapped[str] = mapped_column(String(12))
    author_id: Mapped[UUID | None]
    author_name: Mapped[str] = mapped_column(String(200))
    is_internal: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class CaseText(TenantOwned, Model):
    """The normalized words by which customers find the case with the same id.

    See ``core.cases.search.text_query``.

    ``era`` is the bucket of the case's number (``core.cases.search.buckets``).
    """

    __tablename__ = "case_search"
    __table_args__ = (reference("id", "support_case", ondelete="CASCADE"),)

    era: Mapped[int] = mapped_column(server_default="0")
    text: Mapped[str] = mapped_column(Text)


class CaseStaffText(TenantOwned, Model):
    """What staff find a case by: more than customers do, so no search of theirs reads it.

    The first line has the words of its fields and people, the second those of its messages
    (``core.cases.search.indexing``).
    """

    __tablename__ = "case_staff_search"
    __table_args__ = (reference("id", "support_case", ondelete="CASCADE"),)

    era: Mapped[int] = mapped_column(server_default="0")
    text: Mapped[str] = mapped_column(Text)


class CaseFilterValue(TenantOwned, Model):
    """One value by which a case is found in long lists (``core.cases.search.filter_values``)."""

    __tablename__ = "case_facet"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "number"],
            ["support_case.tenant_id", "support_case.number"],
            ondelete="CASCADE",
        ),
        Index("ix_case_facet_number", "tenant_id", "number"),
    )

    # The row is its own key, in the order in which lists read it.
    id = None  # type: ignore[assignment]  # how SQLAlchemy leaves a mixin's column out
    field: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(SORTED, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class CaseSubmission(TenantOwned, Model):
    """A form's one-time key, and what sending it made. The unique key decides who was first."""

    __tablename__ = "case_submission"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        Index("ix_case_submission_created", "tenant_id", "created_at"),
    )

    key: Mapped[str] = mapped_column(String(64))
    made_id: Mapped[UUID]
    created_at: Mapped[datetime]
