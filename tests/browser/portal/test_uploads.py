"""A file that does not arrive: why is said beside it, and *Try again* stands where it may help."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from core.identity.services.sessions import close_all_sessions
from core.tenancy.services import switch_plugin
from core.testing.people import PASSWORD

METER = {"name": "meter.txt", "mimeType": "text/plain", "buffer": b"May: 12"}


@pytest.fixture
def settings(settings, unreliable_store):
    return replace(settings, blob_url="memory://house")


@pytest.fixture
def page(open_page, ana, case):
    """The case's page, with a note that is being written."""
    page = open_page(contact=ana, locale="en")
    page.goto(f"/cases/{case.number}")
    page.locator("#note [data-v-editor]").scroll_into_view_if_needed()
    page.locator("#note [contenteditable=true]").click()
    page.keyboard.type("See the meter.")
    return page


def choose_file(page):
    page.locator("#note input[type=file]").set_input_files(METER)
    return page.locator("#note .v-file-failed")


class TestRetry:
    def test_what_failed_once_arrives_when_it_is_tried_again(self, page, unreliable_store):
        unreliable_store("away")
        failed = choose_file(page)
        expect(failed).to_contain_text("Files can't be taken in just now.")
        page.get_by_role("button", name="+ Add").click()
        notice = page.locator(".v-files-missing")
        expect(notice).to_be_focused()

        failed.get_by_role("button", name="Try again").click()
        expect(failed).to_contain_text("Files can't be taken in just now.")
        unreliable_store(None)
        failed.get_by_role("button", name="Try again").press("Enter")

        expect(failed).to_have_count(0)
        expect(notice).to_have_count(0)
        expect(page.get_by_role("button", name="Remove meter.txt")).to_be_visible()
        page.get_by_role("button", name="+ Add").click()
        expect(page.get_by_role("link", name="meter.txt")).to_be_visible()

    def test_all_that_failed_are_tried_again_from_the_notice(self, page, unreliable_store):
        unreliable_store("away")
        failed = choose_file(page)
        expect(failed).to_have_count(1)
        page.get_by_role("button", name="+ Add").click()
        unreliable_store(None)

        page.locator(".v-files-missing").get_by_role("button", name="Try again").click()

        expect(failed).to_have_count(0)
        expect(page.locator("#note .v-file-list [name=files]")).to_have_count(1)

    def test_another_file_does_not_send_it_again_by_itself(self, page, unreliable_store):
        unreliable_store("away")
        failed = choose_file(page)
        expect(failed).to_have_count(1)
        unreliable_store(None)

        page.locator("#note input[type=file]").set_input_files(METER | {"name": "gas.txt"})

        expect(page.get_by_role("button", name="Remove gas.txt")).to_be_visible()
        expect(failed.locator(".v-error")).to_have_text(re.compile("^Files can't be taken in"))
        failed.get_by_role("button", name="Try again").click()
        expect(page.locator("#note .v-file-list [name=files]")).to_have_count(2)

    @pytest.mark.parametrize(
        ("status", "said", "may_help"),
        [
            (413, "“meter.txt” is larger than allowed.", False),
            (403, "Could not be uploaded", False),
            (429, "Could not be uploaded", True),
            (502, "Could not be uploaded", True),
            (0, "Could not be uploaded", True),
        ],
    )
    def test_what_others_answer_on_the_way(self, page, status, said, may_help):
        """A proxy answers in HTML; a connection that is lost does not answer at all."""

        def answer(route):
            body = "<html>no</html>"
            _ = route.fulfill(status=status, body=body) if status else route.abort()

        page.route("**/uploads", answer)
        failed = choose_file(page)

        expect(failed).to_contain_text(said)
        expect(failed.get_by_role("button", name="Try again")).to_have_count(int(may_help))
        page.unroute("**/uploads")


class TestServersReason:
    def test_a_session_that_has_ended_leads_to_sign_in_and_back_to_the_text(
        self, page, ana, case, open_scope
    ):
        with open_scope() as scope:
            close_all_sessions(scope, "contact", ana.id)
        failed = choose_file(page)
        expect(failed).to_contain_text("Your session has expired.")
        expect(failed.get_by_role("button", name="Try again")).to_have_count(0)

        failed.get_by_role("link", name="Sign in").click()
        page.get_by_label("Email address").fill(ana.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()

        page.wait_for_url(f"**/cases/{case.number}")
        page.locator("#note [data-v-editor]").scroll_into_view_if_needed()
        expect(page.locator("#note [contenteditable=true]")).to_have_text("See the meter.")

    def test_what_is_gone_is_said_as_the_server_says_it(self, page, open_scope):
        with open_scope() as scope:
            switch_plugin(scope, "portal", on=False)

        failed = choose_file(page)

        expect(failed).to_contain_text("There is nothing at this address")
        expect(failed.get_by_role("button", name="Try again")).to_have_count(0)
