"""The way out: a request to an address that somebody typed.

Where it may lead is decided by :mod:`core.network`; without TLS only to the operator's own
networks. Redirects are not followed, and proxies of the environment are not used.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote, urlsplit

from core.errors import VentanillaError
from core.network import HostError, find_host

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.settings.environment import Settings

Method = Literal["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"]

STEP = 10.0  # seconds for each step: connecting, the handshake, each part of the answer
TIMEOUT = 30.0
MOST_READ = 1024 * 1024
LONGEST_URL = 8192
SUCCESS = range(200, 300)
# What the client itself says of the message; the server must not read it in two ways.
OWN_HEADERS = frozenset({"connection", "content-length", "host", "transfer-encoding"})
UNESCAPED = "!#$%&'()*+,/:;=?@[]~"  # in the path and query of an address that was typed


class HttpError(VentanillaError):
    """A request that was not answered as hoped. The message names no more than the host."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, whatever its status.

    :ivar headers: name in small letters -> value; of a name that stands twice, both with a comma
    :ivar is_whole: False if the body was longer than what was to be read of it
    """

    host: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    is_whole: bool = True

    @property
    def is_success(self) -> bool:
        return self.status in SUCCESS

    def raise_for_status(self) -> None:
        """Take no other answer than success.

        :raises HttpError: the status is not 2xx; redirects are not followed
        """
        if not self.is_success:
            raise HttpError(f"{self.host} answered {self.status}")

    def json(self) -> Any:
        """Return the body's value.

        :raises HttpError: it is no JSON, or longer than what was to be read
        """
        try:
            if self.is_whole:
                return json.loads(self.body)
        except (ValueError, RecursionError):
            pass
        raise HttpError(f"{self.host} answered with something that is no JSON")


def send(
    settings: Settings,
    url: str,
    *,
    method: Method = "GET",
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT,
    most_read: int = MOST_READ,
) -> Answer:
    """Send a request to a server in the public internet, or in a network of the operator's own.

    It may take long: do it in a bare job (:func:`core.jobs.bare_actor`), which holds no
    transaction open and tries again.

    :param settings: the installation's, ``scope.settings``
    :param timeout: seconds for everything after the host's name was resolved
    :param most_read: bytes of the answer's body to read; the rest is left
    :raises HttpError: the address is not allowed, or nobody answers in time
    :raises ValueError: a header is not the caller's to set, or holds a line break
    """
    target = _read_url(url)
    for name in headers or {}:
        if name.lower() in OWN_HEADERS:
            raise ValueError(f"the header '{name}' is for the client to set")
    found = _resolve(settings, target)
    connection = _Connection(target, found, timeout)
    timer = threading.Timer(timeout, connection.abort)
    timer.daemon = True
    timer.start()
    try:
        sent = {"User-Agent": "Ventanilla", **(headers or {})}
        connection.request(method, target.path, body or None, sent)
        response = connection.getresponse()
        read = response.read(most_read + 1)
        if response.length and len(read) <= most_read:  # less than it announced
            raise http.client.IncompleteRead(read, response.length)
    except (OSError, http.client.HTTPException) as error:
        is_late = connection.is_over or isinstance(error, TimeoutError)
        reason = "no answer in time" if is_late else type(error).__name__
        raise HttpError(f"{target.host}: {reason}") from error
    finally:
        timer.cancel()
        connection.close()
    if connection.is_over:  # what was read may have been cut off in the middle
        raise HttpError(f"{target.host}: no answer in time")
    return Answer(
        host=target.host,
        status=response.status,
        headers=_fold(response.getheaders()),
        body=read[:most_read],
        is_whole=len(read) <= most_read,
    )


@dataclass(frozen=True, slots=True)
class _Target:
    host: str
    port: int
    path: str
    is_secure: bool


def _read_url(url: str) -> _Target:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise HttpError("this is no address of a web server") from None
    if len(url) > LONGEST_URL or parts.scheme not in ("http", "https") or not host:
        raise HttpError("this is no address of a web server")
    if not url.isprintable() or " " in url or not host.isprintable():
        raise HttpError("the address holds characters that no address has")
    if parts.username is not None or parts.password is not None:
        raise HttpError(f"{host}: an address must hold no password")
    is_secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    default = 443 if is_secure else 80
    return _Target(host, default if port is None else port, quote(path, UNESCAPED), is_secure)


def _resolve(settings: Settings, target: _Target) -> list[str]:
    """Return the host's addresses.

    :raises HttpError: it is not for us to reach, or not without TLS
    """
    try:
        host = find_host(settings, target.host, target.port)
    except HostError as error:
        raise HttpError(str(error)) from None
    if not target.is_secure and not host.is_own:
        raise HttpError(f"{target.host}: only https:// leaves this installation")
    return list(host.addresses)


def _fold(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Connection(http.client.HTTPConnection):
    """A connection to addresses that were checked, for the host that was named."""

    def __init__(self, target: _Target, addresses: list[str], timeout: float) -> None:
        super().__init__(target.host, target.port, timeout=min(STEP, timeout))
        self.default_port = 443 if target.is_secure else 80  # left out of the header "Host"
        self._addresses = addresses
        self._is_secure = target.is_secure
        self._end = time.monotonic() + timeout
        self.is_over = False

    def connect(self) -> None:
        self.sock = self._open()
        if self._is_secure:
            self.sock = _tls().wrap_socket(self.sock, server_hostname=self.host)
        if self.is_over:
            raise TimeoutError

    def _open(self) -> socket.socket:
        """Connect to the first of the addresses that answers."""
        for address in self._addresses[:-1]:
            with suppress(OSError):
                return self._try(address)
        return self._try(self._addresses[-1])

    def _try(self, address: str) -> socket.socket:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connected = socket.create_connection((address, self.port), min(STEP, left))
        connected.settimeout(min(STEP, left))
        return connected

    def abort(self) -> None:
        """Break off, from another thread: an answer may come letter by letter."""
        self.is_over = True
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
