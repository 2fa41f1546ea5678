"""A mailbox signs what goes out from it, once its domain says with which key."""

import dkim
import pytest

from plugins.email_channel.services import dkim_keys
from plugins.email_channel.services.authentication import authenticate
from plugins.email_channel.services.mailboxes import get_mailbox
from plugins.email_channel.services.sender_checks import lookups
from plugins.email_channel.views import mailbox_signatures


@pytest.fixture
def names(monkeypatch):
    """A name system: what is written here is published."""
    records = {}

    def resolve(name, kind, _seconds):
        if None in records:
            raise lookups.LookupFailedError(name)
        return [records[name]] if kind == "TXT" and name in records else []

    monkeypatch.setattr(mailbox_signatures.lookups, "resolve", resolve)
    records["resolve"] = resolve
    return records


@pytest.fixture
def mailbox_id(make_mailbox):
    return make_mailbox(address="help@acme.example", sender_name="Acme helps")


@pytest.fixture
def page(as_admin, mailbox_id):
    admin = as_admin()
    shown = admin.get(f"/admin/email/{mailbox_id}").click("Signatures")

    def press(form):
        nonlocal shown
        shown = shown.forms[form].submit()
        if shown.status_int == 303:
            shown = shown.follow()
        return " ".join(shown.html.get_text(" ").split())

    return press


@pytest.fixture
def publish(open_scope, mailbox_id, names):
    def act():
        with open_scope() as scope:
            record = dkim_keys.waiting_record(scope, get_mailbox(scope, mailbox_id))
        names[record.name] = record.value
        return record

    return act


@pytest.fixture
def sent(make_case, make_contact, jobs, mailbox):
    """File a case, and return its confirmation as a server gets it."""

    def act():
        mailbox.clear()
        make_case(make_contact())
        jobs.run()
        (envelope,) = mailbox.envelopes
        return envelope.content

    return act


class TestPage:
    def test_the_record_is_shown_and_checked(self, page, publish):
        words = page("key")
        record = publish()
        assert record.name in words
        assert record.value in words

        assert "mails are signed from now on" in page("check")

    def test_a_record_that_is_not_there_is_not_believed(self, page, names, publish):
        page("key")
        assert "is not there yet" in page("check")

        names[publish().name] = "v=DKIM1; p=AAAA"
        words = page("check")
        assert "says something else" in words
        assert "Mails are not signed" in words

    def test_name_servers_that_are_away_are_told_apart(self, page, names):
        page("key")
        names[None] = True

        assert "did not answer" in page("check")

    def test_a_record_in_pieces_is_the_same(self, page, names, publish):
        page("key")
        record = publish()
        names[record.name] = record.value.replace("; ", ";").replace("p=", "p= ")

        assert "mails are signed from now on" in page("check")

    def test_the_private_key_is_nowhere_to_be_read(self, page, open_scope, mailbox_id):
        assert "PRIVATE" not in page("key")
        with open_scope() as scope:
            assert "PRIVATE" not in get_mailbox(scope, mailbox_id).dkim_next_key


class TestSigning:
    def test_a_mail_is_signed_so_that_others_can_check_it(self, page, publish, names, sent):
        page("key")
        publish()
        page("check")

        message = sent()

        found = authenticate(
            message,
            author="help@acme.example",
            client_address="",
            envelope_from="",
            trusted_server="",
            resolve=names["resolve"],
        )
        assert (found.verdict, found.dkim, found.domain) == ("pass", "pass", "acme.example")

    @pytest.mark.parametrize(
        "added", [b"From: eve@evil.example\r\n", b"Subject: Pay\r\n", b"Cc: eve@evil.example\r\n"]
    )
    def test_nothing_can_be_added_to_it(self, page, publish, names, sent, added):
        page("key")
        publish()
        page("check")
        message = sent()

        def find(name, timeout=0):
            return names[name.decode().rstrip(".")].encode()

        assert dkim.verify(message, dnsfunc=find)
        assert not dkim.verify(added + message, dnsfunc=find)

    def test_nothing_is_signed_before_the_record_is_there(self, page, sent):
        page("key")

        assert b"DKIM-Signature" not in sent()

    def test_the_former_key_signs_until_the_new_one_can(self, page, publish, sent):
        page("key")
        former = publish()
        page("check")
        page("key")

        assert former.name.partition(".")[0].encode() in sent()

    def test_a_mailbox_that_moves_to_another_domain_does_not_sign_for_the_former(
        self, page, publish, sent, open_scope, mailbox_id
    ):
        page("key")
        publish()
        page("check")
        with open_scope() as scope:
            mailbox = get_mailbox(scope, mailbox_id)
            mailbox.address = mailbox.address_key = "help@other.example"

        assert b"DKIM-Signature" not in sent()

    def test_without_keys_nothing_is_signed(self, page, publish, sent):
        page("key")
        publish()
        page("check")
        page("remove")
        page("confirm")

        assert b"DKIM-Signature" not in sent()
