"""IMAP over a connection of our own, within limits of time and size."""

from __future__ import annotations

import imaplib
import logging
import time
from typing import TYPE_CHECKING

from imapclient import IMAPClient

if TYPE_CHECKING:
    import socket
    from threading import Event

ANSWER = 16 * 1024 * 1024  # bytes of an answer that holds no message
LONGEST_LINE = ANSWER
CHUNK = 65536
LOOK = 1.0  # seconds after which it is looked whether to stop

# Its lines at DEBUG hold what people write.
logging.getLogger("imapclient").setLevel(logging.WARNING)


class Wire(imaplib.IMAP4):
    """IMAP over a socket that is connected already, within limits of time and size.

    ``deadline`` is the moment, by the monotonic clock, until which the answer must be there, and
    ``allowance`` how many bytes it may have. It gives up soon after ``stop`` is set.
    """

    def __init__(
        self, connected: socket.socket, host: str, port: int, step: float, stop: Event
    ) -> None:
        self._connected = connected
        self._stop = stop
        self._source: socket.socket | None = None
        self._buffer = bytearray()
        self.deadline = time.monotonic() + step
        self.allowance = ANSWER
        super().__init__(host, port)

    def _create_socket(self, _timeout: float | None = None) -> socket.socket:
        return self._connected

    def allow(self, seconds: float, size: int) -> None:
        """Give the next command and its answer so much time and size."""
        self.deadline = time.monotonic() + seconds
        self.allowance = size

    def read(self, size: int) -> bytes:
        """Return a part of an answer.

        :raises imaplib.IMAP4.abort: the server announces more than is allowed
        """
        if size > self.allowance + len(self._buffer):
            raise self.abort("more than was asked for")
        while len(self._buffer) < size:
            if not self._fill():
                break
        return self._take(size)

    def readline(self) -> bytes:
        """Return a line; at the end of the connection, what is left."""
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > LONGEST_LINE:
                raise self.abort("a line without an end")
            if not self._fill():
                return self._take(searched)
        return self._take(end + 1)

    def _fill(self) -> bool:
        """Wait for something to come; ``False`` if the server has closed the connection."""
        if self._source is not self.sock:
            # TLS has begun. What came before it, anybody may have sent (RFC 8314, RFC 9051 11.1).
            self._buffer.clear()
            self._source = self.sock
        received = self._receive()
        self.allowance -= len(received)
        if self.allowance < 0:
            raise self.abort("more than was asked for")
        self._buffer += received
        return bool(received)

    def _receive(self) -> bytes:
        while True:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self.sock.settimeout(min(left, LOOK))
            try:
                return self.sock.recv(CHUNK)
            except TimeoutError:
                if self._stop.is_set():
                    raise self.abort("told to stop") from None

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken


class Client(IMAPClient):
    """imapclient over a :class:`Wire`. ``step`` are the seconds for a command and its answer."""

    def __init__(
        self, connected: socket.socket, host: str, port: int, step: float, stop: Event
    ) -> None:
        self.connected = connected
        self.step = step
        self.stop = stop
        super().__init__(host, port, ssl=False)

    def _create_IMAP4(self) -> Wire:  # noqa: N802  # imapclient's name
        return Wire(self.connected, self.host, self.port, self.step, self.stop)

    @property
    def wire(self) -> Wire:
        wire: Wire = self._imap
        return wire
