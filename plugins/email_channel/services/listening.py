"""Taking mail that a server delivers: listening, limits, and storing off the event loop."""

from __future__ import annotations

import asyncio
import collections
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from core.plugin.api.network import is_public
from plugins.email_channel.services.recipients import Envelope, Recipient, deliver, find_recipient
from plugins.email_channel.services.smtp_session import LmtpSession, Session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.plugin.api.commands import Platform

log = structlog.get_logger(__name__)

CONNECTIONS = 100
PER_CLIENT = 20
BODIES = 16  # messages that arrive at a time, as each is held in memory
THREADS = 8
FAREWELL = 10.0  # seconds for messages that are being stored to be acknowledged


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where to listen, and how.

    :ivar socket_path: a Unix socket, instead of host and port
    :ivar relays: networks of our own servers, which hand over what others sent: their addresses say
        nothing about the sender
    """

    host: str = "127.0.0.1"
    port: int = 8025
    socket_path: Path | None = None
    is_lmtp: bool = False
    hostname: str = ""
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    relays: tuple[str, ...] = ()


class Counter:
    """What all conversations of a process share: limits, and the way to the database."""

    def __init__(self, platform: Platform, relays: Sequence[str]) -> None:
        self._platform = platform
        self._relays = [ip_network(one, strict=False) for one in relays]
        self._sessions: set[Session] = set()
        self._clients: collections.Counter[str] = collections.Counter()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="delivery")
        self.bodies = asyncio.BoundedSemaphore(BODIES)

    def enter(self, session: Session, address: str) -> bool:
        """Count a connection; ``False`` if it is one too many. A Unix socket is our own server."""
        is_one_too_many = bool(address) and self._clients[address] >= PER_CLIENT
        if is_one_too_many or len(self._sessions) >= CONNECTIONS:
            return False
        self._sessions.add(session)
        self._clients[address] += 1
        return True

    def leave(self, session: Session, address: str) -> None:
        self._sessions.discard(session)
        self._clients[address] -= 1
        if not self._clients[address]:
            del self._clients[address]

    async def find(self, address: str) -> Recipient | None:
        """Return the mailbox of an address."""
        found: Recipient | None = await self._run(find_recipient, self._platform, address)
        return found

    async def store(self, raw: bytes, envelope: Envelope, recipients: list[Recipient]) -> None:
        """Store a message and commit."""
        await self._run(deliver, self._platform, raw, envelope, recipients)

    def address_to_note(self, address: str) -> str:
        """Return the client's address if it may be the sender's own server; else nothing."""
        try:
            found = ip_address(address)
        except ValueError:
            return ""
        is_relay = any(found in network for network in self._relays)
        return str(found) if is_public(found) and not is_relay else ""

    async def end(self) -> None:
        """Let what is being stored be acknowledged, and close all connections."""
        async with asyncio.timeout(FAREWELL):
            for _place in range(BODIES):
                await self.bodies.acquire()
        for session in list(self._sessions):
            if session.transport is not None:
                session.transport.close()
        self._threads.shutdown(wait=False)

    async def _run(self, function: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *args)


async def listen(
    platform: Platform, where: Listening, stop: asyncio.Event, ready: Callable[[str], None]
) -> None:
    """Take mail until told to stop.

    :param ready: told the address that it listens at
    :raises OSError: it can't listen there, or the certificate can't be read
    """
    counter = Counter(platform, where.relays)
    kind = LmtpSession if where.is_lmtp else Session
    hostname = where.hostname or socket.getfqdn()
    tls = _tls(where)
    loop = asyncio.get_running_loop()

    def begin() -> Session:
        return kind(counter, hostname, tls)

    if where.socket_path is not None:
        server = await loop.create_unix_server(begin, str(where.socket_path))
        ready(str(where.socket_path))
    else:
        server = await loop.create_server(begin, where.host, where.port)
        ready("{}:{}".format(*server.sockets[0].getsockname()[:2]))
    try:
        await stop.wait()
    finally:
        server.close()
        try:
            await counter.end()
        except TimeoutError:
            log.warning("mail_not_acknowledged", what_happens="the senders deliver it again")


def _tls(where: Listening) -> ssl.SSLContext | None:
    if where.tls_certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(where.tls_certificate, where.tls_key)
    return context
