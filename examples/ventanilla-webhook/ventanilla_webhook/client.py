"""The one way out: a POST to an address that somebody typed.

Whoever may type an address may try one of ours: the database's, the cloud's metadata service, a
router. So the name is resolved once, every answer is checked, and the connection goes to the
address that was checked: a name that resolves differently a moment later gains nothing. Redirects
are not followed, proxies of the environment not used.
"""

from __future__ import annotations

import http.client
import os
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from core.plugin.api import VentanillaError

TIMEOUT = 10.0  # seconds for each step: connecting, sending, answering
LONGEST = 30.0  # seconds for all of it: an answer may come letter by letter
MOST_READ = 65_536  # of the answer, of which only the status counts
NETWORKS = "WEBHOOK_NETWORKS"
OK = range(200, 300)
TRANSLATED = ip_network("64:ff9b::/96")  # IPv4 behind a translator (NAT64)

Address = IPv4Address | IPv6Address


class DeliveryError(VentanillaError):
    """It could not be delivered. The message names no more than the host."""


def post(url: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Send the body, and come back if it was taken.

    :raises DeliveryError: the address is not allowed, nobody answers, or the answer is no
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    is_secure = parts.scheme == "https"
    try:
        port = parts.port or (443 if is_secure else 80)
    except ValueError:
        raise DeliveryError("the address has no port of that number") from None
    address, is_own = _resolve(host, port)
    if not is_secure and not is_own:
        raise DeliveryError(f"{host}: only https:// leaves this installation")
    connection = _Connection(host, port, address, is_secure=is_secure)
    deadline = threading.Timer(LONGEST, connection.abort)
    deadline.start()
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", target, body, dict(headers))
        answer = connection.getresponse()
        answer.read(MOST_READ)
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryError(f"{host}: {type(error).__name__}") from error
    finally:
        deadline.cancel()
        connection.close()
    if answer.status not in OK:
        raise DeliveryError(f"{host} answered {answer.status}")


def _resolve(host: str, port: int) -> tuple[str, bool]:
    """Return an address of the host, and whether it is in a network of the operator's own.

    :raises DeliveryError: there is none, or any of them is not for us
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise DeliveryError(f"{host}: there is no such host") from None
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    own = [_is_own(address) for address in addresses]
    if not all(mine or _is_public(one) for one, mine in zip(addresses, own, strict=True)):
        raise DeliveryError(f"{host}: this address is not in the public internet")
    return str(addresses[0]), own[0]


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address):
        # An IPv4 address in the clothes of an IPv6 one is judged as what it is.
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in TRANSLATED:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
    return address.is_global and not address.is_multicast


def _is_own(address: Address) -> bool:
    networks = os.environ.get(NETWORKS, "").split()
    return any(address in ip_network(network, strict=False) for network in networks)


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was checked, for the host that was named."""

    def __init__(self, host: str, port: int, address: str, *, is_secure: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._address = address
        self._tls = ssl.create_default_context() if is_secure else None

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), TIMEOUT)
        if self._tls is not None:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self.host)

    def abort(self) -> None:
        """Break off, from another thread."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
