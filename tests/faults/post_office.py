"""A mail server at an address that stays, whether it is there or not."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

from core.testing.mail import Mailbox

if TYPE_CHECKING:
    from email.message import EmailMessage


class PostOffice:
    """Opens and closes; what it has taken it keeps."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"smtp://127.0.0.1:{port}"
        self.box = Mailbox()
        self._controller: Any = None

    def open(self) -> None:
        self._controller = Controller(self.box, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def to(self, address: str) -> list[EmailMessage]:
        return self.box.to(address)


class SilentServer:
    """Takes connections and never says a word."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_server(("127.0.0.1", port), backlog=64)
        self._held: list[socket.socket] = []
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> bool:
        """Whether somebody is on the line who has not hung up."""
        return any(map(_is_open, list(self._held)))

    def _listen(self) -> None:
        while True:
            try:
                self._held.append(self._socket.accept()[0])
            except OSError:
                return

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for held in self._held:
            held.close()
        self._thread.join(5)


def _is_open(caller: socket.socket) -> bool:
    caller.setblocking(False)
    try:
        return caller.recv(1) != b""
    except BlockingIOError:  # it is there, and waits for us to speak
        return True
    except OSError:
        return False
