"""Taking messages from a mailbox: fetched, stored, committed, and only then marked.

Whatever is cut in between loses nothing, as what is not marked is fetched again, and doubles
nothing, as a message that we have is not stored again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from core.plugin.api import Refused, VentanillaError
from plugins.email_channel.services import leases, left_messages
from plugins.email_channel.services.imap_connection import SLOWEST, ServerRefusedError
from plugins.email_channel.services.leases import LeaseLostError
from plugins.email_channel.services.mailbox_errors import MailboxError, name_folders
from plugins.email_channel.services.receiving import MOST_BYTES, receive

if TYPE_CHECKING:
    from core.plugin.api.commands import Platform
    from plugins.email_channel.models import Mailbox
    from plugins.email_channel.services.imap_connection import Flagged, Folder, ImapConnection
    from plugins.email_channel.services.leases import Claim

log = structlog.get_logger(__name__)

BATCH = 50
LARGE = 1024 * 1024  # bytes from which on the lease is renewed for the fetch
# What may have come around the time that we looked last, by clocks that differ.
OVERLAP = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Place:
    """The folder that a mailbox's messages are taken from, and where they go to then."""

    folder: str
    move_to: str


@dataclass(slots=True)
class Fetched:
    """What a batch has done. ``is_through``: nothing more was there."""

    stored: int = 0
    known: int = 0
    left: int = 0
    is_through: bool = True


def open_place(platform: Platform, claim: Claim, connection: ImapConnection, place: Place) -> None:
    """Open the folder, and see where we are in it.

    :raises MailboxError: there is no such folder
    :raises LeaseLostError: the mailbox is not ours any more
    """
    folder = connection.open_folder(place.folder)
    if place.move_to and not connection.has_folder(place.move_to):
        known = name_folders(connection.list_folders())
        raise MailboxError("move_folder", folder=place.move_to, folders=known)
    with platform.scope(claim.tenant_id) as scope:
        mailbox = leases.hold(scope, claim)
        former, fetched_at = mailbox.uid_validity, mailbox.fetched_at
        is_same = former == folder.uid_validity
        left = left_messages.read_left(scope, mailbox) if is_same else {}
        now = scope.now()
    if is_same:
        gone = left.keys() - connection.look_at(sorted(left)).keys()
        last_uid = None
    elif former is None:
        gone = set()
        last_uid = _last_of(connection, folder)
    else:
        # Another life of the folder: its messages have new numbers, and we may have them already.
        gone = set()
        since = ((fetched_at or now) - OVERLAP).date()
        recent = connection.search(["SINCE", since])
        last_uid = recent[0] - 1 if recent else _last_of(connection, folder)
    with platform.scope(claim.tenant_id) as scope:
        mailbox = leases.hold(scope, claim)
        left_messages.forget(scope, mailbox, gone)
        if last_uid is not None:
            mailbox.uid_validity, mailbox.last_uid = folder.uid_validity, last_uid
            left_messages.forget_former(scope, mailbox)


def _last_of(connection: ImapConnection, folder: Folder) -> int:
    """Return the number of the newest message: what was read before we came is left alone."""
    if folder.uid_next:
        return folder.uid_next - 1
    return max(connection.search(["ALL"]), default=0)


def fetch_batch(
    platform: Platform, claim: Claim, connection: ImapConnection, place: Place, tried: set[int]
) -> Fetched:
    """Take some messages, the oldest first: what is new, what is unread, what failed before.

    :param tried: the numbers (UIDs) of those that this visit has had a look at; it is added to
    :raises MailboxError: the connection broke, or nothing can be stored
    :raises LeaseLostError: the mailbox is not ours any more
    """
    with platform.scope(claim.tenant_id) as scope:
        mailbox = leases.hold(scope, claim)
        last_uid = mailbox.last_uid
        left = left_messages.read_left(scope, mailbox)
        settled = {uid for uid, one in left.items() if left_messages.is_settled(one)}
    found = connection.search(["UNDELETED", "OR", "UID", f"{last_uid + 1}:*", "UNSEEN"])
    fresh = [uid for uid in found if uid not in left and uid not in tried]
    again = sorted(left.keys() - settled - tried)
    wanted = [*fresh, *again][:BATCH]
    tried.update(wanted)
    flagged = connection.look_at(wanted)
    fetched = Fetched(is_through=len(fresh) + len(again) <= BATCH)
    work = _Batch(platform, claim, connection, place, fetched)
    for uid in wanted:
        # "n:*" names the last message, whatever its number (RFC 9051, 9).
        if uid in flagged and (uid > last_uid or uid in left or not flagged[uid].is_seen):
            work.take(uid, flagged[uid])
    if work.refusal is not None:
        raise work.refusal
    return fetched


@dataclass(slots=True)
class _Batch:
    """The messages of a batch, one by one."""

    platform: Platform
    claim: Claim
    connection: ImapConnection
    place: Place
    fetched: Fetched
    refusal: MailboxError | None = None

    def take(self, uid: int, flagged: Flagged) -> None:
        if flagged.size > MOST_BYTES:
            self._leave_large(uid, flagged.size)
            return
        if flagged.size > LARGE:
            with self.platform.scope(self.claim.tenant_id) as scope:
                leases.hold(scope, self.claim, seconds=flagged.size / SLOWEST)
        try:
            raw = self.connection.fetch_message(uid, flagged.size)
        except ServerRefusedError:
            raw = b""
        except MailboxError:
            # If it is the message that breaks the connection, it must not break all that follow.
            self._leave(uid, flagged.size)
            raise
        if not 0 < len(raw) <= MOST_BYTES or not self._store(uid, raw):
            self._leave(uid, flagged.size)
            return
        try:
            self._mark(uid)
        except ServerRefusedError as error:
            self.refusal = error

    def _store(self, uid: int, raw: bytes) -> bool:
        """Store a message and commit; ``False`` if there is something about it that we can't."""
        try:
            with self.platform.scope(self.claim.tenant_id) as scope:
                received = receive(scope, raw, came_by="imap", mailbox_id=self.claim.mailbox_id)
                mailbox = leases.hold(scope, self.claim)
                mailbox.last_uid = max(mailbox.last_uid, uid)
                left_messages.forget(scope, mailbox, [uid])
        except LeaseLostError:
            raise
        except (OperationalError, InterfaceError, OSError, Refused, VentanillaError) as error:
            log.warning("mail_not_stored", exc_info=error)
            raise MailboxError("store") from error
        except Exception:
            log.exception("mail_not_stored", mailbox=str(self.claim.mailbox_id), uid=uid)
            return False
        if received.is_new:
            self.fetched.stored += 1
        else:
            self.fetched.known += 1
        return True

    def _mark(self, uid: int) -> None:
        if self.place.move_to:
            self.connection.move(uid, self.place.move_to)
        else:
            self.connection.mark_seen(uid)

    def _leave_large(self, uid: int, size: int) -> None:
        head = self.connection.fetch_head(uid)
        with self.platform.scope(self.claim.tenant_id) as scope:
            mailbox = leases.hold(scope, self.claim)
            left_messages.leave(scope, mailbox, uid, "too_large", size=size, head=head)
            mailbox.last_uid = max(mailbox.last_uid, uid)
        self.fetched.left += 1

    def _leave(self, uid: int, size: int) -> None:
        with self.platform.scope(self.claim.tenant_id) as scope:
            mailbox = leases.hold(scope, self.claim)
            left_messages.leave(scope, mailbox, uid, "unreadable", size=size)
            mailbox.last_uid = max(mailbox.last_uid, uid)
        self.fetched.left += 1


def place_of(mailbox: Mailbox) -> Place:
    """Return where a mailbox's messages are."""
    return Place(mailbox.folder, mailbox.move_to if mailbox.after_fetch == "move" else "")
