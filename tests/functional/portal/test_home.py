"""The portal's first page."""

import pytest

from core.tenancy.services import switch_plugin
from tests.support.pages import texts, words


class TestShowHome:
    def test_it_offers_to_search_and_to_create(self, portal):
        page = portal.get("/")

        assert page.html.select_one("form[role=search] input[name=q]")
        assert page.html.select_one(".v-tiles a[href='/cases/new']")

    def test_its_search_finds_a_case_in_any_state(self, portal, case, close):
        close(case)

        form = portal.get("/").forms["search"]
        form["q"] = "hall"

        assert texts(form.submit(), "#cases tbody th") == [str(case.number)]

    def test_what_waits_for_the_person_stands_on_top(self, portal, case, answer):
        assert "Waiting for you" not in words(portal.get("/"))

        answer(case, "<p>Which hall?</p>", status="waiting")

        assert "No light in the hall" in words(portal.get("/"), ".p-waiting")

    def test_it_shows_the_tenants_announcement(self, portal, tune):
        tune("portal", announcement="We are closed on <Friday>.")

        assert "We are closed on <Friday>." in words(portal.get("/"))

    @pytest.mark.req("AT-13")
    def test_a_new_case_can_be_begun_from_every_page(self, portal, case):
        for path in ("/", "/cases", f"/cases/{case.number}", "/profile"):
            assert portal.get(path).html.select_one("nav a[href='/cases/new']")

    @pytest.mark.req("BA-P-19")
    def test_signing_out_is_under_the_persons_initials(self, portal):
        menu = portal.get("/").html.select_one("details:has(.v-initials)")

        assert menu.select_one("form[action='/logout'] button")
        assert "AM" in menu.select_one(".v-initials").get_text()

    def test_it_costs_few_queries(self, portal, queries, make_own_case, answer):
        for _number in range(4):
            answer(make_own_case(), "<p>Well?</p>", status="waiting")
        portal.get("/")
        queries.clear()

        portal.get("/")

        assert len(queries) <= 8


class TestSwitchedOff:
    @pytest.mark.req("BA-P-02", "D-07")
    def test_every_address_is_gone_until_it_is_on_again(self, portal, case, open_scope):
        paths = ("/", "/cases", "/cases/new", f"/cases/{case.number}", "/accounts/cases")
        with open_scope() as scope:
            switch_plugin(scope, "portal", on=False)

        for path in paths:
            portal.get(path, status=404)

        with open_scope() as scope:
            switch_plugin(scope, "portal", on=True)
        assert "No light in the hall" in words(portal.get(paths[3]))
        for path in paths:
            portal.get(path, status=200)

    def test_the_first_page_does_not_lead_to_itself(self, testapp, open_scope):
        with open_scope() as scope:
            switch_plugin(scope, "portal", on=False)

        page = testapp.get("/", status=404)

        assert not page.html.select("main a")
        assert "ask those who gave it to you" in words(page)

    def test_the_other_tenants_portal_goes_on(self, as_customer, open_scope, make_contact):
        with open_scope() as scope:
            switch_plugin(scope, "portal", on=False)

        eva = as_customer(make_contact(slug="globex"), "globex")

        assert eva.get("/cases").status_int == 200
