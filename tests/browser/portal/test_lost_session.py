"""A session ends while somebody writes, without scripts: what they wrote is there when they are."""

import io

import pytest
from playwright.sync_api import expect

from core.cases.services import attach_file, get_case
from core.files.services import owner_of, stage_upload
from core.identity.services.sessions import close_all_sessions
from core.testing.cases import actor_of
from core.testing.people import PASSWORD
from core.web import bodies

METER = {"name": "meter.txt", "mimeType": "text/plain", "buffer": b"May: 12"}
LOOKS = [("en", 1280, "light"), ("es", 360, "dark"), ("de", 768, "light")]


@pytest.fixture
def open_case(open_page, ana, case):
    """Open the case's page, with a note and a file that are ready to be sent."""

    def open_case(locale="en", width=1280, scheme="light"):
        page = open_page(
            contact=ana,
            locale=locale,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=False,
        )
        page.goto(f"/cases/{case.number}")
        page.locator("#note textarea[name=message]").fill("See the meter.")
        page.locator("#note input[type=file]").set_input_files(METER)
        return page

    return open_case


def sign_in(page, person):
    page.locator("main input[name=name]").fill(person.email)
    page.locator("main input[name=password]").fill(PASSWORD)
    page.locator("main button[name=sign_in]").click()


class TestLostSession:
    @pytest.mark.parametrize("look", LOOKS)
    def test_the_text_is_back_and_the_file_is_named(self, open_case, open_scope, ana, case, look):
        page = open_case(*look)
        with open_scope() as scope:
            close_all_sessions(scope, "contact", ana.id)

        page.locator("#note button[name=add]").click()
        page.wait_for_url("**/login?*")
        sign_in(page, ana)

        page.wait_for_url(f"**/cases/{case.number}")
        expect(page.locator("#note textarea[name=message]")).to_have_value("See the meter.")
        expect(page.locator("#note [data-v-waiting]")).to_contain_text("meter.txt")

    @pytest.mark.parametrize("look", LOOKS)
    def test_what_no_stranger_may_send_is_still_in_the_browser(
        self, monkeypatch, open_case, ana, look
    ):
        monkeypatch.setattr(bodies, "STRANGERS_BYTES", 500)
        page = open_case(*look)
        page.context.clear_cookies()
        page.locator("#note button[name=add]").click()
        link = page.locator("main .v-error-page a")
        expect(link).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= look[1]

        with page.expect_popup() as opened:
            link.press("Enter")
        monkeypatch.undo()
        sign_in(opened.value, ana)
        opened.value.wait_for_url("**/cases/*")
        page.go_back()

        expect(page.locator("#note textarea[name=message]")).to_have_value("See the meter.")
        page.locator("#note button[name=add]").click()
        expect(page.locator(".v-note").last).to_contain_text("See the meter.")


class TestDownload:
    @pytest.mark.parametrize("scripts", [True, False])
    def test_signing_in_for_a_file_gets_it_and_says_so(
        self, open_page, open_scope, ana, case, scripts
    ):
        with open_scope(actor=actor_of(ana)) as scope:
            upload = stage_upload(
                scope, io.BytesIO(b"May"), "meter.txt", owner=owner_of(scope.actor)
            )
            file = attach_file(scope, get_case(scope, case.number), upload.id, "")
        page = open_page(locale="en", java_script_enabled=scripts)
        page.goto(f"/files/{file.id}/meter.txt")

        with page.expect_download() as begun:
            sign_in(page, ana)

        assert begun.value.suggested_filename == "meter.txt"
        expect(page.get_by_text("The download begins by itself.")).to_be_visible()
