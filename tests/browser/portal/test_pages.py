"""The portal's pages with a real browser: for everybody, as one types, with files dropped in."""

import re

import pytest
from playwright.sync_api import expect

from core.cases.services import add_note, close_case, get_case
from core.testing.cases import actor_of

AGENT_MAY = ("cases:read", "cases:answer", "cases:change")
DROP = """(place, name) => {
    const data = new DataTransfer();
    data.items.add(new File(["12 EUR"], name, {type: "text/plain"}));
    place.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true}));
}"""

FAKE = DROP.replace("text/plain", "image/png")


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="Mora")


@pytest.fixture
def cases(make_case, make_contact, make_account, make_staff, ana, open_scope):
    """Four cases: one that waits for Ana, one closed, one of somebody else, one open."""
    bruno = make_contact(first_name="Bruno")
    members = {ana: {"is_primary": True}, bruno: {"can_create_for": True}}
    account = make_account(name="Bakery", members=members)
    made = [make_case(ana, actor=actor_of(ana), subject=what) for what in ("Lamp", "Lift", "Door")]
    made.append(make_case(bruno, subject="Oven", account=str(account.id)))
    with open_scope(actor=actor_of(make_staff(), *AGENT_MAY)) as scope:
        waiting, closed = (get_case(scope, case.number) for case in made[:2])
        add_note(scope, waiting, "<p>Which <strong>lamp</strong>?</p>", status="waiting")
        close_case(scope, closed)
    return [case.number for case in made]


class TestPortalPages:
    @pytest.mark.parametrize("look", [(360, "dark"), (768, "light"), (1280, "light")])
    def test_everybody_can_use_them(self, open_page, ana, cases, faults_of_pages, look):
        viewport = {"width": look[0], "height": 800}
        page = open_page(contact=ana, viewport=viewport, color_scheme=look[1])
        waiting, closed, is_open, theirs = cases
        addresses = (
            "/",
            "/cases?tab=all&q=question",
            "/accounts/cases",
            "/cases/new",
            f"/cases/{waiting}",
            f"/cases/{is_open}?tab=files",
            f"/cases/{theirs}",
            f"/cases/{closed}/reopen",
        )

        assert faults_of_pages(page, addresses) == {}

    def test_the_tab_that_is_shown_is_in_sight(self, open_page, ana, cases):
        page = open_page(contact=ana, viewport={"width": 360, "height": 800}, locale="de")
        page.goto("/cases?tab=all")

        expect(page.locator(".v-tabs [aria-current]")).to_be_in_viewport(ratio=1)

    def test_links_on_a_telephone_are_large_enough_for_a_thumb(self, open_page, ana, cases):
        page = open_page(contact=ana, viewport={"width": 360, "height": 800})
        page.goto(f"/cases/{cases[0]}")

        assert page.locator(".c-back").bounding_box()["height"] >= 44

    def test_the_button_at_the_bottom_hides_nothing_that_has_the_focus(self, open_page, ana):
        viewport = {"width": 360, "height": 640}
        page = open_page(contact=ana, viewport=viewport, reduced_motion="reduce")
        page.goto("/cases/new")
        page.locator("#main").focus()
        behind = """() => {
            const focused = document.activeElement.getBoundingClientRect();
            const bar = document.querySelector(".v-submit").getBoundingClientRect();
            return Math.min(focused.bottom, focused.top + 44) > bar.top + 1;
        }"""
        on_button = "document.querySelector('.v-submit').contains(document.activeElement)"
        page.keyboard.press("Tab")
        while not page.evaluate(on_button):
            assert not page.evaluate(behind), page.evaluate("document.activeElement.id")
            page.keyboard.press("Tab")


class TestListMyCases:
    @pytest.mark.req("BA-P-29", "BA-P-58")
    def test_it_narrows_as_one_types(self, open_page, ana, cases):
        page = open_page(contact=ana)
        page.goto("/cases?tab=all")
        rows = page.locator("#cases tbody tr")
        expect(rows).to_have_count(3)

        page.get_by_role("searchbox").press_sequentially("door")

        expect(rows).to_have_count(1)
        expect(page).to_have_url(f"{page.url.partition('?')[0]}?tab=all&q=door")
        page.get_by_role("searchbox").fill("")
        page.get_by_label("Status", exact=True).select_option("Closed")
        expect(rows).to_have_count(1)
        expect(rows.get_by_role("link", name="Reopen this case")).to_be_visible()

    def test_its_button_reopens(self, open_page, ana, cases):
        page = open_page(contact=ana)
        page.goto("/cases?tab=closed")

        page.get_by_role("link", name="Reopen this case").click()
        page.locator(".ProseMirror").fill("Dark again.")
        page.get_by_role("button", name="Reopen").click()

        expect(page.locator(".v-conversation")).to_contain_text("reopened by the contact")
        expect(page.locator(".v-conversation")).to_contain_text("Dark again.")


class TestFileCase:
    @pytest.mark.req("BA-P-33", "BA-P-34", "BA-P-39", "BA-P-40", "BA-P-42")
    def test_a_case_is_filed_with_lists_formatting_and_dropped_files(self, open_page, ana):
        page = open_page(contact=ana)
        page.goto("/cases/new")
        page.get_by_label("Product").select_option("General service")
        page.get_by_label("Reason", exact=True).select_option("Problem")
        page.get_by_label("Sub-reason").select_option("Invoice or payment")
        page.get_by_label("Subject").fill("Twice the same invoice")
        page.locator("#case-message-field").scroll_into_view_if_needed()
        page.locator(".ProseMirror").click()
        page.keyboard.type("Look at ")
        page.keyboard.press("Control+b")
        page.keyboard.type("May")

        page.locator("[data-v-files]").evaluate(DROP, "may.txt")
        files = page.locator(".v-file-list")
        expect(files.get_by_role("button", name="Remove may.txt")).to_be_visible()
        page.get_by_role("button", name="Save").dblclick()

        expect(page.get_by_role("status").first).to_contain_text("Case number 1 has been created")
        expect(page.locator(".v-note strong", has_text="May")).to_be_visible()
        expect(page.get_by_role("link", name="may.txt")).to_be_visible()
        page.goto("/cases?tab=all")
        expect(page.locator("#cases tbody tr")).to_have_count(1)

    def test_an_error_leads_into_the_editor(self, open_page, ana):
        page = open_page(contact=ana)
        page.goto("/cases/new")

        page.get_by_role("button", name="Save").click()

        expect(page.locator("[data-v-summary]")).to_be_focused()
        page.get_by_role("link", name="Fill in “Subject”.").click()
        expect(page.get_by_label("Subject")).to_be_focused()


class TestDraft:
    """What was typed is kept until it has been sent."""

    @pytest.fixture
    def page(self, open_page, ana):
        page = open_page(contact=ana, locale="en")
        page.goto("/cases/new")
        return page

    @pytest.fixture
    def written(self, page):
        for label, option in (
            ("Product", "General service"),
            ("Reason", "Question"),
            ("Sub-reason", "Information"),
        ):
            page.get_by_role("combobox", name=label, exact=True).select_option(option)
        page.get_by_label("Subject").fill("No light in the hall")
        page.locator("[data-v-editor]").scroll_into_view_if_needed()
        editor = page.locator("[contenteditable=true]")
        editor.click()
        page.keyboard.type("Since **Monday**")
        page.locator("[data-v-files]").evaluate(DROP, "bill.txt")
        expect(page.locator(".v-file-list button")).to_be_visible()
        expect(page.locator(".v-file-list progress")).to_have_count(0)
        page.get_by_label("Subject").focus()
        page.keyboard.press("Tab")
        expect(page.locator("[data-v-saved]")).to_contain_text("Saved")
        return page

    def test_it_comes_back_after_a_wrong_click(self, written):
        written.get_by_role("link", name="My cases").first.click()
        written.goto("/cases/new")

        expect(written.get_by_role("status").get_by_text("Your draft of")).to_be_visible()
        expect(written.get_by_label("Subject")).to_have_value("No light in the hall")
        expect(written.locator("#case-product-2 option:checked")).to_have_text("Information")
        written.locator("[data-v-editor]").scroll_into_view_if_needed()
        expect(written.locator("[contenteditable=true] strong")).to_have_text("Monday")
        expect(written.locator(".v-file-list")).to_contain_text("bill.txt")

    def test_it_is_discarded(self, written):
        written.reload()
        written.get_by_role("button", name="Discard").click()

        expect(written.get_by_role("button", name="Discard")).to_have_count(0)
        expect(written.get_by_label("Subject")).to_have_value("")

    def test_the_form_waits_for_a_draft_that_is_on_its_way(self, written):
        """Taken after the form, the draft would look like another tab's."""
        happened = []
        held = []

        def hold(route):
            if "_draft_ask" not in (route.request.post_data or ""):
                happened.append("form sent")
                route.continue_()
                return
            held.append(route)

        def note(request):
            # A draft from before may only now have been taken.
            if request in [route.request for route in held]:
                happened.append("draft taken")

        written.route("**/cases/new", hold)
        written.on("requestfinished", note)
        with written.expect_request("**/cases/new"):
            written.get_by_label("Subject").fill("No light in the whole hall")
            written.get_by_label("Subject").press("Tab")
        written.get_by_role("button", name="Save").click(no_wait_after=True)
        written.evaluate("new Promise((resolve) => setTimeout(resolve, 100))")

        held[0].continue_()

        expect(written.locator(".v-flash-success")).to_be_visible()
        assert happened[:2] == ["draft taken", "form sent"]

    def test_whoever_goes_back_reads_as_which_case_it_was_sent(self, written):
        written.get_by_role("button", name="Save").click()
        expect(written.locator(".v-flash-success")).to_be_visible()

        written.go_back()

        told = written.locator("[data-v-sent-already]")
        expect(told).to_contain_text("This was sent as case 1.")
        expect(written.get_by_role("button", name="Save")).to_have_count(0)
        told.get_by_role("link", name="Go to it").click()
        expect(written.locator(".v-note strong", has_text="Monday")).to_be_visible()

    def test_a_refused_file_stops_the_sending_once_with_the_reason(self, written):
        written.locator("[data-v-files]").evaluate(FAKE, "fake.png")
        row = written.locator(".v-file-failed")
        expect(row).to_contain_text("fake.png")
        expect(row).to_contain_text("content")
        expect(row.get_by_role("button", name="Try again")).to_have_count(0)

        written.get_by_role("button", name="Save").click()

        notice = written.locator(".v-files-missing")
        expect(notice).to_be_focused()
        expect(notice).to_contain_text("1 file was not uploaded.")
        expect(written).to_have_url(re.compile("/cases/new$"))
        notice.get_by_role("button", name="Send without it").click()
        expect(written.locator(".v-flash-success")).to_be_visible()
        expect(written.get_by_role("link", name="bill.txt")).to_be_visible()

    def test_what_was_sent_does_not_come_back(self, written):
        written.get_by_role("button", name="Save").click()
        expect(written.locator(".v-flash-success")).to_be_visible()
        written.goto("/cases/new")
        written.wait_for_load_state("networkidle")

        expect(written.get_by_label("Subject")).to_have_value("")

    def test_signing_out_ends_it(self, written, ana):
        written.locator(".v-tool-person").click()
        written.get_by_role("button", name="Sign out").click()
        written.wait_for_url("**/login*")

        assert written.evaluate("sessionStorage.length") == 0
