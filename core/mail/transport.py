"""Talking SMTP: one conversation, with time-outs, verified TLS, and an answer per address."""

from __future__ import annotations

import re
import smtplib
import ssl
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from core.errors import VentanillaError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TIMEOUT = 20.0  # seconds, for each step of the conversation
PIECE = 64 * 1024  # of a message, a step of its own
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
GO_ON = 354
_DOT = re.compile(rb"^\.", re.MULTILINE)
PERMANENT = 500  # SMTP replies from here on are final
REST = 5.0  # seconds without a try after a server could not be reached; doubles
LONGEST_REST = 60.0


class ServerAwayError(VentanillaError):
    """The mail server can't be reached or does not let us in. No mail is to blame."""


class RestingError(VentanillaError):
    """The server could not be reached a moment ago; it is not asked now.

    :param seconds: how long not
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the mail server is away; next try in {seconds:.0f} s")
        self.seconds = seconds


@dataclass(slots=True)
class Delivery:
    """What the server said about each address."""

    accepted: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    later: dict[str, str] = field(default_factory=dict)

    def note(self, address: str, code: int, text: bytes | str) -> None:
        words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        answer = f"{code} {' '.join(words.split())}"[:300]
        (self.refused if code >= PERMANENT else self.later)[address] = answer

    def end(self) -> None:
        """Ask nobody again."""
        self.refused |= self.later
        self.later = {}


class MailServer:
    """The installation's way out.

    While it is away, one mail after another asks it, with pauses, instead of all at once: a
    server that swallows connections would else hold up every worker.

    :param url: ``smtp://``, ``smtps://`` or ``smtp+starttls://``, with user and password if needed
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._scheme = parts.scheme
        self._host = parts.hostname or "localhost"
        self._port = parts.port or PORTS[parts.scheme]
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._lock = threading.Lock()
        self._failures = 0
        self._away_until = 0.0
        # In bytes, if the server has said it (RFC 1870).
        self.largest_message: int | None = None

    def deliver(self, message: bytes, sender: str, addresses: Sequence[str]) -> Delivery:
        """Hand the message over for each address.

        :param message: as it travels: it is signed, so it is sent as it is
        :raises ServerAwayError: nobody got it
        :raises RestingError: it was not even tried
        """
        rest = self._away_until - time.monotonic()
        if rest > 0:
            raise RestingError(rest)
        try:
            connection = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            self._note_away()
            raise ServerAwayError(f"{type(error).__name__}: {error}") from error
        self._failures = 0
        delivery = Delivery()
        try:
            self._hand_over(connection, message, sender, addresses, delivery)
        finally:
            # What was accepted stays accepted, however the conversation ends.
            try:
                connection.quit()
            except (OSError, smtplib.SMTPException):
                connection.close()
        return delivery

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        connection: smtplib.SMTP
        if self._scheme == "smtps":
            connection = _TlsConversation(self._host, self._port, timeout=TIMEOUT, context=context)
        else:
            connection = _Conversation(self._host, self._port, timeout=TIMEOUT)
        try:
            connection.ehlo_or_helo_if_needed()
            if self._scheme == "smtp+starttls":
                connection.starttls(context=context)
                connection.ehlo()
            if self._user:
                connection.login(self._user, self._password)
            largest = connection.esmtp_features.get("size", "")
            self.largest_message = int(largest) if largest.isdecimal() and int(largest) else None
        except BaseException:
            connection.close()
            raise
        return connection

    def _note_away(self) -> None:
        with self._lock:
            self._failures += 1
            rest = min(REST * 2 ** (self._failures - 1), LONGEST_REST)
            self._away_until = time.monotonic() + rest

    @staticmethod
    def _hand_over(
        connection: smtplib.SMTP,
        message: bytes,
        sender: str,
        addresses: Sequence[str],
        delivery: Delivery,
    ) -> None:
        try:
            options = _options(connection, sender, addresses)
            refused = connection.sendmail(sender, list(addresses), message, options)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        except smtplib.SMTPResponseException as error:  # the sender, or the message itself
            for address in addresses:
                delivery.note(address, error.smtp_code, error.smtp_error)
            return
        except smtplib.SMTPNotSupportedError as error:  # an address beyond ASCII
            for address in addresses:
                delivery.note(address, PERMANENT, str(error))
            return
        except (OSError, smtplib.SMTPException) as error:
            raise ServerAwayError(f"{type(error).__name__}: {error}") from error
        for address in addresses:
            if address in refused:
                delivery.note(address, *refused[address])
            else:
                delivery.accepted.append(address)


class _Conversation(smtplib.SMTP):
    """Sends a message in pieces: each has the time of a step, and no copy of the whole is made."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.putcmd("data")
        code, words = self.getreply()
        if code != GO_ON:
            raise smtplib.SMTPDataError(code, words)
        for piece in pieces_of(msg):
            self.send(piece)
        return self.getreply()


class _TlsConversation(_Conversation, smtplib.SMTP_SSL):
    """The same over TLS."""


def pieces_of(message: bytes) -> Iterator[bytes]:
    """Yield the message as SMTP sends it: dots at the start of lines doubled (RFC 5321, 4.5.2)."""
    start = 0
    while start < len(message):
        end = message.find(b"\n", start + PIECE) + 1 or len(message)
        yield _DOT.sub(b"..", message[start:end])
        start = end
    yield b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n"


def _options(connection: smtplib.SMTP, sender: str, addresses: Sequence[str]) -> tuple[str, ...]:
    """Return what the server is asked for: an address beyond ASCII needs RFC 6531.

    :raises smtplib.SMTPNotSupportedError: the server does not have it
    """
    if all(address.isascii() for address in (sender, *addresses)):
        return ()
    if not connection.has_extn("smtputf8"):
        raise smtplib.SMTPNotSupportedError("the server takes no address beyond ASCII")
    return ("SMTPUTF8", "BODY=8BITMIME")


# The one of each address: it remembers what its server has said, and that it is away.
mail_server = cache(MailServer)
