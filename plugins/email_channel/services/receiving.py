"""Taking a message in: stored whole before anybody is told that we have it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from sqlalchemy import bindparam, select

from core.plugin.api import PreparedQuery, insert_once, new_id
from core.plugin.api.files import keep_file, open_upload
from core.plugin.api.people import fold_address
from plugins.email_channel.models import LONGEST_ADDRESS, Mailbox, ReceivedMail

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Select

    from core.plugin.api import Scope

CameBy = Literal["imap", "delivery", "command", "demo"]

DECIDE = "email_channel.decide"
OWNER = "email_channel"
# What mail servers take at most, as a rule; our listener announces it (RFC 1870).
MOST_BYTES = 64 * 1024 * 1024
MOST_RECIPIENTS = 100
# The headers that say which message it is. Others differ by the way that it came.
NAMING = (
    *(b"message-id", b"date", b"from", b"reply-to", b"to", b"cc", b"subject"),
    *(b"in-reply-to", b"references"),
)


@dataclass(frozen=True, slots=True)
class Received:
    """What was stored: the row's id, and whether it is new or had come before."""

    id: UUID
    is_new: bool


def receive(
    scope: Scope,
    raw: bytes,
    *,
    came_by: CameBy,
    mailbox_id: UUID | None = None,
    envelope_from: str = "",
    envelope_to: Sequence[str] = (),
    client_address: str = "",
) -> Received:
    """Store a message as it came, once, and ask for a decision about it.

    The caller acknowledges it to the other side only after its transaction has committed. The same
    message again, by whatever way, is not stored again.

    :param raw: of at most ``MOST_BYTES`` bytes
    :param mailbox_id: the mailbox that it came to; by default that of an envelope's recipient
    :param client_address: the IP address of the server that handed it over, if it is known
    :raises ValueError: the message is empty or too large
    :raises core.errors.Refused: the disk is full
    :raises core.errors.StoreError: it can't be stored at the moment
    """
    if not 0 < len(raw) <= MOST_BYTES:
        raise ValueError(f"a message of {len(raw)} bytes")
    fingerprint = fingerprint_of(raw)
    known = _find(scope, fingerprint)
    if known is not None:
        return Received(known, is_new=False)
    mailbox_id = mailbox_id or find_mailbox_id(scope, envelope_to)
    upload = keep_file(scope, raw, "message.eml", owner=OWNER)
    mail_id = new_id()
    is_new = insert_once(
        scope.session,
        ReceivedMail,
        tenant_id=scope.tenant_id,
        id=mail_id,
        mailbox_id=mailbox_id,
        fingerprint=fingerprint,
        upload_id=upload.id,
        sha256=upload.sha256,
        size=upload.size,
        received_at=scope.now(),
        came_by=came_by,
        envelope_from=envelope_from[:LONGEST_ADDRESS],
        envelope_to=[one[:LONGEST_ADDRESS] for one in envelope_to[:MOST_RECIPIENTS]],
        client_address=client_address,
        state="waiting",
        outcome="",
        decided_by="",
        decision=[],
        error="",
        message_id="",
        sender="",
        sender_key="",
        sender_name="",
        subject="",
        is_automatic=False,
    )
    if is_new:
        scope.enqueue(DECIDE, mail_id)
        return Received(mail_id, is_new=True)
    # Another process was faster by a moment.
    scope.session.delete(upload)
    scope.session.flush()
    found = _find(scope, fingerprint)
    if found is None:
        raise LookupError("a message that was there is gone")
    return Received(found, is_new=False)


def fingerprint_of(raw: bytes) -> str:
    """Return what is the same for each copy of a message, and differs between two messages.

    The headers that name it and its body, without regard to how lines end: what servers add on its
    way (RFC 5321, 4.4) and which of them it took are left out.
    """
    head, body = _split(raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    digest = hashlib.sha256()
    for name, value in sorted(_fields(head)):
        if name in NAMING:
            digest.update(name + b":" + b" ".join(value.split()) + b"\n")
    digest.update(b"\n" + body.strip(b"\n"))
    return digest.hexdigest()


def _split(raw: bytes) -> tuple[bytes, bytes]:
    head, _blank, body = raw.partition(b"\n\n")
    return head, body


def _fields(head: bytes) -> Iterable[tuple[bytes, bytes]]:
    for line in head.replace(b"\n ", b" ").replace(b"\n\t", b" ").split(b"\n"):
        name, colon, value = line.partition(b":")
        if colon:
            yield name.strip().lower(), value


def find_mailbox_id(scope: Scope, addresses: Sequence[str]) -> UUID | None:
    """Return the mailbox of the first address that has one, tags (``help+…@``) left out."""
    for address in addresses[:MOST_RECIPIENTS]:
        query = select(Mailbox.id).where(Mailbox.address_key.in_(keys_of(address)))
        found = scope.session.scalar(query)
        if found is not None:
            return found
    return None


def keys_of(address: str) -> set[str]:
    """Return the keys of mailboxes that mail to an address may be for: with and without its tags.

    A mailbox may have a tag of its own, behind which reply addresses have another.
    """
    local, at, domain = fold_address(address).rpartition("@")
    names = {local, local.rpartition("+")[0] or local, local.partition("+")[0]}
    return {f"{name}{at}{domain}" for name in names}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits for a decision, and what its sender's checks need beside it.

    :ivar trusted_server: whose word on the sender counts, or nothing
    """

    raw: bytes
    client_address: str
    envelope_from: str
    trusted_server: str


def read_waiting(scope: Scope, mail_id: UUID) -> Waiting | None:
    """Return a message that waits for a decision; ``None`` if it waits no more. One query.

    :raises FileNotFoundError: the store has lost it
    :raises core.errors.StoreError: it does not answer
    """
    row = _read_waiting(scope.session, id=mail_id).first()
    if row is None:
        return None
    with open_upload(scope, row.sha256) as file:
        raw = file.read()
    return Waiting(raw, row.client_address, row.envelope_from, row.trusted_server or "")


@PreparedQuery
def _read_waiting() -> Select[Any]:
    mail, box = ReceivedMail.__table__, Mailbox.__table__
    is_its = (box.c.tenant_id == mail.c.tenant_id) & (box.c.id == mail.c.mailbox_id)
    return (
        select(mail.c.sha256, mail.c.client_address, mail.c.envelope_from, box.c.trusted_server)
        .select_from(mail.outerjoin(box, is_its))
        .where(mail.c.id == bindparam("id"), mail.c.state == "waiting")
    )


def trusted_server_of(scope: Scope, mail: ReceivedMail) -> str:
    """Return the server whose word on a message's sender counts, or nothing."""
    if mail.mailbox_id is None:
        return ""
    box = scope.session.get(Mailbox, (scope.tenant_id, mail.mailbox_id))
    return box.trusted_server if box is not None else ""


def read_raw(scope: Scope, mail: ReceivedMail) -> bytes:
    """Return the message as it came.

    :raises FileNotFoundError: the store has lost it
    :raises core.errors.StoreError: it does not answer
    """
    with open_upload(scope, mail.sha256) as file:
        return file.read()


def _find(scope: Scope, fingerprint: str) -> UUID | None:
    return scope.session.scalar(
        select(ReceivedMail.id).where(ReceivedMail.fingerprint == fingerprint)
    )
