"""A mailbox that is open at its IMAP server (RFC 9051, RFC 3501).

The server may be slow, lie or be hostile: each command has its time, and its answer a size.
"""

from __future__ import annotations

import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from imapclient.exceptions import (
    IMAPClientAbortError,
    IMAPClientError,
    IMAPClientReadOnlyError,
    ProtocolError,
)

from plugins.email_channel.services.imap_wire import ANSWER, CHUNK
from plugins.email_channel.services.mailbox_errors import MailboxError, name_folders, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from plugins.email_channel.services.imap_wire import Client

LEAVING = 5.0  # seconds
SLOWEST = 100_000  # bytes in a second that a large message comes with at least
LISTED = 1000  # folders
NEWS = re.compile(rb"\* \d+ EXISTS\b")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that was opened.

    :ivar uid_next: the number that the next message gets, if the server says it; 0 if not
    """

    uid_validity: int
    uid_next: int
    messages: int


@dataclass(frozen=True, slots=True)
class Flagged:
    """What is known of a message before it is fetched."""

    size: int
    is_seen: bool


class ServerRefusedError(MailboxError):
    """The server said no to one command; the connection goes on."""


class ImapConnection:
    """A mailbox that is open. Whatever goes wrong is raised as :class:`MailboxError`."""

    def __init__(self, client: Client, where: Mapping[str, str], secret: str) -> None:
        self._client = client
        self._where = where
        self._secret = secret

    @property
    def can_idle(self) -> bool:
        return bool(self._client.has_capability("IDLE"))

    def close(self) -> None:
        """Take leave, and close the connection in any case."""
        with suppress(Exception):  # whatever it says now, it can be closed
            self._client.wire.allow(LEAVING, CHUNK)
            self._client.logout()
        with suppress(Exception):
            self._client.shutdown()

    def list_folders(self) -> list[str]:
        """Return the names of the folders."""
        with self._step():
            found = self._client.list_folders()
        return [str(name) for _flags, _delimiter, name in found[:LISTED]]

    def open_folder(self, name: str, *, read_only: bool = False) -> Folder:
        """Open a folder.

        :raises MailboxError: ``folder`` if there is none of that name, ``read_only`` if nothing can
            be marked in it and ``read_only`` was not asked for
        """
        try:
            with self._step():
                answer = self._select(name, read_only=read_only)
        except ServerRefusedError:
            known = name_folders(self.list_folders())
            raise MailboxError("folder", folder=name, folders=known) from None
        return Folder(
            uid_validity=int(answer.get(b"UIDVALIDITY", 0)),
            uid_next=int(answer.get(b"UIDNEXT", 0)),
            messages=int(answer.get(b"EXISTS", 0)),
        )

    def _select(self, name: str, *, read_only: bool) -> dict[bytes, Any]:
        try:
            answer: dict[bytes, Any] = self._client.select_folder(name, readonly=read_only)
        except IMAPClientReadOnlyError as error:
            raise MailboxError("read_only", folder=name) from error
        return answer

    def has_folder(self, name: str) -> bool:
        """Whether there is a folder of that name."""
        with self._step():
            return bool(self._client.folder_exists(name))

    def search(self, criteria: Sequence[Any]) -> list[int]:
        """Return the numbers (UIDs) of the messages that fit, ascending."""
        with self._step():
            return sorted(map(int, self._client.search(list(criteria))))

    def look_at(self, uids: Sequence[int]) -> dict[int, Flagged]:
        """Return size and state of those of the messages that are still there."""
        if not uids:
            return {}
        with self._step():
            answer = self._client.fetch(list(uids), ["RFC822.SIZE", "FLAGS"])
        return {
            uid: Flagged(int(parts[b"RFC822.SIZE"]), b"\\Seen" in parts.get(b"FLAGS", ()))
            for uid, parts in answer.items()
            if b"RFC822.SIZE" in parts
        }

    def fetch_head(self, uid: int) -> bytes:
        """Return the lines that say whose message it is and what about, at most 4 KiB."""
        wanted = "BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)]<0.4096>"
        with self._step():
            answer = self._client.fetch([uid], [wanted])
        return _value_of(answer.get(uid, {}), b"BODY[HEADER")

    def fetch_message(self, uid: int, size: int) -> bytes:
        """Return a message as it is; empty if it is gone. It stays unread.

        :param size: what the server said of it
        """
        with self._step(size / SLOWEST, 2 * size + CHUNK):
            answer = self._client.fetch([uid], ["BODY.PEEK[]"])
        return _value_of(answer.get(uid, {}), b"BODY[]")

    def mark_seen(self, uid: int) -> None:
        with self._step():
            self._client.add_flags([uid], [b"\\Seen"], silent=True)

    def move(self, uid: int, folder: str) -> None:
        """Move a message to another folder.

        Without MOVE (RFC 6851) it is copied and marked as deleted; it is expunged only where that
        touches no other message (RFC 4315).
        """
        with self._step():
            if self._client.has_capability("MOVE"):
                self._client.move([uid], folder)
                return
            self._client.copy([uid], folder)
            self._client.add_flags([uid], [b"\\Seen", b"\\Deleted"], silent=True)
            if self._client.has_capability("UIDPLUS"):
                self._client.uid_expunge([uid])

    def begin_idle(self) -> None:
        """Ask to be told of what comes (RFC 2177)."""
        with self._step():
            self._client.idle()

    def has_news(self, seconds: float) -> bool:
        """Wait for the server to tell of new messages, after :meth:`begin_idle`."""
        wire = self._client.wire
        wire.allow(seconds, CHUNK)
        try:
            with self._mapped():
                line = wire.readline()
        except MailboxError as error:
            if error.code == "timeout":
                return False
            raise
        if not line or line.startswith(b"* BYE"):
            raise self._error("cut")
        return NEWS.match(line) is not None

    def end_idle(self) -> None:
        with self._step():
            self._client.idle_done()

    @contextmanager
    def _step(self, seconds: float = 0.0, size: int = ANSWER) -> Iterator[None]:
        self._client.wire.allow(self._client.step + seconds, size)
        with self._mapped():
            yield

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except TimeoutError as error:
            raise self._error("timeout") from error
        except (OSError, IMAPClientAbortError) as error:
            raise self._error("cut") from error
        except (IMAPClientError, ProtocolError) as error:
            words = words_of(error, (self._secret,))
            raise ServerRefusedError("answer", words=words, **self._where) from error
        except (ValueError, LookupError, TypeError, AssertionError, RecursionError) as error:
            # What imapclient and imaplib raise at answers that are none.
            raise self._error("protocol") from error

    def _error(self, code: str) -> MailboxError:
        return MailboxError(code, **self._where)


def _value_of(parts: dict[bytes, Any], name: bytes) -> bytes:
    for key, value in parts.items():
        if key.startswith(name) and isinstance(value, bytes):
            return value
    return b""
