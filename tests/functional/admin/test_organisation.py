"""Organisation, plugins, settings and the record of activity."""

import pytest


@pytest.fixture
def admin(as_admin):
    return as_admin()


def words(response):
    return " ".join(response.html.get_text(" ").split())


class TestPlugins:
    @pytest.mark.req("BA-P-02", "D-07")
    def test_the_portal_goes_off_and_comes_back_as_it_was(self, admin, as_customer, visitor):
        customer, neighbour = as_customer(), visitor("globex")
        assert customer.get("/cases").status_int == 200
        page = admin.get("/admin/plugins")
        assert "pages answer that they do not exist" in words(page)

        page.forms["switch-portal"].submit().forms["confirm"].submit().follow()

        for path in ("/login", "/register", "/cases", "/cases/new", "/profile"):
            customer.get(path, status=404)
        assert neighbour.get("/login").status_int == 200

        admin.get("/admin/plugins").forms["switch-portal"].submit().follow()

        assert customer.get("/cases").status_int == 200

    def test_the_admin_reads_which_part_failed_and_why(self, admin, platform, tenant):
        platform.plugins.breaker.failed((tenant.id, "portal", "menu_items"), ValueError("no <b>"))

        page = admin.get("/admin/plugins")

        assert "Its part “menu_items” failed" in words(page)
        assert "ValueError" in words(page)

    def test_an_unknown_plugin_is_not_found(self, admin):
        token = admin.get("/admin/plugins").forms["switch-portal"]["csrf_token"].value
        admin.post("/admin/plugins/nothing", {"csrf_token": token, "on": "1"}, status=404)

    def test_a_switch_needs_a_token(self, admin):
        admin.post("/admin/plugins/portal", {"on": "0"}, status=400)


class TestOrganisation:
    def test_name_and_colour_show_at_once(self, admin):
        form = admin.get("/admin/organisation").forms["organisation"]
        form["name"] = "Acme & Sons"
        form["accent"] = "#0B5CAD"
        page = form.submit().follow()

        assert page.html.select_one(".v-brand-name").get_text() == "Acme & Sons"
        assert "#0b5cad" in admin.get("/branding.css").text

    def test_a_pale_colour_is_refused_and_a_better_one_named(self, admin):
        form = admin.get("/admin/organisation").forms["organisation"]
        form["accent"] = "#ffcc00"
        page = form.submit(status=422)

        assert "The nearest one that works is #" in words(page)

    def test_a_language_goes_but_not_the_default(self, admin):
        form = admin.get("/admin/organisation").forms["organisation"]
        for box in form.fields["languages"]:
            box.checked = box._value in ("es", "de")
        page = form.submit(status=422)
        assert "The default language must be one of the languages." in words(page)

        form = page.forms["organisation"]
        form["default_locale"] = "es"
        form.submit().forms["confirm"].submit().follow()
        names = {
            tag["value"] for tag in admin.get("/staff/profile").html.select("button[name=language]")
        }
        assert names == {"es", "de"}


class TestSettings:
    def test_a_section_is_made_of_its_schema(self, admin, platform):
        form = admin.get("/admin/settings/cases").forms["settings"]
        form["days_to_reopen"] = "30"
        form["reply_to_closed"].select(text="makes a new case")
        form["customers_may_reopen"] = False
        form.submit().follow()

        with platform.scope("acme") as scope:
            settings = scope.tenant.settings("cases")
        assert settings["days_to_reopen"] == 30
        assert settings["reply_to_closed"] == "new_case"
        assert settings["customers_may_reopen"] is False

    def test_a_wrong_value_is_kept_and_explained(self, admin):
        form = admin.get("/admin/settings/cases").forms["settings"]
        form["days_to_reopen"] = "many"
        page = form.submit(status=422)

        assert page.forms["settings"]["days_to_reopen"].value == "many"

    def test_two_values_that_exclude_each_other_are_explained(self, admin):
        form = admin.get("/admin/settings/identity").forms["settings"]
        form["password_min"], form["password_max"] = "40", "20"
        page = form.submit(status=422)

        assert "This is less than the shortest." in page.html.main.text
        assert page.forms["settings"]["password_max"].value == "20"


class TestAudit:
    def test_it_says_who_did_what(self, admin):
        admin.get("/admin/plugins").forms["switch-portal"].submit().forms["confirm"].submit()

        page = admin.get("/admin/audit?kind=plugin_switched")

        row = page.html.select_one("tbody tr").get_text(" ")
        assert "Plugin switched" in row
        assert "Plugin: Customer portal" in row
        assert "Switched on: No" in row
        assert admin.staff.name in row
