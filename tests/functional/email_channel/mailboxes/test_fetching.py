"""Mail is fetched from a real server: each message once, and none is lost on the way."""

import threading
from contextlib import closing

import pytest
from sqlalchemy import select

from core.tenancy.services import switch_plugin
from plugins.email_channel.models import LeftMessage
from plugins.email_channel.services import fetching, left_messages, receiving, visiting
from plugins.email_channel.services.fetcher import run
from plugins.email_channel.services.leases import claim_next
from plugins.email_channel.services.mailboxes import change_mailbox, get_mailbox, switch_mailbox
from tests.support.cutting import Cutter

pytestmark = pytest.mark.program("dovecot")


def message(number, size=0):
    return (
        f"Message-ID: <{number}@mail.example>\r\nFrom: Ana <ana@mail.example>\r\n"
        f"Subject: Number {number}\r\n\r\nHello\r\n{'x' * size}"
    ).encode()


class TestFetching:
    def test_each_message_is_taken_once_and_marked(
        self, dovecot, imap_user, imap_mailbox, fetch, received
    ):
        dovecot.put(imap_user, message(1), message(2))

        assert fetch() == 2
        assert fetch() == 0

        assert received() == [message(1), message(2)]
        assert dovecot.count(imap_user, "SEEN") == 2

    def test_what_was_read_before_is_left_alone(
        self, dovecot, imap_user, imap_mailbox, fetch, received
    ):
        dovecot.put(imap_user, message(1), flags="\\Seen")
        dovecot.put(imap_user, message(2))

        fetch()

        assert received() == [message(2)]

    def test_what_somebody_reads_before_us_is_taken_all_the_same(
        self, dovecot, imap_user, imap_mailbox, fetch, received
    ):
        fetch()
        dovecot.put(imap_user, message(1), flags="\\Seen")

        fetch()

        assert received() == [message(1)]

    def test_they_can_be_moved(self, dovecot, imap_user, make_mailbox, fetch, received):
        with dovecot.open(imap_user) as client:
            client.create("Done")
        make_mailbox(
            host="localhost",
            port=dovecot.port,
            username=imap_user,
            after_fetch="move",
            move_to="Done",
        )
        dovecot.put(imap_user, message(1))

        fetch()

        assert received() == [message(1)]
        assert (dovecot.count(imap_user), dovecot.count(imap_user, folder="Done")) == (0, 1)

    def test_a_mailbox_by_tls(self, dovecot, imap_user, make_mailbox, fetch, monkeypatch):
        monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))
        make_mailbox(host="localhost", port=dovecot.tls_port, security="tls", username=imap_user)
        dovecot.put(imap_user, message(1))

        assert fetch() == 1

    def test_many_are_taken_in_batches(
        self, dovecot, imap_user, imap_mailbox, fetch, received, monkeypatch
    ):
        monkeypatch.setattr(fetching, "BATCH", 3)
        dovecot.put(imap_user, *(message(number) for number in range(10)))

        assert fetch() == 10

        assert received() == [message(number) for number in range(10)]

    def test_new_numbers_of_the_folder_double_nothing(
        self, dovecot, imap_user, imap_mailbox, open_scope, fetch, received
    ):
        dovecot.put(imap_user, message(1))
        fetch()
        with open_scope() as scope:
            get_mailbox(scope, imap_mailbox).uid_validity -= 1
        dovecot.put(imap_user, message(2), flags="\\Seen")
        make_due(open_scope, imap_mailbox)

        fetch()

        assert received() == [message(1), message(2)]

    def test_another_tenant_has_its_own(self, dovecot, user_numbers, make_mailbox, fetch, received):
        for slug in ("acme", "globex"):
            name = f"user{next(user_numbers)}"
            make_mailbox(slug, host="localhost", port=dovecot.port, username=name)
            dovecot.put(name, message(slug))

        fetch()

        assert received("acme") == [message("acme")]
        assert received("globex") == [message("globex")]

    def test_while_the_plugin_is_off_it_stays_at_the_server(
        self, dovecot, imap_user, imap_mailbox, open_scope, clock, fetch, jobs, state
    ):
        dovecot.put(imap_user, message(1))
        with open_scope() as scope:
            switch_plugin(scope, "email_channel", on=False)

        assert fetch() == 0
        assert dovecot.count(imap_user, "UNSEEN") == 1

        with open_scope() as scope:
            switch_plugin(scope, "email_channel", on=True)
        jobs.run()
        assert state(imap_mailbox).next_fetch_at <= clock()
        assert fetch() == 1

    def test_a_mailbox_that_is_off_is_left_alone(
        self, dovecot, imap_user, imap_mailbox, admin_switches, fetch
    ):
        dovecot.put(imap_user, message(1))
        admin_switches(imap_mailbox, on=False)

        assert fetch() == 0

        admin_switches(imap_mailbox, on=True)
        assert fetch() == 1


@pytest.fixture
def admin_switches(open_scope):
    def switch(mailbox_id, *, on):
        with open_scope() as scope:
            switch_mailbox(scope, get_mailbox(scope, mailbox_id), on=on)

    return switch


def make_due(open_scope, mailbox_id):
    with open_scope() as scope:
        mailbox = get_mailbox(scope, mailbox_id)
        mailbox.next_fetch_at = scope.now()


@pytest.fixture
def left(open_scope):
    def left():
        with open_scope() as scope:
            found = scope.session.scalars(select(LeftMessage).order_by(LeftMessage.uid)).all()
            return [(one.uid, one.reason, one.attempts, one.subject) for one in found]

    return left


class TestBadMessages:
    def test_one_that_is_too_large_stays_and_is_shown(
        self, dovecot, imap_user, imap_mailbox, fetch, received, left, monkeypatch, as_admin
    ):
        monkeypatch.setattr(fetching, "MOST_BYTES", 1000)
        dovecot.put(imap_user, message(1, size=2000), message(2))

        fetch()
        fetch()

        assert received() == [message(2)]
        assert left() == [(1, "too_large", 1, "Number 1")]
        assert dovecot.count(imap_user, "UNSEEN") == 1
        page = as_admin().get(f"/admin/email/{imap_mailbox}").text
        assert "Number 1" in page
        assert "It is too large" in page

    def test_it_is_forgotten_once_it_is_gone(
        self, dovecot, imap_user, imap_mailbox, fetch, left, monkeypatch, open_scope
    ):
        monkeypatch.setattr(fetching, "MOST_BYTES", 1000)
        dovecot.put(imap_user, message(1, size=2000))
        fetch()
        with dovecot.open(imap_user) as client:
            client.store("1", "+FLAGS", "\\Deleted")
            client.expunge()
        make_due(open_scope, imap_mailbox)

        fetch()

        assert left() == []

    def test_one_that_can_not_be_stored_does_not_stop_the_next(
        self, dovecot, imap_user, imap_mailbox, fetch, received, left, monkeypatch, open_scope
    ):
        def receive(scope, raw, **values):
            if raw == message(1):
                raise ValueError("poison")
            return receiving.receive(scope, raw, **values)

        monkeypatch.setattr(fetching, "receive", receive)
        dovecot.put(imap_user, message(1), message(2))

        for _try in range(left_messages.MOST_TRIES + 2):
            make_due(open_scope, imap_mailbox)
            fetch()

        assert received() == [message(2)]
        assert left() == [(1, "unreadable", left_messages.MOST_TRIES, "")]

    def test_it_is_tried_again_if_somebody_says_so(
        self, dovecot, imap_user, imap_mailbox, fetch, received, left, monkeypatch, as_admin
    ):
        with monkeypatch.context() as patch:
            patch.setattr(left_messages, "MOST_TRIES", 1)
            patch.setattr(fetching, "receive", lambda *_args, **_kw: 1 / 0)
            dovecot.put(imap_user, message(1))
            fetch()
        page = as_admin().get(f"/admin/email/{imap_mailbox}")

        page.forms["retry"].submit()
        fetch()

        assert (received(), left()) == ([message(1)], [])


POINTS = [
    ("GREETING", "before"),
    *(
        (command, moment)
        for command in ("LOGIN", "SELECT", "UID SEARCH", "RFC822.SIZE", "BODY.PEEK[]", "STORE")
        for moment in ("before", "after", "amid")
    ),
    ("LOGOUT", "before"),
]


class TestCuts:
    @pytest.fixture
    def cutter(self, dovecot):
        with closing(Cutter(dovecot.port)) as cutter:
            yield cutter

    @pytest.mark.parametrize(("command", "moment"), POINTS)
    def test_a_connection_that_is_cut_loses_and_doubles_nothing(
        self, dovecot, imap_user, cutter, make_mailbox, clock, fetch, received, command, moment
    ):
        make_mailbox(host="localhost", port=cutter.port, username=imap_user)
        fetch()
        dovecot.put(imap_user, message(1), message(2))
        cutter.cut(command, moment)

        fetch()
        assert cutter.has_cut.wait(20)
        clock.advance(hours=1)
        fetch()

        assert sorted(received()) == [message(1), message(2)]
        assert dovecot.count(imap_user, "SEEN") == 2

    def test_a_message_that_breaks_each_connection_does_not_stop_the_next(
        self, dovecot, imap_user, cutter, make_mailbox, clock, fetch, received, left
    ):
        make_mailbox(host="localhost", port=cutter.port, username=imap_user)
        dovecot.put(imap_user, message(1), message(2), message(3))

        for _try in range(left_messages.MOST_TRIES):
            cutter.cut("FETCH 1 (BODY.PEEK[])", "amid")
            clock.advance(hours=1)
            fetch()

        assert received() == [message(2), message(3)]
        assert left() == [(1, "unreadable", left_messages.MOST_TRIES, "")]

    def test_the_mailbox_says_what_is_wrong_and_is_tried_later_and_later(
        self, imap_user, make_mailbox, dovecot, clock, fetch, state
    ):
        mailbox_id = make_mailbox(
            host="localhost", port=dovecot.port, username=imap_user, secret="wrong"
        )
        pauses = []
        for _try in range(8):
            before = clock()
            fetch()
            pauses.append((state(mailbox_id).next_fetch_at - before).total_seconds())
            clock.advance(hours=1)

        assert pauses == [60, 120, 240, 480, 960, 1920, 3600, 3600]
        assert state(mailbox_id).error == "login"

    def test_it_is_well_again_by_itself(
        self, dovecot, imap_user, cutter, make_mailbox, clock, fetch, state
    ):
        mailbox_id = make_mailbox(host="localhost", port=cutter.port, username=imap_user)
        cutter.cut("LOGIN", "before")
        fetch()
        assert state(mailbox_id).error == "cut"
        clock.advance(minutes=2)

        fetch()

        assert (state(mailbox_id).error, state(mailbox_id).failures) == ("", 0)


class TestSharing:
    def test_a_mailbox_is_fetched_by_one_at_a_time(self, platform, imap_mailbox, clock):
        first = claim_next(platform)

        assert first.mailbox_id == imap_mailbox
        assert claim_next(platform) is None
        clock.advance(minutes=4)
        assert claim_next(platform).mailbox_id == imap_mailbox

    def test_who_lost_the_lease_stores_nothing_more(
        self, dovecot, imap_user, imap_mailbox, platform, clock, stop, received
    ):
        dovecot.put(imap_user, message(1))
        slow = claim_next(platform)
        clock.advance(minutes=4)
        quick = claim_next(platform)

        assert visiting.visit(platform, slow, stop) == 0
        assert visiting.visit(platform, quick, stop) == 1
        assert received() == [message(1)]

    def test_a_change_of_the_mailbox_ends_a_visit(
        self, imap_mailbox, platform, open_scope, stop, state
    ):
        claim = claim_next(platform)
        with open_scope() as scope:
            change_mailbox(scope, get_mailbox(scope, imap_mailbox), {"folder": "INBOX"})

        visiting.visit(platform, claim, stop)

        assert state(imap_mailbox).fetched_at is None

    def test_busy_servers_and_tenants_are_passed_over(self, platform, make_mailbox, tenant):
        make_mailbox(host="slow.example", port=993, username="x")
        quick = make_mailbox("globex", host="quick.example", port=993, username="x")

        assert claim_next(platform, busy_hosts=["slow.example"]).mailbox_id == quick
        assert claim_next(platform, busy_tenants=[tenant.id]) is None


class TestService:
    def test_new_messages_come_at_once(
        self, dovecot, imap_user, imap_mailbox, platform, stop, received, monkeypatch
    ):
        stored, idling = threading.Event(), threading.Event()
        listen = visiting._Visit._listen

        def note_idle(self, connection):
            idling.set()
            listen(self, connection)

        def receive(scope, raw, **values):
            found = receiving.receive(scope, raw, **values)
            stored.set()
            return found

        monkeypatch.setattr(visiting._Visit, "_listen", note_idle)
        monkeypatch.setattr(fetching, "receive", receive)
        service = threading.Thread(target=run, args=(platform, stop))
        service.start()
        try:
            assert idling.wait(20)
            dovecot.put(imap_user, message(1))
            assert stored.wait(20)
        finally:
            stop.set()
            service.join(20)

        assert received() == [message(1)]
