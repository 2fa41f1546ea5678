"""Customers in the menu, in the place of contacts."""

import pytest

from core.tenancy.services import switch_plugin


@pytest.fixture
def entries():
    """Return what the menu of a page says, and what the tabs of its section do."""

    def entries(page):
        menu = [one.get_text(strip=True) for one in page.html.select(".v-menu-list a")]
        return menu, [one.get_text(strip=True) for one in page.html.select("nav.v-tabs a")]

    return entries


@pytest.mark.req("BE-01")
class TestMenu:
    def test_it_takes_the_place_of_contacts_while_the_plugin_is_on(
        self, as_admin, open_scope, entries
    ):
        admin = as_admin()

        menu, tabs = entries(admin.get("/admin/people/accounts"))
        assert {"Customers", "People"} <= set(menu)
        assert tabs == ["Accounts", "Staff", "Districts of staff"]
        assert admin.get("/customers").click("People", href="/admin", index=0).status_int == 200

        with open_scope() as scope:
            switch_plugin(scope, "csr_console", on=False)

        menu, tabs = entries(admin.get("/admin/people/accounts"))
        assert "Customers" not in menu
        assert tabs == ["Contacts", "Accounts", "Staff"]
        admin.get("/customers", status=404)

    def test_who_may_not_use_it_keeps_contacts(self, as_agent, entries):
        _menu, tabs = entries(as_agent().get("/admin/people"))
        assert "Contacts" in tabs
