"""The tables of the email channel."""

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.plugin.api import Model, TenantOwned

LONGEST_ADDRESS = 320
LONGEST_MESSAGE_ID = 400

# How a mailbox gets its mail: fetched from a server, or handed over by one.
Receiving = Literal["imap", "delivery"]
# ``none`` is for servers in networks of the operator's own, and nothing else.
Security = Literal["tls", "starttls", "none"]
Authentication = Literal["password", "oauth2"]
# What is done at the server with a message that we have: it is marked as read, or moved as well.
AfterFetch = Literal["seen", "move"]
# Why a message stays at its server: it is larger than what we take, or can't be fetched.
LeftBecause = Literal["too_large", "unreadable"]
# ``waiting`` for a decision, ``filed`` in a case, ``quarantined`` until somebody decides,
# ``recorded`` where nothing is to be done (a bounce, an absence notice), ``rejected``, or
# ``failed`` where the message itself could not be read.
State = Literal["waiting", "filed", "quarantined", "recorded", "rejected", "failed"]
WAITING = text("state = 'waiting'")
DEFAULT = text("is_default")
QUARANTINED = text("state IN ('quarantined', 'failed')")


class Mailbox(TenantOwned, Model):
    """An address of the tenant that mail comes to and goes out from.

    ``address_key`` is the folded address. ``defaults`` are values of the case form that its new
    cases begin with: key -> value as stored. ``secret`` is the encrypted password or refresh token,
    ``client_secret`` that of the OAuth2 client. ``error`` is one of
    :data:`plugins.email_channel.services.mailbox_errors.SENTENCES`, and ``error_details`` are what
    its sentence names; both are empty while all is well.
    """

    __tablename__ = "email_channel_mailbox"
    __table_args__ = (
        # Whose mail it is, is known by the address alone: no two tenants can have the same.
        Index("ix_email_channel_mailbox_address", "address_key", unique=True),
        Index("ix_email_channel_mailbox_due", "next_fetch_at"),
        # Answers go out from one mailbox where nothing else says from which.
        Index(
            "ix_email_channel_mailbox_default",
            "tenant_id",
            unique=True,
            postgresql_where=DEFAULT,
            sqlite_where=DEFAULT,
        ),
    )

    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    address_key: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    sender_name: Mapped[str] = mapped_column(String(200), default="")
    # Where answers go instead: a mailbox of the organisation that redirects to this one.
    reply_to: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), default="")
    is_default: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    receiving: Mapped[str] = mapped_column(String(12), default="delivery")
    locale: Mapped[str] = mapped_column(String(12), default="")
    defaults: Mapped[dict[str, Any]]

    host: Mapped[str] = mapped_column(String(255), default="")
    port: Mapped[int] = mapped_column(default=993)
    security: Mapped[str] = mapped_column(String(12), default="tls")
    username: Mapped[str] = mapped_column(String(255), default="")
    authentication: Mapped[str] = mapped_column(String(20), default="password")
    secret: Mapped[str] = mapped_column(Text, default="")
    provider: Mapped[str] = mapped_column(String(20), default="")
    client_id: Mapped[str] = mapped_column(String(255), default="")
    client_secret: Mapped[str] = mapped_column(Text, default="")
    token_url: Mapped[str] = mapped_column(String(1000), default="")
    folder: Mapped[str] = mapped_column(String(200), default="INBOX")
    after_fetch: Mapped[str] = mapped_column(String(12), default="seen")
    move_to: Mapped[str] = mapped_column(String(200), default="")
    # Authentication-Results headers of this server are believed; of others they are not.
    trusted_server: Mapped[str] = mapped_column(String(255), default="")

    # The key in use and the domain whose record has it, and the one that waits for its record.
    dkim_domain: Mapped[str] = mapped_column(String(255), default="")
    dkim_selector: Mapped[str] = mapped_column(String(63), default="")
    dkim_key: Mapped[str] = mapped_column(Text, default="")
    dkim_next_selector: Mapped[str] = mapped_column(String(63), default="")
    dkim_next_key: Mapped[str] = mapped_column(Text, default="")

    # What the fetcher knows: which messages it has, when it is due and who is at it, and what went
    # wrong last. ``uid_validity`` says for which life of the folder ``last_uid`` counts (RFC 9051).
    uid_validity: Mapped[int | None] = mapped_column(BigInteger)
    last_uid: Mapped[int] = mapped_column(BigInteger, default=0)
    next_fetch_at: Mapped[datetime | None]
    lease: Mapped[UUID | None]
    leased_until: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(20), default="")
    error_details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class LeftMessage(TenantOwned, Model):
    """A message that stays at the mailbox's server, because we can't take it.

    ``attempts`` counts how often it was tried; one that is too large is not tried.
    """

    __tablename__ = "email_channel_left"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "mailbox_id"],
            ["email_channel_mailbox.tenant_id", "email_channel_mailbox.id"],
        ),
        UniqueConstraint("tenant_id", "mailbox_id", "uid_validity", "uid"),
    )

    mailbox_id: Mapped[UUID]
    uid_validity: Mapped[int] = mapped_column(BigInteger)
    uid: Mapped[int] = mapped_column(BigInteger)
    size: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(default=0)
    found_at: Mapped[datetime]
    sender: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), default="")
    subject: Mapped[str] = mapped_column(String(800), default="")


class ReceivedMail(TenantOwned, Model):
    """One message that came, and what became of it.

    ``fingerprint`` makes the same message one, however often and by whatever ways it comes
    (:mod:`plugins.email_channel.services.receiving`). ``decision`` has the steps that led to the
    outcome, each as a mapping of ``rule``, ``found`` and ``result``.
    """

    __tablename__ = "email_channel_mail"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "mailbox_id"],
            ["email_channel_mailbox.tenant_id", "email_channel_mailbox.id"],
        ),
        ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["support_case.tenant_id", "support_case.id"]
        ),
        UniqueConstraint("tenant_id", "fingerprint"),
        Index("ix_email_channel_mail_mailbox", "tenant_id", "mailbox_id"),
        Index("ix_email_channel_mail_message", "tenant_id", "message_id"),
        Index("ix_email_channel_mail_case", "tenant_id", "case_id", "id"),
        Index("ix_email_channel_mail_note", "tenant_id", "note_id"),
        Index("ix_email_channel_mail_contact", "tenant_id", "contact_id", "id"),
        Index("ix_email_channel_mail_sender", "tenant_id", "sender_key", "id"),
        Index("ix_email_channel_mail_state", "tenant_id", "state", "id"),
        Index(
            "ix_email_channel_mail_open",
            "tenant_id",
            "id",
            postgresql_where=QUARANTINED,
            sqlite_where=QUARANTINED,
        ),
        Index(
            "ix_email_channel_mail_waiting",
            "tenant_id",
            "id",
            postgresql_where=WAITING,
            sqlite_where=WAITING,
        ),
    )

    mailbox_id: Mapped[UUID | None]
    fingerprint: Mapped[str] = mapped_column(String(64))
    # The message as it came, a claimed file of the core.
    upload_id: Mapped[UUID]
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime]
    # ``imap``, ``delivery`` (SMTP or LMTP), ``command`` or ``demo``.
    came_by: Mapped[str] = mapped_column(String(12))
    envelope_from: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), default="")
    envelope_to: Mapped[list[str]]
    # The address of the server that handed it over, where we know it: SPF asks for it.
    client_address: Mapped[str] = mapped_column(String(45), default="")

    state: Mapped[str] = mapped_column(String(12), default="waiting")
    outcome: Mapped[str] = mapped_column(String(40), default="")
    decided_at: Mapped[datetime | None]
    # The member of staff who has decided last; empty where the rules have.
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    decision: Mapped[list[Any]]
    error: Mapped[str] = mapped_column(Text, default="")
    message_id: Mapped[str] = mapped_column(String(LONGEST_MESSAGE_ID), default="")
    sender: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), default="")
    # The folded address, by which lists are searched.
    sender_key: Mapped[str] = mapped_column(String(LONGEST_ADDRESS), default="")
    sender_name: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(800), default="")
    # A program wrote it: nothing answers it automatically (RFC 3834, 2).
    is_automatic: Mapped[bool] = mapped_column(default=False)
    case_id: Mapped[UUID | None]
    note_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]


class ChosenSender(TenantOwned, Model):
    """The mailbox that staff have chosen for the mails of a case; ``id`` is the case's."""

    __tablename__ = "email_channel_sender"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "id"], ["support_case.tenant_id", "support_case.id"]),
        ForeignKeyConstraint(
            ["tenant_id", "mailbox_id"],
            ["email_channel_mailbox.tenant_id", "email_channel_mailbox.id"],
        ),
        Index("ix_email_channel_sender_mailbox", "tenant_id", "mailbox_id"),
    )

    mailbox_id: Mapped[UUID]


class BlockedSender(TenantOwned, Model):
    """An address, or ``@`` and a domain, from which nothing is taken."""

    __tablename__ = "email_channel_blocked"
    __table_args__ = (UniqueConstraint("tenant_id", "pattern"),)

    pattern: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(200), default="")
