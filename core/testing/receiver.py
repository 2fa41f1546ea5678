"""A web server that notes what it is sent, for plugins that talk to other systems."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

NETWORK = "127.0.0.0/8"  # which the test's settings allow


@dataclass(frozen=True, slots=True)
class Received:
    """One request. ``headers`` are found by a name in any letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Receiver(HTTPServer):
    """It answers as the test wishes: ``status``, ``headers`` and ``body``."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.received: list[Received] = []
        self.status = 204
        self.headers: dict[str, str] = {}
        self.body = b""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?from=ventanilla"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        note = Received(self.command, self.path, self.headers, body)  # type: ignore[arg-type]  # Message is a mapping
        self.server.received.append(note)
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    do_DELETE = do_GET = do_PATCH = do_POST = do_PUT = _answer  # noqa: N815  # their names

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A web server of this test, in a network that the operator allows."""
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
