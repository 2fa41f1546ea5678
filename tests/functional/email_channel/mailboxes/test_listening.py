"""Mail servers deliver to us: each message is stored before it is acknowledged, for whom it is."""

import os
import smtplib
import socket
import threading

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from core.tenancy.services import switch_plugin
from plugins.email_channel.models import ReceivedMail
from plugins.email_channel.services import listening, smtp_session
from plugins.email_channel.services.listening import Counter
from plugins.email_channel.services.mailboxes import get_mailbox, switch_mailbox
from plugins.email_channel.services.recipients import deliver
from tests.support.mail_servers import make_certificate, run_postfix

RAW = b"Message-ID: <1@mail.example>\r\nFrom: Ana <ana@mail.example>\r\n\r\nHello\r\n"
SENDER, HELP = "ana@mail.example", "help@acme.example"


@pytest.fixture
def port(listener):
    with listener() as port:
        yield port


@pytest.fixture
def smtp(port):
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        yield client


@pytest.fixture
def help_mailbox(make_mailbox):
    return make_mailbox(address=HELP)


@pytest.fixture
def rows(open_scope):
    def rows(slug="acme"):
        with open_scope(slug) as scope:
            found = scope.session.scalars(select(ReceivedMail).order_by(ReceivedMail.id)).all()
            scope.session.expunge_all()
            return found

    return rows


class TestDelivery:
    def test_a_message_is_stored_as_it_came(self, smtp, help_mailbox, rows, received):
        smtp.sendmail(SENDER, [HELP], RAW)

        (row,) = rows()
        assert (row.came_by, row.envelope_from, row.envelope_to) == ("delivery", SENDER, [HELP])
        assert (row.mailbox_id, row.state) == (help_mailbox, "waiting")
        assert received() == [RAW]

    def test_delivered_twice_it_is_stored_once(self, smtp, help_mailbox, received):
        for _time in range(2):
            smtp.sendmail(SENDER, [HELP], b"Received: by another way\r\n" + RAW)

        assert len(received()) == 1

    def test_a_tag_leads_to_the_mailbox(self, smtp, help_mailbox, rows):
        smtp.sendmail(SENDER, ["Help+token@Acme.example"], RAW)

        assert rows()[0].mailbox_id == help_mailbox

    def test_each_tenant_has_its_copy(self, smtp, help_mailbox, make_mailbox, received):
        make_mailbox("globex", address="help@globex.example")

        smtp.sendmail(SENDER, [HELP, "help@globex.example"], RAW)

        assert received("acme") == received("globex") == [RAW]

    def test_an_unknown_recipient_is_refused(self, smtp, help_mailbox, received):
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
            smtp.sendmail(SENDER, ["nobody@acme.example"], RAW)

        assert refusal.value.recipients["nobody@acme.example"][0] == 550
        assert received() == []

    def test_so_is_a_mailbox_that_is_off(self, smtp, help_mailbox, open_scope):
        with open_scope() as scope:
            switch_mailbox(scope, get_mailbox(scope, help_mailbox), on=False)

        with pytest.raises(smtplib.SMTPRecipientsRefused, match="switched off"):
            smtp.sendmail(SENDER, [HELP], RAW)

    def test_while_the_plugin_is_off_mail_is_held(self, smtp, help_mailbox, open_scope, jobs, rows):
        with open_scope() as scope:
            switch_plugin(scope, "email_channel", on=False)

        smtp.sendmail(SENDER, [HELP], RAW)
        jobs.run()
        assert [one.state for one in rows()] == ["waiting"]

        with open_scope() as scope:
            switch_plugin(scope, "email_channel", on=True)
        jobs.run()
        assert [one.state for one in rows()] != ["waiting"]

    def test_what_can_not_be_stored_is_to_be_tried_again(
        self, smtp, help_mailbox, received, monkeypatch
    ):
        def fail(*_args):
            raise OperationalError("INSERT", {}, Exception("the disk is full"))

        with monkeypatch.context() as patch:
            patch.setattr(listening, "deliver", fail)
            with pytest.raises(smtplib.SMTPDataError) as refusal:
                smtp.sendmail(SENDER, [HELP], RAW)
        assert refusal.value.smtp_code == 451

        smtp.sendmail(SENDER, [HELP], RAW)
        assert received() == [RAW]

    def test_a_database_that_is_away_refuses_nobody_for_good(self, smtp, help_mailbox, monkeypatch):
        def fail(*_args):
            raise OperationalError("SELECT", {}, Exception("away"))

        monkeypatch.setattr(listening, "find_recipient", fail)
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
            smtp.sendmail(SENDER, [HELP], RAW)

        assert refusal.value.recipients[HELP][0] == 451

    def test_the_address_of_a_server_of_our_own_says_nothing(self, smtp, help_mailbox, rows):
        smtp.sendmail(SENDER, [HELP], RAW)

        assert rows()[0].client_address == ""

    def test_that_of_a_stranger_is_recorded(self, platform):
        counter = Counter(platform, ["93.184.215.0/24"])

        assert counter.address_to_note("93.184.216.34") == "93.184.216.34"
        assert counter.address_to_note("93.184.215.14") == ""


class TestBody:
    @pytest.mark.parametrize(
        "body",
        [
            b"..leading dots\r\n.\r\n..\r\n",
            b"a line without an end" + b"x" * 70_000 + b"\r\n",
            b"x" * (2 * smtp_session.LONGEST_LINE) + b"\r\nand more\r\n",
            b"bare\nline\n.\nfeeds\r\n",
            b"\xff\xfe\x00binary\r\n",
        ],
        ids=["dots", "long line", "longer than our buffer", "bare line feeds", "binary"],
    )
    def test_it_arrives_as_it_is(self, port, help_mailbox, received, body):
        raw = RAW + body
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            client.ehlo()
            client.mail(SENDER)
            client.rcpt(HELP)
            client.docmd("DATA")
            client.send(
                b"\r\n".join(
                    b"." + line if line.startswith(b".") else line for line in raw.split(b"\r\n")
                )
                + b".\r\n"
            )
            assert client.getreply()[0] == 250

        assert received() == [raw]

    def test_too_much_is_refused_and_the_next_is_taken(
        self, smtp, help_mailbox, received, monkeypatch
    ):
        monkeypatch.setattr(smtp_session, "MOST_BYTES", 1000)

        with pytest.raises(smtplib.SMTPDataError) as refusal:
            smtp.sendmail(SENDER, [HELP], RAW + b"x\r\n" * 1000)
        smtp.sendmail(SENDER, [HELP], RAW)

        assert refusal.value.smtp_code == 552
        assert received() == [RAW]

    @pytest.mark.parametrize(
        "said",
        [
            b"EHLO x\r\n",
            b"EHLO x\r\nMAIL FROM:<a@b.example>\r\n",
            b"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<help@acme.example>\r\n",
            b"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<help@acme.example>\r\nDATA\r\n",
            b"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<help@acme.example>\r\nDATA\r\n" + RAW,
            b"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<help@acme.example>\r\nDATA\r\n"
            + RAW
            + b".\r",
        ],
    )
    def test_a_connection_that_is_cut_before_the_end_stores_nothing(
        self, listener, help_mailbox, received, said
    ):
        with listener() as port, socket.create_connection(("127.0.0.1", port), 20) as client:
            client.sendall(said)
            client.shutdown(socket.SHUT_WR)
            while client.recv(65536):
                pass

        assert received() == []

    def test_cut_before_the_answer_it_is_stored_once_if_it_comes_again(
        self, listener, help_mailbox, received, monkeypatch
    ):
        stored, heard = threading.Event(), threading.Event()

        def slow(*args):
            deliver(*args)
            stored.set()
            heard.wait(20)

        with listener() as port:
            with monkeypatch.context() as patch:
                patch.setattr(listening, "deliver", slow)
                with socket.create_connection(("127.0.0.1", port), 20) as client:
                    client.sendall(
                        b"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<help@acme.example>\r\n"
                        b"DATA\r\n" + RAW + b".\r\n"
                    )
                    assert stored.wait(20)
                heard.set()
            with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
                client.sendmail(SENDER, [HELP], RAW)

        assert received() == [RAW]


class TestLimits:
    def test_connections_of_a_client(self, port, monkeypatch):
        monkeypatch.setattr(listening, "PER_CLIENT", 1)
        with smtplib.SMTP("127.0.0.1", port, timeout=20):
            with pytest.raises(smtplib.SMTPConnectError) as refusal:
                smtplib.SMTP("127.0.0.1", port, timeout=20)
            assert refusal.value.smtp_code == 421

    def test_messages_of_a_connection(self, smtp, help_mailbox, monkeypatch):
        monkeypatch.setattr(smtp_session, "MOST_MESSAGES", 1)
        smtp.sendmail(SENDER, [HELP], RAW)

        with pytest.raises(smtplib.SMTPSenderRefused) as refusal:
            smtp.sendmail(SENDER, [HELP], RAW)
        assert refusal.value.smtp_code == 421

    def test_guesses_of_addresses(self, smtp, monkeypatch):
        monkeypatch.setattr(smtp_session, "MOST_REFUSED", 2)
        smtp.ehlo()
        smtp.mail(SENDER)

        codes = [smtp.rcpt(f"guess{number}@acme.example")[0] for number in range(3)]

        assert codes == [550, 550, 421]

    def test_messages_that_arrive_at_a_time(self, listener, help_mailbox, monkeypatch):
        monkeypatch.setattr(listening, "BODIES", 1)
        with listener() as port, smtplib.SMTP("127.0.0.1", port, timeout=20) as slow:
            slow.ehlo()
            slow.mail(SENDER)
            slow.rcpt(HELP)
            assert slow.docmd("DATA")[0] == 354
            with (
                smtplib.SMTP("127.0.0.1", port, timeout=20) as other,
                pytest.raises(smtplib.SMTPDataError) as refusal,
            ):
                other.sendmail(SENDER, [HELP], RAW)
            slow.send(RAW + b".\r\n")
            assert slow.getreply()[0] == 250
        assert refusal.value.smtp_code == 451

    def test_a_slow_client_is_left(self, listener, help_mailbox, monkeypatch):
        monkeypatch.setattr(smtp_session, "COMMAND", 0.2)
        with listener() as port, socket.create_connection(("127.0.0.1", port), 20) as client:
            client.sendall(b"EHLO x\r\nMAIL FROM:<a@b.example>\r\n")
            while client.recv(65536):
                pass


class TestLmtp:
    def test_each_recipient_has_a_reply(self, listener, help_mailbox, make_mailbox, received):
        make_mailbox("globex", address="help@globex.example")
        with listener(is_lmtp=True) as port, smtplib.LMTP("127.0.0.1", port) as client:
            client.ehlo()
            client.mail(SENDER)
            client.rcpt(HELP)
            client.rcpt("help@globex.example")
            client.docmd("DATA")
            client.send(RAW + b".\r\n")

            assert [client.getreply()[0] for _one in range(2)] == [250, 250]
        assert received("acme") == received("globex") == [RAW]

    def test_by_a_unix_socket(self, listener, help_mailbox, tmp_path, received):
        path = tmp_path / "lmtp"
        with listener(is_lmtp=True, socket_path=path), smtplib.LMTP(str(path)) as client:
            client.sendmail(SENDER, [HELP], RAW)

        assert received() == [RAW]


class TestTls:
    def test_it_can_be_offered(self, listener, help_mailbox, tmp_path, received):
        certificate, key = make_certificate(tmp_path)
        with (
            listener(tls_certificate=certificate, tls_key=key) as port,
            smtplib.SMTP("127.0.0.1", port, timeout=20) as client,
        ):
            client.starttls()
            client.ehlo()
            assert "auth" not in client.esmtp_features
            client.sendmail(SENDER, [HELP], RAW)

        assert received() == [RAW]


@pytest.mark.req("BA-E-04")
@pytest.mark.program("dovecot")
def test_mail_comes_to_a_mailbox_of_ours_or_of_the_organisation(
    smtp, help_mailbox, dovecot, imap_user, imap_mailbox, fetch, rows
):
    smtp.sendmail(SENDER, [HELP], RAW)
    dovecot.put(imap_user, RAW.replace(b"<1@", b"<2@"))
    fetch()

    assert [(one.came_by, one.mailbox_id) for one in rows()] == [
        ("delivery", help_mailbox),
        ("imap", imap_mailbox),
    ]


needs_postfix = pytest.mark.program("postfix" if os.geteuid() == 0 else "postfix as root")


@needs_postfix
class TestPostfix:
    @pytest.mark.parametrize("transport", ["smtp", "lmtp"])
    def test_it_delivers(self, listener, help_mailbox, received, arrivals, transport):
        with (
            listener(is_lmtp=transport == "lmtp") as port,
            run_postfix(port, transport) as postfix,
        ):
            postfix.send(SENDER, [HELP], RAW)
            assert arrivals.acquire(timeout=20)

        (raw,) = received()
        assert raw.endswith(b"\r\n\r\nHello\r\n")

    def test_it_tries_again_and_gives_nothing_back(
        self, listener, help_mailbox, received, monkeypatch
    ):
        tries, taken = [], threading.Event()

        def flaky(*args):
            tries.append(1)
            if len(tries) < 2:
                raise OperationalError("INSERT", {}, Exception("away"))
            deliver(*args)
            taken.set()

        monkeypatch.setattr(listening, "deliver", flaky)
        with listener() as port, run_postfix(port, "smtp") as postfix:
            postfix.send(SENDER, [HELP], RAW)
            assert taken.wait(30)

        assert len(received()) == 1

    def test_what_we_refuse_comes_back_to_its_sender(
        self, listener, help_mailbox, received, arrivals, rows
    ):
        with listener() as port, run_postfix(port, "smtp") as postfix:
            postfix.send(HELP, ["nobody@acme.example"], RAW)
            assert arrivals.acquire(timeout=20)

        (row,) = rows()
        assert row.envelope_from == ""
        assert b"There is no mailbox of that name here" in received()[0]
