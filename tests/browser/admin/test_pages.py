"""The admin's pages for everybody: axe, narrow, dark, and with scripts switched off."""

import pytest
from playwright.sync_api import expect

PAGES = (
    "/admin/organisation",
    "/admin/organisation/logo",
    "/admin/organisation/wording",
    "/admin/organisation/wording?language=de&text=error",
    "/admin/plugins",
    "/admin/settings/identity",
    "/admin/audit",
    "/admin/mails",
    "/admin/people",
    "/admin/people/contacts/new",
    "/admin/people/accounts",
    "/admin/people/staff",
    "/admin/people/staff/new",
    "/admin/fields/case",
    "/admin/fields/contact",
    "/admin/fields/case/new",
    "/admin/fields/case/new?type=list",
    "/admin/fields/case/subject",
    "/admin/fields/case/product/options",
    "/admin/fields/case/status/options",
    "/admin/fields/case/product/options/text",
    "/admin/fields/case/priority/rules",
    "/admin/fields/case/preview",
    "/admin/fields/case/review",
    "/admin/fields/case/versions",
)

PLACES = ("create", "detail")
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" width="WIDE" height="20">
<rect width="40" height="20"/></svg>"""


@pytest.fixture
def admin(make_staff):
    return make_staff(roles=["admin"])


class TestAdminPages:
    @pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
    def test_everybody_can_use_them(self, open_page, admin, faults_of_pages, width, scheme):
        page = open_page(staff=admin, viewport={"width": width, "height": 800}, color_scheme=scheme)

        assert faults_of_pages(page, PAGES) == {}

    @pytest.mark.parametrize("width", [360, 768, 1280])
    def test_a_table_is_never_wider_than_its_place(self, open_page, admin, width):
        page = open_page(staff=admin, viewport={"width": width, "height": 800}, locale="de")
        beyond = {}
        for address in ("", "/product/options", "/status/options"):
            page.goto(f"/admin/fields/case{address}")
            table = page.locator(".v-table-wrap").filter(has_text="Reihenfolge")
            beyond[address] = table.evaluate("place => place.scrollWidth - place.clientWidth")

        assert beyond == dict.fromkeys(beyond, 0)


class TestStudio:
    @pytest.mark.parametrize("scripts", [True, False])
    @pytest.mark.req("DC-11", "DC-12", "DC-13", "AT-15")
    def test_a_field_goes_to_the_portal_and_back(
        self, open_page, admin, make_contact, violations, scripts
    ):
        studio = open_page(staff=admin, java_script_enabled=scripts)
        portal = open_page(contact=make_contact(), java_script_enabled=scripts)
        portal.goto("/cases/new")
        expect(portal.get_by_label("Priority")).to_have_count(1)

        for ticked in (False, True):
            studio.goto("/admin/fields/case")
            studio.get_by_role("link", name="Priority", exact=True).click()
            studio.get_by_label("Portal field").set_checked(ticked)
            studio.get_by_role("button", name="Save and publish").click()
            studio.get_by_text("Customers signed in now: 1").wait_for()
            portal.reload()
            expect(portal.get_by_label("Priority")).to_have_count(int(not ticked))
            if scripts:
                assert violations(studio) == []
            studio.get_by_role("button", name="Save and publish").click()
            studio.get_by_text("Published. It shows").wait_for()

            portal.reload()
            expect(portal.get_by_label("Priority")).to_have_count(int(ticked))

        studio.get_by_role("button", name="Undo").click()
        studio.get_by_text("It is as it was before.").wait_for()
        portal.reload()
        expect(portal.get_by_label("Priority")).to_have_count(0)

    def test_the_tick_and_the_lists_of_customers_are_one_thing(self, open_page, admin):
        page = open_page(staff=admin)
        page.goto("/admin/fields/case/priority")
        tick = page.get_by_label("Portal field")
        create, detail = (page.locator(f"#field-grant_customer_{one}") for one in PLACES)
        create.select_option("edit+required")
        was = detail.input_value()

        tick.focus()
        page.keyboard.press("Space")
        expect(tick).not_to_be_checked()
        for place in (create, detail):
            expect(place).to_have_value("hidden")
        page.keyboard.press("Space")
        expect(tick).to_be_checked()
        expect(create).to_have_value("edit+required")
        expect(detail).to_have_value(was)

        create.select_option("hidden")
        page.get_by_text("(In one place only)").wait_for()
        expect(tick).to_be_checked(indeterminate=True)
        detail.select_option("hidden")
        expect(tick).not_to_be_checked()
        detail.select_option("view")
        expect(tick).to_be_checked()

    def test_the_tick_does_not_win_over_another_administrator(self, open_page, admin, make_staff):
        first, second = (open_page(staff=one) for one in (admin, make_staff(roles=["admin"])))
        for page in (first, second):
            page.goto("/admin/fields/case/priority")
        first.locator("#field-grant_customer_create").select_option("edit+required")
        first.get_by_role("button", name="Save in the draft").click()
        first.get_by_text("Saved in the draft.").wait_for()

        second.get_by_label("Portal field").set_checked(False)
        second.get_by_role("button", name="Save in the draft").click()

        second.locator("form#field [role=alert], .v-errors").first.wait_for()
        first.reload()
        expect(first.locator("#field-grant_customer_create")).to_have_value("edit+required")

    def test_a_rule_is_made_and_tried_with_the_keyboard_and_scripts(self, open_page, admin):
        page = open_page(staff=admin)
        page.goto("/admin/fields/case/cc/rules")
        page.get_by_label("Field that decides").select_option(label="Priority")
        page.get_by_label("Value").locator("option", has_text="Critical").wait_for(state="attached")
        page.get_by_label("Value").select_option(label="Critical")
        page.get_by_role("button", name="Add the rule").focus()
        page.keyboard.press("Enter")
        page.get_by_text("Shown only when Priority is “Critical”").wait_for()

        page.goto("/admin/fields/case/preview?place=agent-create")
        copies = page.get_by_label("Copied e-mail addresses")
        expect(copies).to_have_count(0)
        page.get_by_label("Priority").select_option(label="Critical")
        copies.wait_for()

    def test_a_field_is_dragged(self, open_page, admin):
        page = open_page(staff=admin)
        page.goto("/admin/fields/case")
        rows = page.locator("tbody tr")
        expect(rows.first).to_contain_text("Product")

        rows.nth(1).locator("[data-v-handle]").drag_to(rows.first.locator("[data-v-handle]"))

        page.locator("tbody tr").first.get_by_text("Subject").wait_for()
        page.get_by_text("The draft differs from what is published.").wait_for()


class TestWording:
    @pytest.mark.parametrize("scripts", [True, False])
    def test_a_text_is_worded_with_the_keyboard_alone(self, open_page, admin, scripts):
        page = open_page(staff=admin, java_script_enabled=scripts)
        page.goto("/admin/organisation/wording")
        page.get_by_role("searchbox").focus()
        page.keyboard.type("Plugins")
        page.keyboard.press("Enter")
        page.wait_for_url("**text=Plugins**")

        page.get_by_role("textbox", name="Plugins", exact=True).focus()
        page.keyboard.type("Add-ons")
        page.keyboard.press("Enter")

        page.get_by_text("Saved. It shows from the next page on.").wait_for()
        expect(page.get_by_role("link", name="Add-ons", exact=True)).to_have_count(1)


class TestLogo:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_one_of_two_is_shown_and_says_the_name(self, open_page, admin, violations, scheme):
        page = open_page(staff=admin, color_scheme=scheme)
        page.goto("/admin/organisation/logo")
        for field, name in (("logo", "light.svg"), ("logo_dark", "dark.svg")):
            # Each has a size of its own, by which it can be told from the other.
            drawing = DRAWING.replace("WIDE", "40" if name == "light.svg" else "80")
            picture = {"name": name, "mimeType": "image/svg+xml", "buffer": drawing.encode()}
            page.locator(f"#logos-{field}").set_input_files(picture)
        page.get_by_role("button", name="Save").click()
        page.get_by_text("Saved.").wait_for()

        shown = page.get_by_role("link", name="Acme", exact=True).locator("img:visible")

        expect(shown).to_have_count(1)  # a picture that has not come yet takes no room
        assert shown.evaluate("image => image.naturalWidth") == (40 if scheme == "light" else 80)
        assert violations(page) == []
