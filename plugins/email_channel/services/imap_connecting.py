"""Getting into a mailbox whose server somebody typed the name of.

It is connected to by an address that was checked, with TLS unless it is in a network of the
operator's own, and whatever is wrong is told apart.
"""

from __future__ import annotations

import imaplib
import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from imapclient.exceptions import (
    CapabilityError,
    IMAPClientAbortError,
    IMAPClientError,
    LoginError,
)

from core.plugin.api.network import HostError, find_host
from plugins.email_channel.services.imap_connection import ImapConnection
from plugins.email_channel.services.imap_wire import ANSWER, Client
from plugins.email_channel.services.mailbox_errors import MailboxError, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.plugin.api.network import Settings

CONNECTING = 10.0  # seconds for a connection, and again for TLS
STEP = 60.0  # seconds for a command and its answer
MOST_ADDRESSES = 4  # of a server, tried one after another


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """How to get into a mailbox.

    :ivar secret: the password; with OAuth2, an access token
    """

    host: str
    port: int
    security: str
    username: str
    secret: str = field(repr=False)
    is_oauth: bool = False


def connect(
    settings: Settings, account: ImapAccount, *, step: float = STEP, stop: Event | None = None
) -> ImapConnection:
    """Connect to a mailbox and sign in.

    :param settings: the installation's, ``scope.settings``
    :param step: seconds for a command and its answer
    :param stop: set to break off whatever is waited for
    :raises MailboxError: it can't be done; the error says why
    """
    where = {"host": account.host, "port": str(account.port)}
    connected = _open(settings, account, where)
    client = _greet(connected, account, where, (step, stop or Event()))
    try:
        if account.security == "starttls":
            _secure(client, where)
        _sign_in(client, account, where)
    except BaseException:
        with suppress(Exception):
            client.shutdown()
        raise
    return ImapConnection(client, where, account.secret)


def _open(settings: Settings, account: ImapAccount, where: dict[str, str]) -> socket.socket:
    try:
        host = find_host(settings, account.host, account.port)
    except HostError:
        raise MailboxError("host", **where) from None
    if account.security == "none" and not host.is_own:
        raise MailboxError("plain", **where)
    connected = _reach(host.addresses, account.port, where)
    if account.security != "tls":
        return connected
    try:
        with _tls_errors(where):
            return _Handshake().wrap_socket(connected, account.host)
    except MailboxError:
        connected.close()
        raise


def _reach(addresses: Sequence[str], port: int, where: dict[str, str]) -> socket.socket:
    """Connect to the first of the addresses that answers."""
    error: Exception = TimeoutError()
    end = time.monotonic() + CONNECTING
    for address in addresses[:MOST_ADDRESSES]:
        left = end - time.monotonic()
        if left <= 0:
            break
        try:
            return socket.create_connection((address, port), left)
        except OSError as failed:
            error = failed
    code = "timeout" if isinstance(error, TimeoutError) else "refused"
    raise MailboxError(code, **where) from error


class _Handshake:
    """Begins TLS, and breaks off if that takes too long: an answer may come letter by letter."""

    def wrap_socket(self, connected: socket.socket, server_hostname: str) -> ssl.SSLSocket:
        """Do as :meth:`ssl.SSLContext.wrap_socket`, which imaplib calls for STARTTLS."""
        context = ssl.create_default_context()
        secure = context.wrap_socket(
            connected, server_hostname=server_hostname, do_handshake_on_connect=False
        )
        secure.settimeout(CONNECTING)
        is_over = Event()

        def abort() -> None:
            is_over.set()
            with suppress(OSError):
                secure.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(CONNECTING, abort)
        timer.daemon = True
        timer.start()
        try:
            secure.do_handshake()
        except BaseException:
            secure.close()
            if is_over.is_set():
                raise TimeoutError from None
            raise
        finally:
            timer.cancel()
        return secure


@contextmanager
def _tls_errors(where: dict[str, str]) -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise MailboxError("certificate", words=error.verify_message, **where) from error
    except TimeoutError as error:
        raise MailboxError("timeout", **where) from error
    except OSError as error:  # of TLS, too
        raise MailboxError("no_tls", **where) from error


def _greet(
    connected: socket.socket,
    account: ImapAccount,
    where: dict[str, str],
    patience: tuple[float, Event],
) -> Client:
    try:
        return Client(connected, account.host, account.port, *patience)
    except TimeoutError as error:
        raise MailboxError("timeout", **where) from error
    except (OSError, imaplib.IMAP4.error, ValueError, LookupError) as error:
        raise MailboxError("protocol", **where) from error


def _secure(client: Client, where: dict[str, str]) -> None:
    try:
        with _tls_errors(where):
            client.starttls(_Handshake())
    except (CapabilityError, IMAPClientError) as error:
        raise MailboxError("no_starttls", **where) from error


def _sign_in(client: Client, account: ImapAccount, where: dict[str, str]) -> None:
    client.wire.allow(client.step, ANSWER)
    try:
        if account.is_oauth:
            if not client.has_capability("AUTH=XOAUTH2"):
                raise MailboxError("no_oauth", **where)
            client.oauth2_login(account.username, account.secret)
        else:
            client.login(account.username, account.secret)
    except LoginError as error:
        if isinstance(error.__context__, IMAPClientAbortError):  # no answer is no refusal
            raise MailboxError("cut", **where) from error
        code = "oauth_login" if account.is_oauth else "login"
        words = words_of(error, (account.secret,))
        raise MailboxError(code, words=words, **where) from error
    except TimeoutError as error:
        raise MailboxError("timeout", **where) from error
    except (OSError, IMAPClientError) as error:
        raise MailboxError("cut", **where) from error
    except (ValueError, LookupError, TypeError) as error:
        raise MailboxError("protocol", **where) from error
