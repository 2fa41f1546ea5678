"""Administrators set mailboxes up, test them, and are told in words what is wrong."""

import socket
from dataclasses import replace

import pytest
from sqlalchemy import select

from core.activity.models import Activity
from plugins.email_channel.models import Mailbox, ReceivedMail
from plugins.email_channel.services.mailboxes import get_mailbox, read_secret
from plugins.email_channel.services.receiving import receive
from tests.support.mail_servers import PASSWORD

LIST = "/admin/email"


def words(response):
    return " ".join(response.html.get_text(" ").split())


@pytest.fixture
def admin(as_admin):
    return as_admin()


@pytest.fixture
def stored(open_scope):
    def read():
        with open_scope() as scope:
            query = select(Mailbox).order_by(Mailbox.id)
            return {one.address: one for one in scope.session.scalars(query)}

    return read


def add(admin, address, way="delivery", status=None, **values):
    form = admin.get(f"{LIST}/new").forms["mailbox"]
    form["address"], form["way"] = address, way
    for name, value in values.items():
        form[name] = value
    return form.submit(status=status)


class TestAddress:
    def test_the_first_mailbox_is_the_default_one(self, admin, stored):
        page = add(admin, "Help@Acme.example", sender_name="Acme helps").follow()

        assert "Help@Acme.example" in words(page)
        mailbox = stored()["Help@Acme.example"]
        assert (mailbox.address_key, mailbox.is_default) == ("help@acme.example", True)
        assert mailbox.sender_name == "Acme helps"

    def test_one_of_them_is_the_default_one(self, admin, stored):
        add(admin, "one@acme.example")
        add(admin, "two@acme.example", is_default=True)

        assert [one.is_default for one in stored().values()] == [False, True]

    def test_an_address_that_somebody_else_has_is_refused(self, admin, make_mailbox, stored):
        make_mailbox("globex", address="help@shared.example")

        page = add(admin, "HELP@shared.example", status=422)

        assert "in use already in this installation" in words(page)
        assert stored() == {}

    def test_an_address_with_a_tag_is_refused(self, admin):
        assert "Leave out the part from" in words(add(admin, "help+more@acme.example", status=422))

    def test_another_organisation_does_not_see_it(self, admin, make_mailbox):
        mailbox_id = make_mailbox("globex", address="help@globex.example")

        assert "help@globex.example" not in words(admin.get(LIST))
        admin.get(f"{LIST}/{mailbox_id}", status=404)

    @pytest.mark.parametrize("who", ["as_agent", "as_csr"])
    def test_it_is_for_administrators(self, request, who, make_mailbox):
        somebody = request.getfixturevalue(who)()

        somebody.get(LIST, status=404)
        somebody.get(f"{LIST}/{make_mailbox()}", status=404)


class TestServer:
    def test_a_password_is_kept_encrypted_and_never_shown(self, admin, stored, open_scope):
        form = add(admin, "help@acme.example", "imap").follow().forms["server"]
        form["host"], form["port"], form["username"] = "imap.acme.example", "993", "help"
        form["secret"] = PASSWORD

        page = form.submit().follow()

        mailbox = stored()["help@acme.example"]
        assert PASSWORD not in page.text
        assert PASSWORD not in mailbox.secret
        with open_scope() as scope:
            assert read_secret(scope, get_mailbox(scope, mailbox.id), "secret") == PASSWORD
        form = admin.get(f"{LIST}/{mailbox.id}/server")
        assert PASSWORD not in form.text
        assert "One is set. Leave this empty to keep it." in words(form)

    def test_a_password_goes_to_no_other_server_unless_typed_again(self, admin, make_mailbox):
        mailbox_id = make_mailbox(host="imap.acme.example", port=993, username="help")
        form = admin.get(f"{LIST}/{mailbox_id}/server").forms["server"]
        form["host"] = "imap.elsewhere.example"

        assert "Type it again" in words(form.submit(status=422))

    def test_google_needs_no_server_and_asks_for_its_token(self, admin, stored):
        page = add(admin, "help@acme.example", "google").follow()
        form = page.forms["server"]
        assert "host" not in form.fields
        form["username"], form["client_id"] = "help@acme.example", "client"
        form["client_secret"], form["secret"] = "of the client", "refresh"

        form.submit().follow()

        mailbox = stored()["help@acme.example"]
        assert (mailbox.host, mailbox.port) == ("imap.gmail.com", 993)
        assert (mailbox.authentication, mailbox.receiving) == ("oauth2", "imap")

    def test_moving_needs_a_folder(self, admin, make_mailbox):
        mailbox_id = make_mailbox(host="imap.acme.example", port=993, username="help")
        form = admin.get(f"{LIST}/{mailbox_id}/server").forms["server"]
        form["after_fetch"] = "move"

        assert "Name the folder." in words(form.submit(status=422))

    def test_it_outlives_a_change_of_the_installations_secret(self, make_mailbox, open_scope):
        mailbox_id = make_mailbox(host="imap.acme.example", port=993, username="help")
        with open_scope() as scope:
            mailbox = get_mailbox(scope, mailbox_id)
            changed = replace(
                scope,
                settings=replace(
                    scope.settings,
                    secret="another one, another one, another one",
                    former_secrets=(scope.settings.secret,),
                ),
            )
            assert read_secret(changed, mailbox, "secret") == PASSWORD
            alone = replace(changed, settings=replace(changed.settings, former_secrets=()))
            assert read_secret(alone, mailbox, "secret") == PASSWORD


class TestNewCases:
    def test_they_begin_with_what_the_mailbox_says(self, admin, make_mailbox, stored):
        mailbox_id = make_mailbox(address="help@acme.example")
        form = admin.get(f"{LIST}/{mailbox_id}/new-cases").forms["defaults"]
        assert form["priority"].value == ""  # whatever is the form's own default
        form["priority"] = form["priority"].options[-1][0]

        page = form.submit().follow()

        assert stored()["help@acme.example"].defaults == {"priority": form["priority"].value}
        assert form["priority"].options[-1][2] in words(page)


class TestSwitching:
    def test_off_and_on_again(self, admin, make_mailbox, stored):
        mailbox_id = make_mailbox(address="help@acme.example")

        page = admin.get(f"{LIST}/{mailbox_id}").forms["switch"].submit().follow()
        assert "Switched off" in words(page)
        assert not stored()["help@acme.example"].is_active

        page.forms["switch"].submit().follow()
        assert stored()["help@acme.example"].is_active

    def test_removing_says_what_happens_and_keeps_the_mail(self, admin, make_mailbox, open_scope):
        mailbox_id = make_mailbox(address="help@acme.example")
        with open_scope() as scope:
            mail = receive(scope, b"Subject: x\r\n\r\ny", came_by="delivery", mailbox_id=mailbox_id)

        page = admin.get(f"{LIST}/{mailbox_id}").forms["remove"].submit()
        assert "Of these, waiting for a decision: 1." in words(page)
        page = page.forms["confirm"].submit().follow()

        assert "help@acme.example is removed." in words(page)
        with open_scope() as scope:
            row = scope.session.get(ReceivedMail, (scope.tenant_id, mail.id))
            assert (row.state, row.mailbox_id) == ("waiting", None)

    def test_what_was_done_is_on_record(self, admin, make_mailbox, open_scope):
        make_mailbox(address="help@acme.example")

        with open_scope() as scope:
            kinds = scope.session.scalars(select(Activity.kind)).all()
        assert "email_channel.mailbox" in kinds


@pytest.mark.program("dovecot")
class TestConnection:
    @pytest.fixture
    def test_it(self, admin):
        def test_it(mailbox_id):
            return words(admin.get(f"{LIST}/{mailbox_id}").forms["test"].submit().follow())

        return test_it

    @pytest.fixture
    def trusted(self, dovecot, monkeypatch):
        monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))

    @pytest.mark.parametrize("security", ["tls", "starttls", "none"])
    def test_it_works(self, dovecot, imap_user, make_mailbox, test_it, trusted, security):
        dovecot.put(imap_user, b"Subject: one\r\n\r\n", b"Subject: two\r\n\r\n")
        port = dovecot.tls_port if security == "tls" else dovecot.port
        mailbox_id = make_mailbox(
            host="localhost", port=port, security=security, username=imap_user
        )

        assert "It works. Messages in “INBOX”: 2, of which unread: 2." in test_it(mailbox_id)
        assert dovecot.count(imap_user, "UNSEEN") == 2

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"host": "imap.nowhere.invalid"}, "There is no server called imap.nowhere.invalid"),
            ({"secret": "another password"}, "refuses the user and the password"),
            ({"folder": "Helpdesk"}, "There is no folder “Helpdesk”. There are: INBOX"),
            ({"after_fetch": "move", "move_to": "Done"}, "no folder “Done” to move messages to"),
            ({"security": "tls"}, "does not speak TLS at port"),
        ],
        ids=["name", "password", "folder", "target", "no TLS"],
    )
    def test_it_says_what_is_wrong(self, dovecot, imap_user, make_mailbox, test_it, wrong, told):
        values = {"host": "localhost", "port": dovecot.port, "username": imap_user, **wrong}

        assert told in test_it(make_mailbox(**values))

    def test_a_certificate_that_nobody_vouches_for(self, dovecot, make_mailbox, test_it):
        mailbox_id = make_mailbox(
            host="localhost", port=dovecot.tls_port, security="tls", username="x"
        )

        assert "The certificate of localhost can't be trusted: self-signed" in test_it(mailbox_id)

    def test_a_port_that_nobody_listens_at(self, make_mailbox, test_it):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]

        told = test_it(make_mailbox(host="127.0.0.1", port=port, username="x"))

        assert f"127.0.0.1 takes no connections at port {port}" in told

    def test_it_speaks_the_readers_language(self, as_admin, make_mailbox):
        mailbox_id = make_mailbox("globex", host="imap.nowhere.invalid", port=993, username="x")
        admin = as_admin(slug="globex")

        page = admin.get(f"{LIST}/{mailbox_id}").forms["test"].submit().follow()

        assert "No hay ningún servidor llamado imap.nowhere.invalid" in words(page)


class TestOwnNetwork:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, http_networks=())

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "169.254.169.254", "10.0.0.1"])
    def test_it_is_not_reached(self, admin, make_mailbox, host):
        mailbox_id = make_mailbox(host=host, port=143, username="x")

        page = admin.get(f"{LIST}/{mailbox_id}").forms["test"].submit().follow()

        assert f"There is no server called {host} that we can reach." in words(page)

    def test_nothing_leaves_it_without_tls(self, admin, make_mailbox, monkeypatch):
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda *_args, **_kw: [(2, 1, 6, "", ("93.184.216.34", 143))]
        )
        mailbox_id = make_mailbox(host="imap.acme.example", port=143, username="x")

        page = admin.get(f"{LIST}/{mailbox_id}").forms["test"].submit().follow()

        assert "Without TLS the password could be read on the way." in words(page)
