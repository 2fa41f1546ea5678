"""The table of mails."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Model, TenantOwned


class MailMessage(TenantOwned, Model):
    """One mail that we send, or sent, and under which id.

    ``state`` is ``queued``, ``sent``, ``held`` (there is no mail server, as in a demo),
    ``failed``, or ``bounced`` once a server that had taken it gave it back. ``pending`` holds the
    addresses that no server has accepted or refused yet, ``bounces`` what became known of others
    later: address -> ``reason``, ``permanent`` and ``at``.
    """

    __tablename__ = "mail_message"
    __table_args__ = (
        # How a reply finds its way back, and why a mail is never two.
        UniqueConstraint("tenant_id", "message_id"),
        Index("ix_mail_message_case", "tenant_id", "case_id", "id"),
        Index("ix_mail_message_state", "tenant_id", "state", "id"),
        Index("ix_mail_message_to", "tenant_id", "to_key", "id"),
        Index("ix_mail_message_contact", "tenant_id", "contact_id", "id"),
    )

    kind: Mapped[str] = mapped_column(String(100))
    locale: Mapped[str] = mapped_column(String(12))
    sender_name: Mapped[str] = mapped_column(String(200))
    sender: Mapped[str] = mapped_column(String(320))
    # Where answers go, if it is not the sender; and what plugins add to the headers.
    reply_to: Mapped[str] = mapped_column(String(320), default="", server_default="")
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    to: Mapped[list[Any]]
    # The first of them, as addresses are compared.
    to_key: Mapped[str] = mapped_column(String(320), default="", server_default="")
    cc: Mapped[list[Any]]
    # Those of To and Cc who get the same news by another mail.
    named: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    pending: Mapped[list[str]]
    bounces: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    subject: Mapped[str] = mapped_column(String(800))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    # Rows of core.mail.message.attachments.Attachment.
    files: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    message_id: Mapped[str] = mapped_column(String(400))
    in_reply_to: Mapped[str] = mapped_column(String(400), default="")
    references: Mapped[list[str]]
    is_automatic: Mapped[bool] = mapped_column(default=True)
    # A mail that carries a one-time secret is emptied once it is sent; ``shown`` is its HTML with
    # the secret left out, for staff.
    is_secret: Mapped[bool] = mapped_column(default=False)
    shown: Mapped[str] = mapped_column(Text, default="", server_default="")
    case_id: Mapped[UUID | None]
    note_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(String(12), default="queued")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")
