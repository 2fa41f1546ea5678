"""An administrator sets a mailbox up at a real mail server; its pages are for everybody."""

import threading
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from plugins.email_channel.services.fetcher import fetch_once
from plugins.email_channel.services.mailboxes import add_mailbox, change_mailbox
from tests.support.mail_servers import LOOPBACK, PASSWORD

MESSAGE = (
    b"Message-ID: <1@mail.example>\r\nFrom: Ana <ana@mail.example>\r\nSubject: x\r\n\r\nHi\r\n"
)


@pytest.fixture
def settings(settings):
    return replace(settings, http_networks=LOOPBACK)


@pytest.fixture
def admin(make_staff):
    return make_staff(roles=["admin"])


@pytest.mark.req("BA-E-03")
@pytest.mark.program("dovecot")
class TestSettingUp:
    def test_a_mailbox_is_set_up_tested_and_fetched(
        self,
        open_page,
        admin,
        dovecot,
        imap_user,
        platform,
    ):
        dovecot.put(imap_user, MESSAGE)
        page = open_page(staff=admin)
        page.goto("/admin/email")
        page.get_by_role("link", name="Add a mailbox").first.click()
        page.get_by_label("Address", exact=True).fill("help@acme.example")
        page.get_by_role("button", name="Save").click()
        page.get_by_label("Server", exact=True).fill("localhost")
        page.get_by_label("Port", exact=True).fill(str(dovecot.port))
        page.get_by_label("None, in a network of your own only").check()
        page.get_by_label("User", exact=True).fill(imap_user)
        page.locator("[name=secret]").fill("a wrong one")
        page.get_by_role("button", name="Save").click()

        page.get_by_role("button", name="Test the connection").click()
        expect(page.get_by_text("localhost refuses the user and the password.")).to_be_visible()

        page.get_by_role("link", name="Change the server").click()
        page.locator("[name=secret]").fill(PASSWORD)
        page.get_by_role("button", name="Save").click()
        page.get_by_role("button", name="Test the connection").click()
        told = "It works. Messages in “INBOX”: 1, of which unread: 1."
        expect(page.get_by_text(told)).to_be_visible()

        assert fetch_once(platform, threading.Event()) == 1
        page.reload()
        expect(page.get_by_text("Fetched last at")).to_be_visible()


class TestPages:
    @pytest.fixture
    def addresses(self, open_scope):
        with open_scope() as scope:
            mailbox = add_mailbox(scope, {"address": "help@acme.example"})
            server = {"host": "imap.acme.example", "port": 993, "username": "help"}
            way = {"receiving": "imap", "authentication": "password", "provider": ""}
            change_mailbox(scope, mailbox, {**way, **server})
            mailbox.error, mailbox.error_details = "login", {"host": "x", "words": "No."}
            here = f"/admin/email/{mailbox.id}"
        pages = ("", "/address", "/server", "/new-cases")
        return ["/admin/email", "/admin/email/new", *(f"{here}{page}" for page in pages)]

    @pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
    def test_everybody_can_use_them(
        self, open_page, admin, addresses, faults_of_pages, width, scheme
    ):
        page = open_page(staff=admin, viewport={"width": width, "height": 800}, color_scheme=scheme)

        assert faults_of_pages(page, addresses) == {}
