"""Real mail servers of Debian's, each in a folder and at ports of its own: Dovecot and Postfix."""

import contextlib
import imaplib
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.programs import find_program

PATIENCE = 20.0
LOOPBACK = ("127.0.0.0/8", "::1")  # for an operator to allow
PASSWORD = "correct-horse"  # of whoever signs in


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def make_certificate(folder, name="localhost"):
    """Make a certificate for a name, signed by itself; return the files of both."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / f"{name}.crt", folder / f"{name}.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


@contextlib.contextmanager
def open_folder(prefix):
    """Make a folder that a server's own user gets into, which pytest's are not."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(answers, process, log):
    """Wait until a server answers, or say why it does not."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            answers()
            return
        if process is not None and process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(log.read_text() if log.exists() else "it does not start")


DOVECOT = """
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain
mail_location = maildir:{folder}/mail/%u
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 0
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {internal_group}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
mail_max_userip_connections = 50
auth_failure_delay = 0
"""


class Dovecot:
    """An IMAP server with a certificate of its own.

    ``port`` is plain and has STARTTLS, ``tls_port`` is TLS from the start.
    """

    host = "localhost"

    def __init__(self, folder):
        self.folder = folder
        self.port, self.tls_port = free_port(), free_port()
        self.certificate, key = make_certificate(folder)
        is_root = os.geteuid() == 0
        me = pwd.getpwuid(os.geteuid()).pw_name
        user = "mail" if is_root else me
        (folder / "mail").mkdir()
        if is_root:
            shutil.chown(folder / "mail", user, user)
        config = folder / "dovecot.conf"
        config.write_text(
            DOVECOT.format(
                folder=folder,
                certificate=self.certificate,
                key=key,
                password=PASSWORD,
                user=user,
                group=user,
                internal="dovecot" if is_root else me,
                internal_group="dovecot" if is_root else me,
                login="dovenull" if is_root else me,
                port=self.port,
                tls_port=self.tls_port,
            )
        )
        self._process = subprocess.Popen(  # noqa: S603  # Dovecot
            [find_program("dovecot"), "-F", "-c", str(config)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )
        wait_for(self._answers, self._process, folder / "log")

    def _answers(self):
        imaplib.IMAP4("127.0.0.1", self.port, timeout=2).shutdown()

    @contextlib.contextmanager
    def open(self, user, folder="INBOX"):
        """Look into a user's mailbox, past the product."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            client.login(user, PASSWORD)
            client.select(folder)
            yield client
        finally:
            client.logout()

    def put(self, user, *messages, folder="INBOX", flags=""):
        with self.open(user) as client:
            for message in messages:
                answer = client.append(folder, flags, None, message)
                assert answer[0] == "OK", answer

    def count(self, user, criteria="ALL", folder="INBOX"):
        with self.open(user, folder) as client:
            return len(client.search(None, criteria)[1][0].split())

    def stop(self):
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(PATIENCE)


@contextlib.contextmanager
def run_dovecot():
    with open_folder("dovecot-") as folder:
        server = Dovecot(folder)
        try:
            yield server
        finally:
            server.stop()


POSTFIX_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = relay.example
mydestination =
local_recipient_maps =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_relay_restrictions = permit_mynetworks, reject
default_transport = {transport}:{target}
smtp_host_lookup = native
lmtp_host_lookup = native
disable_dns_lookups = yes
message_size_limit = 0
mailbox_size_limit = 0
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
smtp_tls_security_level = {tls}
lmtp_tls_security_level = {tls}
"""
POSTFIX_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""


TARGETS = {"smtp": "[127.0.0.1]:{}", "lmtp": "inet:127.0.0.1:{}"}


class Postfix:
    """A mail server that hands everything over to the port ``target``, by ``smtp`` or ``lmtp``."""

    def __init__(self, folder, target, transport, tls="none"):
        self.folder = folder
        self.port = free_port()
        self._config = folder / "etc"
        for name in ("etc", "queue", "data"):
            (folder / name).mkdir()
        shutil.chown(folder / "data", "postfix")
        (self._config / "main.cf").write_text(
            POSTFIX_MAIN.format(
                folder=folder,
                transport=transport,
                tls=tls,
                target=TARGETS[transport].format(target),
            )
        )
        (self._config / "master.cf").write_text(POSTFIX_MASTER.format(port=self.port))
        self._run("start")
        wait_for(self._answers, None, folder / "log")

    def _run(self, order):
        command = [find_program("postfix"), "-c", str(self._config), order]
        done = subprocess.run(  # noqa: S603  # Postfix
            command, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        assert done.returncode == 0, done.stderr

    def _answers(self):
        smtplib.SMTP("127.0.0.1", self.port, timeout=2).quit()

    def send(self, sender, recipients, message):
        with smtplib.SMTP("127.0.0.1", self.port, timeout=PATIENCE) as client:
            client.sendmail(sender, recipients, message)

    def stop(self):
        self._run("abort")


@contextlib.contextmanager
def run_postfix(target, transport, tls="none"):
    with open_folder("postfix-") as folder:
        server = Postfix(folder, target, transport, tls)
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def dovecot():
    """An IMAP server (mark the test ``program("dovecot")``)."""
    with run_dovecot() as server:
        yield server


@pytest.fixture(scope="session")
def user_numbers():
    return count(1)


@pytest.fixture
def imap_user(user_numbers):
    """A user of the IMAP server, with an empty mailbox of their own."""
    return f"user{next(user_numbers)}"
