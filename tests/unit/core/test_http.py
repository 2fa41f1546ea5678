import datetime as dt
import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from core import http
from core.http import HttpError, send

OURS = [
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST.:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[0:0:0:0:0:ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[::ffff:0:127.0.0.1]:{port}/",
    "http://0.0.0.0:{port}/",
    "http://[::]:{port}/",
    "http://0:{port}/",
    "http://127.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[fd00:ec2::254]/latest/meta-data/",
    "https://100.100.100.200/latest/meta-data/",
    "https://192.0.0.192/opc/v2/",
    "https://168.63.129.16/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.0.1/",
    "https://100.64.0.1/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://240.0.0.1/",
    "https://[fd00::1]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25lo]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://[5f00::1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:db8::1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[64:ff9b:1::1]/",
]
PUBLIC = (2, 1, 6, "", ("93.184.216.34", 443))
LOOPBACK = (2, 1, 6, "", ("127.0.0.1", 443))


@pytest.fixture
def strict(settings):
    """The operator has named no network."""
    return replace(settings, http_networks=())


@pytest.fixture
def resolve(monkeypatch):
    """Let every name resolve to this."""

    real = http.socket.getaddrinfo

    def resolve(*answers):
        def getaddrinfo(host, *args, **options):
            is_address = host.replace(".", "").isdigit()  # of a connection that is made
            return real(host, *args, **options) if is_address else list(answers)

        monkeypatch.setattr(http.socket, "getaddrinfo", getaddrinfo)

    return resolve


@contextmanager
def server_that(does):
    """Run a server that does something with its first connection; yield its port."""

    def serve(listener):
        with suppress(OSError):
            connection = listener.accept()[0]
            with connection:
                does(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        yield listener.getsockname()[1]


def drip(connection):
    for letter in b"HTTP/1.1 200 OK" * 10:
        connection.send(bytes([letter]))
        time.sleep(0.1)


class TestSend:
    def test_it_sends_and_answers(self, settings, receiver):
        receiver.status, receiver.body = 201, b'{"id": 7}'
        receiver.headers = {"Content-Type": "application/json", "X-Seen": "yes"}

        answer = send(
            settings, receiver.url, method="POST", body=b"{}", headers={"X-Mine": "ñ".encode()}
        )

        received = receiver.received[0]
        assert (received.method, received.path, received.body) == (
            "POST",
            "/hook?from=ventanilla",
            b"{}",
        )
        assert received.headers["Host"] == f"127.0.0.1:{receiver.server_port}"
        assert (answer.status, answer.is_success, answer.json()) == (201, True, {"id": 7})
        assert answer.headers["x-seen"] == "yes"

    @pytest.mark.parametrize(
        ("typed", "path"),
        [("", "/"), ("?q=1", "/?q=1"), ("/ñ/a%20b?x=[1]", "/%C3%B1/a%20b?x=[1]")],
    )
    def test_a_path_goes_out_as_addresses_are_written(self, settings, receiver, typed, path):
        send(settings, f"http://127.0.0.1:{receiver.server_port}{typed}")

        assert receiver.received[0].path == path

    def test_any_status_is_an_answer(self, settings, receiver):
        receiver.status = 503
        answer = send(settings, receiver.url)

        assert not answer.is_success
        with pytest.raises(HttpError, match="503"):
            answer.raise_for_status()

    def test_it_follows_no_redirect(self, settings, receiver):
        receiver.status, receiver.headers = 302, {"Location": receiver.url}

        assert send(settings, receiver.url).status == 302
        assert len(receiver.received) == 1

    def test_it_uses_no_proxy_of_the_environment(self, settings, receiver, monkeypatch):
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")

        assert send(settings, receiver.url).status == 204

    def test_it_tries_the_next_address_of_a_host(self, settings, receiver, resolve):
        resolve((10, 1, 6, "", ("::ffff:127.0.0.9", 1)), LOOPBACK)

        assert send(settings, f"http://two.example:{receiver.server_port}/").status == 204


class TestDestinations:
    @pytest.mark.parametrize("url", OURS)
    def test_it_reaches_nothing_of_ours(self, strict, receiver, url):
        with pytest.raises(HttpError, match="public internet"):
            send(strict, url.format(port=receiver.server_port))

        assert receiver.received == []

    def test_it_is_not_fooled_by_a_name_with_two_addresses(self, strict, resolve):
        resolve(PUBLIC, LOOPBACK)

        with pytest.raises(HttpError, match="public internet"):
            send(strict, "https://rebind.example/")

    def test_it_is_not_fooled_by_a_name_that_resolves_differently_later(
        self, strict, receiver, monkeypatch
    ):
        answers = iter([[PUBLIC], [LOOPBACK], [LOOPBACK]])
        asked, connected = [], []

        def getaddrinfo(host, *_args, **_kw):
            asked.append(host)
            return next(answers)

        def create_connection(address, _timeout):
            connected.append(address)
            raise ConnectionRefusedError

        monkeypatch.setattr(http.socket, "getaddrinfo", getaddrinfo)
        monkeypatch.setattr(http.socket, "create_connection", create_connection)
        with pytest.raises(HttpError):
            send(strict, "https://rebind.example/")

        assert asked == ["rebind.example"]
        assert connected == [("93.184.216.34", 443)]

    def test_an_inner_name_is_not_told_from_one_that_does_not_exist(self, strict, resolve):
        resolve(LOOPBACK)
        with pytest.raises(HttpError) as inner:
            send(strict, "https://db.example/")
        resolve()
        with pytest.raises(HttpError) as absent:
            send(strict, "https://db.example/")

        assert str(inner.value) == str(absent.value)
        assert "127" not in str(inner.value)

    def test_only_https_leaves_the_installation(self, strict, resolve):
        resolve(PUBLIC)
        with pytest.raises(HttpError, match="https"):
            send(strict, "http://example.com/")

    def test_a_network_of_the_operator_opens_no_other(self, settings, receiver):
        settings = replace(settings, http_networks=("10.0.0.0/8",))
        with pytest.raises(HttpError):
            send(settings, receiver.url)

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "//127.0.0.1/",
            "file:///etc/passwd",
            "ftp://example.com/",
            "gopher://example.com/",
            "https://",
            "https:///path",
            "https://example.com:99999/",
            "https://[::1/",
            "https://user:password@example.com/",
            "https://example.com\\@127.0.0.1/",
            "https://example.com/a b",
            "https://example.com/\r\nX-Evil: 1",
            "https://exam\tple.com/",
            "https://example.com/\x00",
            "https://example.com/" + "x" * 10_000,
            "https://.example.com/",
            f"https://{'x' * 64}.example.com/",
            "https://\udcff.example.com/",
        ],
    )
    def test_what_is_no_address_is_refused(self, strict, url):
        with pytest.raises(HttpError) as refusal:
            send(strict, url)

        assert "password" not in str(refusal.value).replace("no password", "")

    @pytest.mark.parametrize(
        "headers",
        [
            {"Host": "inner.example"},
            {"content-LENGTH": "0"},
            {"Transfer-Encoding": "chunked"},
            {"X-Mine": "a\r\nHost: b"},
            {"X-Mine\r\nHost": "b"},
        ],
    )
    def test_headers_can_not_make_another_message(self, settings, receiver, headers):
        with pytest.raises(ValueError, match=r"header|Invalid"):
            send(settings, receiver.url, headers=headers)

        assert receiver.received == []


class TestLimits:
    def test_it_waits_for_nobody_for_long(self, settings, receiver):
        with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(HttpError):
            send(settings, f"http://127.0.0.1:{silent.getsockname()[1]}/", timeout=0.2)

    def test_an_answer_may_not_come_letter_by_letter(self, settings, receiver):
        with server_that(drip) as port:
            started = time.monotonic()
            with pytest.raises(HttpError, match="in time"):
                send(settings, f"http://127.0.0.1:{port}/", timeout=0.5)

        assert time.monotonic() - started < 5

    def test_a_part_that_was_read_in_time_is_no_answer(self, settings, receiver):
        def half(connection):
            connection.send(b"HTTP/1.1 200 OK\r\n\r\nhalf of it")
            time.sleep(1)

        with server_that(half) as port, pytest.raises(HttpError, match="in time"):
            send(settings, f"http://127.0.0.1:{port}/", timeout=0.3)

    def test_it_reads_so_much_and_no_more(self, settings, receiver):
        receiver.status, receiver.body = 200, b'["' + b"x" * 100 + b'"]'

        answer = send(settings, receiver.url, most_read=10)

        assert (len(answer.body), answer.is_whole) == (10, False)
        with pytest.raises(HttpError, match="JSON"):
            answer.json()

    def test_a_body_without_end_is_left(self, settings, receiver):
        def pour(connection):
            connection.send(b"HTTP/1.1 200 OK\r\n\r\n")
            while True:
                connection.send(b"x" * 65_536)

        with server_that(pour) as port:
            assert not send(settings, f"http://127.0.0.1:{port}/").is_whole

    @pytest.mark.parametrize(
        "answer",
        [
            b"",
            b"nonsense\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n" + b"X-Many: 1\r\n" * 1000 + b"\r\n",
            b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100_000 + b"\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        ],
    )
    def test_nonsense_is_no_answer(self, settings, receiver, answer):
        with (
            server_that(lambda connection: connection.sendall(answer)) as port,
            pytest.raises(HttpError),
        ):
            send(settings, f"http://127.0.0.1:{port}/")

    @pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b"1" * 5000])
    def test_what_is_no_json_is_an_error_of_its_own(self, settings, receiver, body):
        receiver.status, receiver.body = 200, body
        with pytest.raises(HttpError, match="JSON"):
            send(settings, receiver.url).json()


class TestTls:
    @pytest.fixture
    def secure_server(self, tmp_path, monkeypatch):
        """A server with a certificate of its own making; ``trusted`` lets the client know it."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hooks.example")])
        now = dt.datetime.now(dt.UTC)
        day = dt.timedelta(days=1)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - day)
            .not_valid_after(now + day)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.example")]), False)
            .sign(key, SHA256())
        )
        path = tmp_path / "server.pem"
        path.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            + certificate.public_bytes(Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)

        def answer(connection):
            with suppress(ssl.SSLError), context.wrap_socket(connection, server_side=True) as tls:
                tls.recv(65_536)
                tls.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

        trusting = ssl.create_default_context(cafile=path)
        with server_that(answer) as port:
            yield port, lambda: monkeypatch.setattr(http, "_tls", lambda: trusting)

    def test_a_certificate_of_unknown_making_is_refused(
        self, settings, receiver, secure_server, resolve
    ):
        port, _trusted = secure_server
        resolve(LOOPBACK)
        with pytest.raises(HttpError, match="SSLCertVerificationError"):
            send(settings, f"https://hooks.example:{port}/")

    def test_so_is_one_for_another_host(self, settings, receiver, secure_server, resolve):
        port, trusted = secure_server
        trusted()
        resolve(LOOPBACK)
        with pytest.raises(HttpError, match="SSLCertVerificationError"):
            send(settings, f"https://another.example:{port}/")

    def test_the_host_that_was_named_is_the_one_that_is_proven(
        self, settings, receiver, secure_server, resolve
    ):
        port, trusted = secure_server
        trusted()
        resolve(LOOPBACK)

        assert send(settings, f"https://hooks.example:{port}/").status == 204
