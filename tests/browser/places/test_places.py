"""What plugins add to pages, in a browser: by keyboard, without scripts, on a phone, with axe."""

import re

import pytest
from playwright.sync_api import expect

# As a plugin's script would: it runs as soon as there is something to listen to.
LISTEN = """
window.heard = JSON.parse(sessionStorage.getItem("heard") ?? "[]");
Object.defineProperty(window, "ventanilla", {
  set(api) {
    Object.defineProperty(window, "ventanilla", { value: api });
    for (const name of ["answer:sending", "answer:sent"]) {
      api.on(name, ({ internal }) => {
        window.heard.push([name, internal]);
        sessionStorage.setItem("heard", JSON.stringify(window.heard));
      });
    }
  },
  configurable: true,
});
"""


@pytest.fixture
def editor(open_page, agent, case):
    """The page of a case, with its editor."""
    page = open_page(staff=agent, locale="en")
    page.goto(f"/desk/cases/{case.number}")
    page.locator("#answer [data-v-editor]").scroll_into_view_if_needed()
    page.locator("#answer [contenteditable=true]").click()
    return page


class TestPages:
    @pytest.mark.parametrize(
        ("width", "scheme", "locale"), [(360, "dark", "es"), (1280, "light", "de")]
    )
    def test_everybody_can_use_what_plugins_add(
        self, open_page, agent, make_staff, ana, case, faults_of_pages, width, scheme, locale
    ):
        given = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
        desk = open_page(staff=make_staff(roles=["admin"]), locale=locale, **given)
        portal = open_page(contact=ana, locale=locale, **given)
        staffs = ("/desk", f"/desk/cases/{case.number}", f"/admin/people/contacts/{ana.id}")

        assert faults_of_pages(desk, (*staffs, "/staff/profile", "/staff/profile/security")) == {}
        assert faults_of_pages(portal, ("/", "/cases", f"/cases/{case.number}", "/profile")) == {}


class TestActions:
    def test_a_button_asks_first(self, open_page, agent, case):
        page = open_page(staff=agent, locale="en")
        page.goto(f"/desk/cases/{case.number}")

        page.locator("summary", has_text="Drop").press("Enter")

        dialog = page.get_by_role("alertdialog")
        expect(dialog).to_contain_text("Drop it for good?")
        dialog.get_by_role("button", name="Cancel").click()
        expect(page).to_have_url(re.compile(f"/desk/cases/{case.number}$"))
        page.locator("summary", has_text="Drop").click()
        with page.expect_request(lambda request: request.method == "POST"):
            dialog.get_by_role("button", name="Drop").click()

    def test_without_scripts_its_question_unfolds(self, open_page, agent, case):
        page = open_page(staff=agent, locale="en", java_script_enabled=False)
        page.goto(f"/desk/cases/{case.number}")

        page.locator("summary", has_text="Drop").click()

        expect(page.get_by_text("Drop it for good?")).to_be_visible()
        with page.expect_request(lambda request: request.method == "POST"):
            page.get_by_role("button", name="Drop").click()


class TestAnswerTools:
    def test_a_text_is_inserted_at_the_cursor_by_keyboard(self, editor):
        editor.keyboard.type("One")
        editor.keyboard.press("Enter")
        editor.keyboard.type("Two")
        editor.keyboard.press("ArrowUp")
        editor.keyboard.press("End")
        editor.wait_for_function("getSelection().anchorNode.textContent === 'One'")
        editor.wait_for_timeout(200)  # the editor hears of it later, and nothing tells when

        editor.locator("#tool").focus()
        editor.keyboard.type("Hel")
        editor.keyboard.press("Tab")
        editor.keyboard.press("Enter")

        written = editor.locator("#answer [contenteditable=true]")
        expect(written).to_have_text(re.compile("One.*Hello there,.*Two", re.DOTALL))
        expect(written.locator("strong")).to_have_text("there")
        expect(written).to_be_focused()

    def test_it_is_sent_with_the_rest(self, editor):
        editor.locator("#tool").select_option("Hello")
        editor.get_by_role("button", name="Insert", exact=True).click()
        expect(editor.locator("#answer [contenteditable=true]")).to_contain_text("Hello there,")

        editor.locator("#answer button[data-v-key]").click()

        expect(editor.get_by_text("The answer is sent.")).to_be_visible()
        expect(editor.locator(".v-note").last).to_contain_text("Hello there,")

    def test_choosing_one_is_no_draft(self, editor):
        saved = []
        editor.on("request", lambda request: saved.append(request.method))

        editor.locator("#tool").select_option("Hello")
        editor.locator("#tool").press("Tab")

        editor.evaluate("() => fetch('/healthz')")  # whatever was sent, was sent before
        assert saved == ["GET"]

    def test_without_scripts_the_form_comes_back_with_it(self, open_page, agent, case):
        page = open_page(staff=agent, locale="en", java_script_enabled=False)
        page.goto(f"/desk/cases/{case.number}")
        message = page.locator("#answer textarea").first
        message.fill("Dear Ana,")
        page.locator("#kind-internal").check(force=True)
        page.locator("#tool").select_option("Bye")

        page.get_by_role("button", name="Insert", exact=True).click()

        expect(message).to_have_value("Dear Ana,\n\nYours")
        expect(page.locator("#kind-internal")).to_be_checked()
        expect(page).to_have_url(re.compile("#answer$"))


class TestCaseSuggestions:
    def test_they_follow_the_typing_and_are_reached_by_keyboard(self, open_page, ana, violations):
        page = open_page(contact=ana, locale="en", viewport={"width": 360, "height": 800})
        page.goto("/cases/new")

        page.locator("#case-subject").focus()
        page.keyboard.type("No light")

        suggestions = page.get_by_role("region", name="Suggestions")
        expect(suggestions.get_by_role("link", name="About no light")).to_be_visible()
        expect(page.locator("#v-live")).to_have_text("Suggestions below: 1")
        expect(page.locator("#case-subject")).to_be_focused()
        expect(page.locator("#case-subject-field + .c-suggestions")).to_have_count(1)
        assert violations(page) == []
        page.keyboard.press("Tab")
        expect(suggestions.get_by_role("link")).to_be_focused()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("End")
        page.keyboard.type(" at all")
        expect(suggestions.get_by_role("link", name="About no light at all")).to_be_visible()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.press("Delete")
        expect(suggestions).to_be_hidden()

    def test_without_scripts_they_come_with_the_errors(self, open_page, ana):
        page = open_page(contact=ana, locale="en", java_script_enabled=False)
        page.goto("/cases/new")
        page.locator("#case-subject").fill("No light")

        page.get_by_role("button", name="Save case").click()

        expect(page.get_by_role("link", name="About no light")).to_be_visible()
        expect(page.locator("#case-subject")).to_have_value("No light")


class TestBrowserApi:
    def test_a_script_inserts_and_reads(self, editor):
        editor.keyboard.type("Well")

        assert editor.evaluate("ventanilla.answer.insert('<p>Good <i>day</i></p>')")

        html = editor.evaluate("ventanilla.answer.html()")
        assert "Well" in html
        assert "<em>day</em>" in html

    def test_what_could_do_harm_is_not_inserted(self, editor, page_errors):
        evil = "<p onclick='x()'>Hi<img src=x onerror=x()><script>x()</script></p>"

        editor.evaluate("html => ventanilla.answer.insert(html)", evil)

        html = editor.evaluate("ventanilla.answer.html()")
        assert "Hi" in html
        assert not any(part in html for part in ("onclick", "onerror", "script"))
        # Chromium tells of handlers that it only parses.
        page_errors.seen[:] = [one for one in page_errors.seen if "event handler" not in one]

    def test_elsewhere_there_is_nothing_to_insert_into(self, open_page, agent):
        page = open_page(staff=agent)
        page.goto("/desk")

        assert page.evaluate("ventanilla.answer.insert('<p>x</p>')") is False

    def test_scripts_hear_of_an_answer_once_it_is_sent(self, open_page, agent, case):
        page = open_page(staff=agent, locale="en")
        page.add_init_script(LISTEN)
        page.goto(f"/desk/cases/{case.number}")
        page.locator("#kind-internal").check(force=True)
        page.locator("#answer [data-v-editor]").scroll_into_view_if_needed()
        page.locator("#answer [contenteditable=true]").fill("For us")

        page.locator("#answer button[data-v-key]").click()

        expect(page.get_by_text("The internal note is saved.")).to_be_visible()
        assert page.evaluate("heard") == [["answer:sending", True], ["answer:sent", True]]

    def test_one_that_was_refused_was_not_sent(self, open_page, agent, case):
        page = open_page(staff=agent, locale="en")
        page.add_init_script(LISTEN)
        page.goto(f"/desk/cases/{case.number}")

        page.locator("#answer button[data-v-key]").click()

        expect(page.get_by_text("Write a message.").first).to_be_visible()
        assert page.evaluate("heard") == [["answer:sending", False]]
