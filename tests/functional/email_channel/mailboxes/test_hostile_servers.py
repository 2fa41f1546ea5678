"""What answers as a mail server may lie, dawdle and send without an end."""

import base64
import socket
import ssl
import threading
from contextlib import contextmanager, suppress

import pytest

from plugins.email_channel.services import imap_connecting, imap_wire
from plugins.email_channel.services.imap_connecting import ImapAccount, connect
from plugins.email_channel.services.mailbox_errors import MailboxError, describe
from plugins.email_channel.services.mailboxes import change_mailbox, get_mailbox, read_secret
from tests.support.mail_servers import PASSWORD, make_certificate

GREETING = b"* OK IMAP4rev1 ready\r\n"
SELECTED = b"* 0 EXISTS\r\n* OK [UIDVALIDITY 1]\r\n* OK [UIDNEXT 1]\r\n"
CAPABLE = b"* CAPABILITY IMAP4rev1 %s\r\n"


@contextmanager
def server_that(serve):
    """Run a server that does something with each connection; yield its port."""

    def accept(listener):
        with suppress(OSError):
            while True:
                connection = listener.accept()[0]
                with connection, connection.makefile("rb") as lines, suppress(OSError):
                    serve(connection, lines)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, args=(listener,), daemon=True).start()
        yield listener.getsockname()[1]


def answering(*answers, capabilities=b""):
    """Make a server that answers commands: pairs of a word and what is said before the OK."""
    known = ((b"CAPABILITY", CAPABLE % capabilities), *answers)

    def serve(connection, lines):
        connection.sendall(GREETING)
        for line in lines:
            tag = line.split()[0]
            said = next((text for word, text in known if word in line), b"")
            if callable(said):
                said(connection, lines, tag)
                continue
            connection.sendall(said + tag + b" OK done\r\n")

    return serve


@pytest.fixture
def open_mailbox(settings):
    def open_mailbox(port, security="none", step=5.0):
        account = ImapAccount("localhost", port, security, "help", PASSWORD)
        return connect(settings, account, step=step)

    return open_mailbox


def code_of(act):
    with pytest.raises(MailboxError) as error:
        act()
    return error.value.code


class TestAnswers:
    @pytest.mark.parametrize(
        "greeting",
        [b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00" * 64, b""],
    )
    def test_no_imap_server_at_all(self, open_mailbox, greeting):
        with server_that(lambda connection, _lines: connection.sendall(greeting)) as port:
            assert code_of(lambda: open_mailbox(port)) == "protocol"

    def test_a_line_without_an_end(self, open_mailbox, monkeypatch):
        monkeypatch.setattr(imap_wire, "LONGEST_LINE", 100_000)
        endless = answering((b"SELECT", lambda connection, *_rest: flood(connection, b"x" * 65536)))

        with server_that(endless) as port:
            connection = open_mailbox(port)
            assert code_of(lambda: connection.open_folder("INBOX")) == "cut"
            connection.close()

    def test_more_than_was_announced(self, open_mailbox):
        announced = b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\n"
        with server_that(answering((b"SELECT", SELECTED), (b"BODY.PEEK[]", announced))) as port:
            connection = open_mailbox(port)
            connection.open_folder("INBOX")
            assert code_of(lambda: connection.fetch_message(1, 1000)) == "cut"
            connection.close()

    def test_lines_without_an_end(self, open_mailbox, monkeypatch):
        chatter = b"* OK still here\r\n" * 4096
        endless = answering(
            (b"SELECT", SELECTED),
            (b"SEARCH", lambda connection, *_rest: flood(connection, chatter)),
        )
        with server_that(endless) as port:
            connection = open_mailbox(port, step=0.5)
            connection.open_folder("INBOX")
            assert code_of(lambda: connection.search(["ALL"])) in {"cut", "timeout"}
            connection.close()

    @pytest.mark.parametrize(
        "answer",
        [
            b"* SEARCH one two\r\n",
            b"* SEARCH " + b"9" * 5000 + b"\r\n",
            b"* SEARCH \xff\xfe\r\n",
        ],
    )
    def test_nonsense(self, open_mailbox, answer):
        with server_that(answering((b"SELECT", SELECTED), (b"SEARCH", answer))) as port:
            connection = open_mailbox(port)
            connection.open_folder("INBOX")
            assert code_of(lambda: connection.search(["ALL"])) in {"protocol", "cut", "answer"}
            connection.close()

    def test_one_that_never_answers(self, settings):
        with server_that(lambda _connection, lines: lines.read()) as port:
            account = ImapAccount("localhost", port, "none", "help", PASSWORD)
            assert code_of(lambda: connect(settings, account, step=0.1)) == "timeout"

    def test_told_to_stop_it_waits_no_longer(self, settings, monkeypatch):
        monkeypatch.setattr(imap_wire, "LOOK", 0.01)
        stop = threading.Event()
        stop.set()
        with server_that(lambda _connection, lines: lines.read()) as port:
            account = ImapAccount("localhost", port, "none", "help", PASSWORD)
            assert code_of(lambda: connect(settings, account, stop=stop)) == "protocol"

    def test_a_password_that_it_repeats_is_not_shown(self, open_mailbox, scope):
        def refuse(connection, _lines, tag):
            connection.sendall(tag + b" NO no entry for " + PASSWORD.encode() + b"\r\n")

        with (
            server_that(answering((b"LOGIN", refuse))) as port,
            pytest.raises(MailboxError) as error,
        ):
            open_mailbox(port)

        told = describe(scope, error.value.code, error.value.details)
        assert "no entry for •••" in told
        assert PASSWORD not in repr(error.value)


def flood(connection, data):
    while True:
        connection.sendall(data)


class TestTls:
    def test_a_handshake_that_never_ends_is_broken_off(self, open_mailbox, monkeypatch):
        monkeypatch.setattr(imap_connecting, "CONNECTING", 0.2)

        def drip(connection, _lines):
            record = b"\x16\x03\x03\x40\x00" + b"\x0b" * 16384  # a message that goes on and on
            for letter in record:
                connection.sendall(bytes([letter]))
                threading.Event().wait(0.02)

        with server_that(drip) as port:
            assert code_of(lambda: open_mailbox(port, "tls")) == "timeout"


class TestStartTls:
    def test_what_was_said_before_it_counts_for_nothing(self, open_mailbox, tmp_path, monkeypatch):
        """Somebody in between adds to the answer before TLS begins."""
        certificate, key = make_certificate(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
        injected = CAPABLE % b"AUTH=INJECTED"

        def begin(connection, _lines, tag):
            connection.sendall(tag + b" OK begin\r\n" + injected)
            with context.wrap_socket(connection, server_side=True) as secure:
                answering()(Silent(secure), secure.makefile("rb"))

        serve = answering((b"STARTTLS", begin), capabilities=b"STARTTLS")
        with server_that(serve) as port:
            connection = open_mailbox(port, "starttls")
            assert not connection._client.has_capability("AUTH=INJECTED")
            connection.close()

    def test_a_server_without_it_gets_no_password(self, open_mailbox):
        heard = []

        def serve(connection, lines):
            connection.sendall(GREETING)
            for line in lines:
                heard.append(line)
                connection.sendall(CAPABLE % b"" + line.split()[0] + b" OK done\r\n")

        with server_that(serve) as port:
            assert code_of(lambda: open_mailbox(port, "starttls")) == "no_starttls"

        assert PASSWORD.encode() not in b"".join(heard)


class Silent:
    """A connection on which the greeting was said already."""

    def __init__(self, connection):
        self._connection = connection

    def sendall(self, data):
        if data != GREETING:
            self._connection.sendall(data)


class TestOAuth:
    @pytest.fixture
    def fake(self):
        """A server that takes one access token, by XOAUTH2."""
        tokens = ["first"]

        def authenticate(connection, lines, tag):
            connection.sendall(b"+ \r\n")
            said = base64.b64decode(next(iter(lines)))
            if said == f"user=help\x01auth=Bearer {tokens[0]}\x01\x01".encode():
                connection.sendall(tag + b" OK in\r\n")
            else:
                connection.sendall(tag + b" NO [AUTHENTICATIONFAILED] Invalid credentials\r\n")

        serve = answering(
            (b"AUTHENTICATE XOAUTH2", authenticate),
            (b"SELECT", SELECTED),
            (b"SEARCH", b"* SEARCH\r\n"),
            capabilities=b"AUTH=XOAUTH2",
        )
        with server_that(serve) as port:
            yield port, tokens

    @pytest.fixture
    def mailbox_id(self, make_mailbox, open_scope, fake, receiver):
        receiver.status = 200
        mailbox_id = make_mailbox()
        with open_scope() as scope:
            values = {
                "receiving": "imap",
                "authentication": "oauth2",
                "provider": "other",
                "host": "localhost",
                "port": fake[0],
                "security": "none",
                "username": "help",
                "client_id": "client",
                "client_secret": "of the client",
                "secret": "refresh 1",
                "token_url": receiver.url,
            }
            change_mailbox(scope, get_mailbox(scope, mailbox_id), values)
        return mailbox_id

    def test_a_refresh_token_opens_the_mailbox(self, mailbox_id, receiver, fetch, state, clock):
        receiver.body = b'{"access_token": "first", "expires_in": 3600}'

        fetch()
        clock.advance(minutes=2)
        fetch()

        assert (state(mailbox_id).error, state(mailbox_id).error_details) == ("", {})
        (asked,) = receiver.received  # the token is good for an hour
        assert b"grant_type=refresh_token" in asked.body
        assert b"refresh_token=refresh+1" in asked.body

    def test_a_renewed_refresh_token_is_kept(self, mailbox_id, receiver, fetch, open_scope, state):
        receiver.body = b'{"access_token": "first", "refresh_token": "refresh 2"}'

        fetch()

        assert state(mailbox_id).error == ""
        with open_scope() as scope:
            assert read_secret(scope, get_mailbox(scope, mailbox_id), "secret") == "refresh 2"

    def test_an_access_token_that_is_refused_is_asked_for_anew(
        self, mailbox_id, receiver, fake, fetch, state, clock
    ):
        receiver.body = b'{"access_token": "first", "expires_in": 3600}'
        fetch()
        fake[1][0] = "second"
        receiver.body = b'{"access_token": "second", "expires_in": 3600}'
        clock.advance(minutes=2)
        fetch()
        assert state(mailbox_id).error == "oauth_login"
        clock.advance(minutes=2)

        fetch()

        assert state(mailbox_id).error == ""

    @pytest.mark.parametrize(
        ("status", "body"),
        [
            (400, b'{"error": "invalid_grant", "error_description": "It was revoked."}'),
            (200, b"{}"),
            (200, b"[1, 2]"),
            (502, b"<html>"),
        ],
    )
    def test_a_provider_that_gives_none(self, mailbox_id, receiver, fetch, state, status, body):
        receiver.status, receiver.body = status, body

        fetch()

        assert state(mailbox_id).error == "token"
