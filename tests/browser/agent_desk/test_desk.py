"""The desk in a browser: by keyboard alone, without scripts, on a phone, and judged by axe."""

import re

import pytest
from playwright.sync_api import expect

from core.cases.services import add_note, get_case


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="Mora")


@pytest.fixture
def case(make_case, ana):
    return make_case(ana, subject="No light in the hall")


@pytest.fixture
def agent(make_staff):
    return make_staff(name="Carla Ruiz")


class TestDesk:
    @pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
    def test_everybody_can_use_it(
        self, open_page, agent, ana, case, make_case, make_contact, faults_of_pages, width, scheme
    ):
        unverified = make_case(make_contact(verified_at=None), subject="w" * 120)
        page = open_page(staff=agent, viewport={"width": width, "height": 800}, color_scheme=scheme)
        addresses = (
            "/desk?view=open",
            "/desk?view=open&q=nothing+like+it",
            f"/desk/cases/{case.number}",
            f"/desk/cases/{case.number}?tab=files",
            f"/desk/cases/{case.number}?tab=activity",
            f"/desk/cases/{unverified.number}",
            "/desk/new",
            f"/desk/new?contact={ana.id}",
        )

        assert faults_of_pages(page, addresses) == {}

    def test_a_telephone_tells_whose_a_case_is_only_where_that_is_news(
        self, open_page, agent, ana, case, make_case
    ):
        taken = make_case(ana, subject="The lift stands still")
        page = open_page(staff=agent, locale="en", viewport={"width": 360, "height": 800})
        page.goto(f"/desk/cases/{taken.number}")
        page.get_by_role("button", name="Take it").click()
        expect(page.get_by_text("The case is yours.")).to_be_visible()
        name = page.locator("#cases").get_by_text("Carla Ruiz")

        page.goto("/desk?view=open")
        expect(name).to_be_visible()
        expect(page.locator(".d-assignee.c-none")).to_be_hidden()

        page.goto("/desk?view=mine")
        expect(page.get_by_text("The lift stands still")).to_be_visible()
        expect(page.locator("td.d-assignee")).to_be_hidden()

    def test_a_case_is_answered_without_touching_the_mouse(self, open_page, agent, case):
        page = open_page(staff=agent, locale="en")
        page.goto("/desk?view=open")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/cases/*")

        page.locator("#reply [contenteditable]").wait_for()
        page.keyboard.press("r")
        page.locator("#reply [contenteditable]:focus").wait_for()
        page.keyboard.type("Somebody comes tomorrow.")
        page.keyboard.press("Control+Enter")

        page.get_by_text("The answer is sent.").wait_for()
        note = page.locator(".v-conversation li").last
        expect(note.locator(".v-prose")).to_have_text("Somebody comes tomorrow.")
        expect(note.get_by_text("Internal note")).to_have_count(0)

    def test_what_was_typed_stays_when_it_becomes_a_note(self, open_page, agent, case):
        page = open_page(staff=agent, locale="en")
        page.goto(f"/desk/cases/{case.number}")
        editor = page.locator("#reply [contenteditable]")
        editor.fill("Look at the plan first.")

        page.get_by_text("Internal note", exact=True).click()

        expect(page.get_by_text("Only staff can read this")).to_be_visible()
        expect(page.get_by_text("By mail to")).to_be_hidden()
        page.get_by_role("button", name="Save internal note").click()
        page.get_by_text("The internal note is saved.").wait_for()
        expect(page.locator(".v-note-internal .v-prose")).to_have_text("Look at the plan first.")

    def test_the_list_narrows_while_one_types(self, open_page, agent, ana, case, make_case):
        make_case(ana, subject="The door")
        page = open_page(staff=agent, locale="en")
        page.goto("/desk?view=open")
        page.keyboard.press("/")

        page.keyboard.type("hall")

        page.get_by_role("cell", name="The door").wait_for(state="detached")
        expect(page.locator("#cases .v-row-link")).to_have_text([str(case.number)])
        page.wait_for_url("**/desk?view=open&q=hall")

    def test_it_all_works_without_scripts(self, open_page, open_scope, agent, case):
        page = open_page(staff=agent, locale="en", java_script_enabled=False)
        page.goto("/desk?view=open")
        page.get_by_role("searchbox").fill("hall")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name=str(case.number), exact=True).click()
        with open_scope() as scope:
            add_note(scope, get_case(scope, case.number), "<p>Done already.</p>")
        page.locator("#reply textarea").fill("Somebody comes.\n\nBring a lamp.")

        page.get_by_role("button", name="Send").click()

        expect(page.locator(".d-news")).to_contain_text("Done already.")
        page.get_by_role("button", name="Send anyway").click()
        written = page.locator(".v-conversation li").last.locator(".v-prose p")
        expect(written).to_have_text(["Somebody comes.", "Bring a lamp."])


class TestListBesideTheCase:
    def test_one_goes_on_from_case_to_case(
        self, open_page, agent, ana, case, make_case, clock, violations
    ):
        clock.advance(minutes=1)
        door = make_case(ana, subject="The door")
        page = open_page(staff=agent, locale="en", viewport={"width": 1600, "height": 900})
        page.goto("/desk?view=open")

        page.get_by_role("link", name=str(door.number), exact=True).click()
        beside = page.get_by_role("navigation", name="Cases")
        expect(beside.locator("[aria-current]")).to_have_text(str(door.number))
        assert violations(page) == []
        page.keyboard.press("j")
        page.keyboard.press("Enter")

        expect(page.get_by_role("heading", level=1)).to_have_text("No light in the hall")
        expect(beside.locator("[aria-current]")).to_have_text(str(case.number))

    def test_it_is_not_there_where_there_is_no_room(self, open_page, agent, case):
        page = open_page(staff=agent, locale="en", viewport={"width": 1280, "height": 800})
        asked = []
        page.goto("/desk?view=open")
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"/desk/cases/{case.number}")
        page.wait_for_load_state("networkidle")

        expect(page.locator(".d-beside li")).to_have_count(0)
        assert [url for url in asked if "/desk?" in url] == []


class TestReply:
    def test_that_it_is_sent_is_read_where_the_page_opens(self, open_page, open_scope, agent, case):
        with open_scope() as scope:
            for _number in range(8):
                add_note(scope, get_case(scope, case.number), "<p>Still dark.</p>")
        page = open_page(staff=agent, locale="en", viewport={"width": 1280, "height": 600})
        page.goto(f"/desk/cases/{case.number}")
        page.locator("#reply textarea").scroll_into_view_if_needed()
        page.locator("#reply [contenteditable]").fill("Somebody comes tomorrow.")

        page.get_by_role("button", name="Send").click()

        expect(page.get_by_text("The answer is sent.")).to_be_in_viewport()
        expect(page.locator(".v-conversation li").last).to_be_in_viewport()
        assert page.evaluate("window.scrollY") > 0

    def test_an_internal_note_comes_back_as_one(self, open_page, agent, case):
        page = open_page(staff=agent, locale="en")
        page.goto(f"/desk/cases/{case.number}")
        page.get_by_text("Internal note", exact=True).click()
        page.locator("#reply [contenteditable]").fill("Look at the plan first.")
        page.locator("#reply [contenteditable]").blur()
        expect(page.locator("#reply [data-v-saved]")).to_contain_text("Saved")
        page.goto(f"/desk/cases/{case.number}")

        expect(page.get_by_text("Your draft of")).to_be_visible()
        expect(page.get_by_text("Only staff can read this")).to_be_visible()
        page.get_by_role("button", name="Save internal note").click()

        expect(page.get_by_text("The internal note is saved.")).to_be_visible()
        note = page.locator(".v-note-internal .v-prose")
        expect(note).to_have_text("Look at the plan first.")
        expect(page.get_by_text("Your draft of")).to_have_count(0)


class TestShortcuts:
    def test_the_sheet_names_those_of_the_page(self, open_page, agent, case):
        page = open_page(staff=agent, locale="en")
        page.goto("/desk?view=open")
        page.keyboard.press("?")

        sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
        expect(sheet.locator("dt")).to_have_text(["j", "k", "Enter", "c", "/", "?"])
        expect(sheet).to_contain_text("Next row")

    def test_the_sheet_of_a_case_calls_its_controls_by_their_names(self, open_page, agent, case):
        page = open_page(staff=agent, locale="en")
        page.goto(f"/desk/cases/{case.number}")

        page.keyboard.press("?")

        names = page.get_by_role("dialog", name="Keyboard shortcuts").locator("dd")
        expect(names.filter(has_text="Status after sending")).to_have_count(1)

    def test_the_search_is_a_key_away_from_a_case(self, open_page, agent, case):
        page = open_page(staff=agent, locale="en")
        page.goto("/desk?view=open")
        page.goto(f"/desk/cases/{case.number}")

        page.keyboard.press("/")

        expect(page.get_by_role("searchbox")).to_be_focused()
        expect(page).to_have_url(re.compile("view=open"))
