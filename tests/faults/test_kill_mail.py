"""A process dies while a message comes in: before it is stored, before it is decided, after."""

import smtplib
import time

import pytest

from core.cases.models import Case, CaseNote
from core.db.base import new_id
from plugins.email_channel.models import Mailbox, ReceivedMail
from plugins.email_channel.services.receiving import read_raw, receive
from tests.faults.installation import free_port, wait_for

TRUSTED = "mx.hurt.example"
# Of the process that is handed a message: the file, its row, the case, and what follows.
HANDED_OVER = [
    "upload_written",
    pytest.param("upload_kept", marks=pytest.mark.long),
    "before_commit_FileUpload",
    "after_commit_FileUpload",
    pytest.param("before_commit_Case", marks=pytest.mark.long),
    "after_commit_Case",
]
# Of a worker that decides about what another process has stored.
DECIDED = [
    pytest.param("begin_email_channel.decide", marks=pytest.mark.long),
    "before_commit_Case",
    "end_email_channel.decide",
    pytest.param("after_commit_Case", marks=pytest.mark.long),
]


@pytest.fixture
def mailbox(installation, numbers):
    """A mailbox for each test; its server's word on senders counts, so nobody else is asked."""
    address = f"hurt{next(numbers)}@acme-mail.example"
    with installation.platform.scope("acme") as scope:
        box = Mailbox(tenant_id=scope.tenant_id, id=new_id(), defaults={}, is_default=False)
        box.address = box.address_key = address
        box.trusted_server = TRUSTED
        scope.session.add(box)
    return address


@pytest.fixture
def raw(make_contact, mailbox):
    contact = make_contact()
    said = f"{TRUSTED}; dmarc=pass header.from={contact.email.partition('@')[2]}"
    lines = (
        f"Authentication-Results: {said}",
        f"From: {contact.email}",
        f"To: {mailbox}",
        f"Message-ID: <{new_id().hex}@hurt.example>",
        "Subject: Sin luz",
        "",
        "Desde el lunes.",
    )
    return "\r\n".join(lines).encode()


@pytest.fixture
def came_in(installation, mailbox):
    """Wait until the message stands once, in one case with one note, and nothing is left to do."""

    def found():
        with installation.platform.scope("acme", reading=True) as scope:
            box = scope.session.query(Mailbox.id).filter_by(address_key=mailbox).scalar()
        return installation.rows(ReceivedMail, ReceivedMail.mailbox_id == box)

    def came_in():
        wait_for(lambda: any(mail.state == "filed" for mail in found()), why="it is decided")
        (mail,) = found()
        assert mail.outcome == "case"
        assert installation.count(Case, Case.id == mail.case_id) == 1
        assert installation.count(CaseNote, CaseNote.case_id == mail.case_id) == 1
        assert installation.count(Case, Case.contact_id == mail.contact_id) == 1
        with installation.platform.scope("acme", reading=True) as scope:
            assert b"Desde el lunes." in read_raw(scope, mail)

    return came_in


@pytest.mark.parametrize("point", HANDED_OVER)
def test_what_is_handed_over_again_is_there_once(
    installation, tmp_path, mailbox, raw, came_in, point
):
    path = tmp_path / "message.eml"
    path.write_bytes(raw)
    command = ("mail", "ingest", str(path), "--tenant", "acme", "--recipient", mailbox)
    installation.kill_at(point)

    installation.run("ingest", *command)
    assert installation.processes["ingest"].wait(60) == -9
    # A mail server keeps what was not acknowledged, and hands it over again.
    installation.run("ingest", *command)
    assert installation.processes.pop("ingest").wait(60) == 0

    came_in()


@pytest.mark.parametrize("point", DECIDED)
def test_another_worker_decides(installation, mailbox, raw, came_in, point):
    installation.kill_at(point)

    with installation.platform.scope("acme") as scope:
        receive(scope, raw, came_by="delivery", envelope_to=[mailbox])
    installation.wait_for_death_at(point)

    came_in()


class TestListener:
    """A mail server hands messages over by SMTP, and hands over again what breaks off."""

    @pytest.fixture
    def listener(self, installation):
        port = free_port()

        def start():
            installation.run("listen", "mail", "listen", "--port", str(port))
            wait_for(lambda: _answers(port), why="it listens")
            return port

        yield start
        process = installation.processes.pop("listen")
        if process.poll() is None:
            process.terminate()
        process.wait(20)

    @pytest.mark.parametrize("point", ["before_commit_FileUpload", "after_commit_FileUpload"])
    def test_it_dies_before_it_acknowledges(
        self, installation, listener, mailbox, raw, came_in, point
    ):
        installation.kill_at(point)
        port = listener()

        with pytest.raises((smtplib.SMTPException, OSError)):
            _hand_over(port, mailbox, raw)
        installation.processes["listen"].wait(20)
        listener()
        _hand_over(port, mailbox, raw)

        came_in()

    def test_what_finds_no_room_is_refused_for_now(
        self, installation, listener, mailbox, raw, came_in
    ):
        port = listener()
        big = raw + b"\r\n" + b"x" * 70 + (b"\r\n" + b"y" * 70) * 30_000
        installation.limit_file_size(1024 * 1024)
        with pytest.raises(smtplib.SMTPDataError) as refused:
            _hand_over(port, mailbox, big)
        installation.limit_file_size(-1)

        assert 400 <= refused.value.smtp_code < 500
        _hand_over(port, mailbox, big)
        came_in()


def _answers(port):
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=5):
            return True
    except OSError:
        time.sleep(0.2)
        return False


def _hand_over(port, mailbox, raw):
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
        server.sendmail("ana@cliente.example", [mailbox], raw)
