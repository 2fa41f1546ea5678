"""A mail server that keeps what it is given."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest


class Mailbox:
    """What left by SMTP, oldest first. The conversation is real; only the delivery is not."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.envelopes: list[Any] = []
        self.url = ""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # its name
        """Take a message; aiosmtpd calls this."""
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.envelopes.append(envelope)
        return "250 Kept"

    def to(self, address: str) -> list[EmailMessage]:
        """Return what was sent to an address, whatever the headers say."""
        return [
            message
            for message, envelope in zip(self.messages, self.envelopes, strict=True)
            if address in envelope.rcpt_tos
        ]

    def clear(self) -> None:
        self.messages.clear()
        self.envelopes.clear()


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    """Return the text of a message, ``plain`` or ``html``."""
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content())


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """The mail server of this test; with it, mail leaves by SMTP when the jobs run."""
    from aiosmtpd.controller import Controller  # noqa: PLC0415  # only for those who test mail

    class AnyFreePort(Controller):
        def _trigger_server(self) -> None:
            # It would knock at port 0 to see whether the server is there.
            server: Any = self.server
            self.port = server.sockets[0].getsockname()[1]
            super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd has few

    box = Mailbox()
    controller = AnyFreePort(box, hostname="127.0.0.1", port=0)
    controller.start()
    box.url = f"smtp://127.0.0.1:{controller.port}"
    yield box
    controller.stop()
