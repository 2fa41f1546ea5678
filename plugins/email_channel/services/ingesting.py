"""Taking in messages that a program or a person hands over, and deciding about each at once."""

from __future__ import annotations

import mailbox as mailboxes
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from plugins.email_channel.parsing import parse_mail
from plugins.email_channel.services.authentication import authenticate
from plugins.email_channel.services.deciding import decide_mail, get_mail
from plugins.email_channel.services.receiving import MOST_BYTES, receive, trusted_server_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from core.plugin.api.commands import Platform
    from plugins.email_channel.models import ReceivedMail

PLUGIN = "email_channel"
MBOX = b"From "  # how the first line of a file with several messages begins (RFC 4155)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What was said of messages beside themselves."""

    sender: str = ""
    recipients: Sequence[str] = ()


def ingest(platform: Platform, tenant_id: UUID, raw: bytes, by: HandedOver) -> dict[str, Any]:
    """Store a message, decide about it, and return the decision as plain values.

    While the tenant has the plugin off, it waits.

    :raises ValueError: it is empty or too large
    """
    with platform.scope(tenant_id) as scope:
        received = receive(
            scope,
            raw,
            came_by="command",
            envelope_from=by.sender,
            envelope_to=by.recipients,
        )
        mail = get_mail(scope, received.id)
        trusted = trusted_server_of(scope, mail)
        is_on = PLUGIN in scope.tenant.plugins
        found = _describe(mail, is_new=received.is_new)
    if not is_on or mail.state != "waiting":
        return found
    parsed = parse_mail(raw)
    checks = authenticate(
        raw,
        author=parsed.sender.address,
        client_address="",
        envelope_from=by.sender,
        trusted_server=trusted,
    )
    with platform.scope(tenant_id) as scope:
        mail = decide_mail(scope, received.id, parsed, checks)
        return _describe(mail, is_new=received.is_new)


def _describe(mail: ReceivedMail, *, is_new: bool) -> dict[str, Any]:
    ids = {"case_id": mail.case_id, "note_id": mail.note_id, "contact_id": mail.contact_id}
    return {
        "id": str(mail.id),
        "is_new": is_new,
        "state": mail.state,
        "outcome": mail.outcome,
        **{name: None if value is None else str(value) for name, value in ids.items()},
        "message_id": mail.message_id,
        "from": mail.sender,
        "subject": mail.subject,
        "steps": mail.decision,
    }


def read_messages(path: Path) -> Iterator[bytes]:
    """Yield the message that a file is, or those that it holds (mbox).

    One that is too large comes cut, but still too large.

    :raises OSError: it can't be read
    """
    with path.open("rb") as file:
        begin = file.read(len(MBOX))
        if begin != MBOX:
            yield begin + file.read(MOST_BYTES + 1 - len(begin))
            return
    box = mailboxes.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            yield box.get_bytes(key)
    finally:
        box.close()


@contextmanager
def spooled(source: BinaryIO) -> Iterator[Path]:
    """Write what comes on a pipe into a file for a while, as it may be more than fits in memory."""
    with tempfile.NamedTemporaryFile(suffix=".mail") as file:
        shutil.copyfileobj(source, file)
        file.flush()
        yield Path(file.name)
