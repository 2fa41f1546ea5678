"""One conversation with a client that delivers mail, by SMTP (RFC 5321) or LMTP (RFC 2033)."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from plugins.email_channel.services.receiving import MOST_BYTES, MOST_RECIPIENTS
from plugins.email_channel.services.recipients import Envelope, Recipient

if TYPE_CHECKING:
    import ssl

    from plugins.email_channel.services.listening import Counter

log = structlog.get_logger(__name__)

# Its lines hold addresses, and at DEBUG what people write.
logging.getLogger("mail.log").setLevel(logging.WARNING)

LONGEST_LINE = 1024 * 1024  # a program's HTML may be one line; RFC 5321 asks for 1000 bytes only
COMMAND = 300.0  # seconds for a command, a message's body among them (RFC 5321, 4.5.3.2)
MOST_MESSAGES = 200  # of a connection
MOST_REFUSED = 20  # recipients of a connection: more are guesses
CALLS = {"*": 100, "MAIL": 2 * MOST_MESSAGES, "DATA": 2 * MOST_MESSAGES, "RSET": 2 * MOST_MESSAGES}
CALLS["RCPT"] = MOST_MESSAGES * MOST_RECIPIENTS

AGAIN = "451 4.3.0 It can't be stored at the moment, try again later"
BUSY = "451 4.3.2 Too many messages are arriving, try again later"
TAKEN = "250 2.0.0 Taken"
EMPTY = "554 5.6.0 There is nothing in it"
TOO_LARGE = f"552 5.3.4 It is larger than {MOST_BYTES} bytes"


class Session(SMTP):
    """An SMTP conversation. ``counter`` is where it stores messages, and who limits them."""

    line_length_limit = LONGEST_LINE

    def __init__(self, counter: Counter, hostname: str, tls: ssl.SSLContext | None) -> None:
        super().__init__(
            self,
            data_size_limit=MOST_BYTES,
            enable_SMTPUTF8=True,
            hostname=hostname,
            ident="Ventanilla",
            tls_context=tls,
            timeout=COMMAND,
            command_call_limit=CALLS,
            loop=asyncio.get_running_loop(),
        )
        self._counter = counter
        self._address = ""
        self._is_counted = False
        self._messages = self._refused = 0
        self._sender = ""
        self._found: list[Recipient] = []

    # The connection

    def connection_made(self, transport: Any) -> None:
        """Begin, unless there are too many connections; after STARTTLS it is called again."""
        if self._is_counted:
            super().connection_made(transport)
            return
        peer = transport.get_extra_info("peername")
        self._address = str(peer[0]) if isinstance(peer, tuple) else ""
        if not self._counter.enter(self, self._address):
            transport.write(b"421 4.7.0 Too many connections, try again later\r\n")
            transport.close()
            return
        self._is_counted = True
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._is_counted:
            self._counter.leave(self, self._address)
            super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        if self._is_counted:
            super().data_received(data)

    def eof_received(self) -> bool | None:
        return super().eof_received() if self._is_counted else None

    # The commands

    async def handle_EHLO(  # noqa: N802  # aiosmtpd's name
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Greet. Nobody signs in here."""
        session.host_name = hostname
        return [one for one in responses if not one.startswith("250-AUTH")]

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Begin a message."""
        if self._messages >= MOST_MESSAGES:
            return "421 4.7.0 Too many messages by one connection, try again later"
        self._messages += 1
        self._found = []
        envelope.mail_from = address
        self._sender = "" if address == "<>" else address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """Take a recipient who has a mailbox here."""
        if len(self._found) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        if self._refused >= MOST_REFUSED:
            return "421 4.7.0 Too many unknown recipients"
        try:
            found = await self._counter.find(address) if address.isprintable() else None
        except Exception:
            log.exception("recipient_not_found")
            return AGAIN
        if found is None or not found.is_active:
            self._refused += 1
            unknown = "550 5.1.1 There is no mailbox of that name here"
            return unknown if found is None else "550 5.2.1 This mailbox is switched off"
        self._found.append(found)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802  # aiosmtpd's name
        """Take a message, and acknowledge it once it is stored for good.

        aiosmtpd's own refuses lines of more than 1000 bytes, and keeps one without an end.
        """
        if await self.check_helo_needed():
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
        elif not self._found:
            await self.push("503 5.5.1 Error: need RCPT command")
        elif self._counter.bodies.locked():
            await self.push(BUSY)
        else:
            async with self._counter.bodies:
                await self.push("354 End data with <CR><LF>.<CR><LF>")
                raw = await self._read_body()
                await self._answer(await self._take(raw))
            self._set_post_data_state()  # type: ignore[no-untyped-call]  # aiosmtpd's
            self._found = []

    async def _read_body(self) -> bytes | None:
        """Read until the lone dot; ``None`` if it was too much, of which nothing is kept.

        A line ends with CR and LF and nothing else, or two servers could see two messages in one.
        """
        body = bytearray()
        is_too_large, is_new_line = False, True
        while True:
            try:
                part = await self._reader.readuntil(b"\r\n")
            except asyncio.LimitOverrunError as error:
                part = await self._reader.readexactly(max(error.consumed, 1))
            if is_new_line and part == b".\r\n":
                return None if is_too_large else bytes(body)
            if is_new_line and part.startswith(b"."):
                part = part[1:]
            is_new_line = part.endswith(b"\r\n")
            if len(body) + len(part) > MOST_BYTES:
                is_too_large = True
                body.clear()
            if not is_too_large:
                body += part

    async def _take(self, raw: bytes | None) -> list[str]:
        """Store a message for each tenant that it is for; return the reply for each recipient."""
        if raw is None:
            return [TOO_LARGE] * len(self._found)
        if not raw:
            return [EMPTY] * len(self._found)
        sender = "".join(one if one.isprintable() else "?" for one in self._sender)
        envelope = Envelope(sender, self._counter.address_to_note(self._address))
        replies: dict[Any, str] = {}
        for tenant_id in dict.fromkeys(one.tenant_id for one in self._found):
            own = [one for one in self._found if one.tenant_id == tenant_id]
            try:
                await self._counter.store(raw, envelope, own)
            except Exception as error:
                log.warning("mail_not_taken", tenant_id=str(tenant_id), exc_info=error)
                replies[tenant_id] = AGAIN
            else:
                replies[tenant_id] = TAKEN
        return [replies[one.tenant_id] for one in self._found]

    async def _answer(self, replies: list[str]) -> None:
        """Reply once, for all: what was stored for some is stored once, however often it comes."""
        await self.push(next((one for one in replies if one != TAKEN), TAKEN))

    async def push(self, status: Any) -> None:
        """Reply; what begins with 421 ends the conversation (RFC 5321, 3.8)."""
        await super().push(status)
        if str(status).startswith("421") and self.transport is not None:
            self.transport.close()

    async def handle_exception(self, error: Exception) -> str:
        """Let the client try again, whatever it was."""
        log.error("smtp_failed", exc_info=error)
        return AGAIN


class LmtpSession(Session, LMTP):
    """An LMTP conversation, in which each recipient has a reply of its own."""

    async def _answer(self, replies: list[str]) -> None:
        for reply in replies:
            await self.push(reply)
