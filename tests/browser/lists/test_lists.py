"""Bulk pages, what a search box finds and plugins' small tables, in a browser: axe, keyboard."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def admin(make_staff):
    return make_staff(roles=["admin", "agent"])


class TestPages:
    @pytest.mark.parametrize(
        ("width", "scheme", "locale"),
        [(360, "dark", "es"), (768, "light", "de"), (1280, "dark", "de")],
    )
    def test_everybody_can_use_them(
        self, open_page, admin, cases, book, faults_of_pages, width, scheme, locale
    ):
        given = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
        page = open_page(staff=admin, locale=locale, **given)
        chosen = "&".join(f"_case={case.number}" for case in cases)
        addresses = (
            "/desk?view=all&q=lift",
            f"/desk/bulk?_action=marks.mark&{chosen}",
            "/desk/bulk?_action=marks.mark",
            "/x/shelf/books",
            "/x/shelf/books/new",
            f"/x/shelf/books/{book}",
        )

        assert faults_of_pages(page, addresses) == {}


class TestBulk:
    def test_it_is_done_by_keyboard_and_told(self, open_page, admin, cases, violations):
        page = open_page(staff=admin, locale="en")
        page.goto("/desk?view=all")
        boxes = page.get_by_role("checkbox", name="Choose case")
        expect(boxes).to_have_count(3)
        for place in range(3):
            boxes.nth(place).press("Space")
        expect(page.get_by_text("Chosen: 3")).to_be_visible()
        boxes.first.press("Space")
        expect(page.get_by_text("Chosen: 2")).to_be_visible()

        page.get_by_role("button", name="Go on").press("Enter")
        page.get_by_label("Reason").fill("by hand")
        page.get_by_label("Reason").press("Enter")

        expect(page.get_by_role("status").filter(has_text="Done for 1 case.")).to_be_visible()
        expect(page.get_by_text("It is marked already.")).to_be_visible()
        assert violations(page) == []
        page.get_by_role("button", name="Undo").press("Enter")
        expect(page.get_by_text("No light in the hall", exact=True)).to_be_visible()

    def test_without_scripts_it_goes_the_same_way(self, open_page, admin, cases):
        page = open_page(staff=admin, locale="en", java_script_enabled=False)
        page.goto("/desk?view=all")
        page.get_by_role("checkbox", name=f"Choose case {cases[0].number}").check()

        page.get_by_role("button", name="Go on").click()
        page.get_by_label("Reason").fill("by hand")
        page.get_by_role("button", name="Mark").click()

        expect(page.get_by_text("Done for 1 case.")).to_be_visible()


class TestSearch:
    def test_what_plugins_find_follows_the_typing(self, open_page, admin, cases):
        page = open_page(staff=admin, locale="en")
        page.goto("/desk?view=all")

        page.get_by_role("searchbox").fill("lift")

        expect(page.get_by_role("link", name="All about lift")).to_be_visible()


class TestTable:
    def test_a_row_is_added_and_deleted_by_keyboard(self, open_page, admin):
        page = open_page(staff=admin, locale="en")
        page.goto("/x/shelf/books")
        page.get_by_role("link", name="New entry").first.press("Enter")
        page.get_by_label("Title").fill("Lifts")
        page.get_by_label("Language").select_option("English")
        page.get_by_label("Title").press("Enter")
        page.get_by_role("link", name="Lifts").press("Enter")

        page.get_by_role("button", name="Delete").press("Enter")
        page.get_by_role("button", name="Delete").press("Enter")

        expect(page.get_by_text("There are no entries yet.")).to_be_visible()
