"""Cases that others filed for the contact's accounts."""

import pytest
from webtest import Upload

from tests.support.pages import texts, words


@pytest.fixture
def bakery(make_account, ana, bruno):
    """An account of both; Bruno files for it, Ana may look."""
    members = {ana: {"can_view_cases": True}, bruno: {"can_create_for": True}}
    return make_account(name="Bakery", members=members)


@pytest.fixture
def theirs(make_case, bruno, bakery):
    return make_case(bruno, subject="The oven is cold", account=str(bakery.id))


class TestListAccountCases:
    @pytest.mark.req("BA-P-55")
    def test_it_shows_what_others_filed(self, portal, theirs, make_case, ana, bakery):
        make_case(ana, account=str(bakery.id))

        page = portal.get("/").click("Cases of my accounts", href="/accounts/cases", index=0)

        assert texts(page, "#cases tbody th") == [str(theirs.number)]
        assert "Bruno Díaz" in words(page, "#cases")

    @pytest.mark.req("BA-P-56", "D-06")
    def test_only_accounts_with_a_permission_count(self, as_customer, bruno, theirs, make_account):
        make_account(name="Hotel", members={bruno: {"can_create_for": True}})
        page = as_customer(bruno).get("/accounts/cases")

        assert page.html.select("#cases") == []
        assert "may not see the cases of any account" in words(page)
        assert page.html.select("nav a[href='/accounts/cases']") == []

    @pytest.mark.req("BA-P-57")
    def test_it_can_be_narrowed_to_one_account(self, portal, theirs, make_account, make_case, ana):
        hotel = make_account(name="Hotel", members={ana: {"is_primary": True}})
        other = make_case(account=str(hotel.id))
        form = portal.get("/accounts/cases").forms["search"]

        form["account"].select(text="Hotel")

        assert texts(form.submit(), "#cases tbody th") == [str(other.number)]

    @pytest.mark.req("BA-P-58")
    def test_it_is_searched_in_the_same_way(self, portal, theirs):
        assert texts(portal.get("/accounts/cases?q=oven"), "#cases tbody th")
        assert not texts(portal.get("/accounts/cases?q=hall"), "#cases tbody th")

    def test_what_waits_for_another_asks_nothing_of_the_reader(self, portal, theirs):
        page = portal.get(f"/cases/{theirs.number}")

        assert page.html.select(".v-steps")
        assert page.html.select(".p-next") == []
        assert page.html.select_one("a.c-back")["href"] == "/accounts/cases"

    def test_nothing_there_can_be_reopened(self, portal, theirs, close):
        close(theirs)

        page = portal.get("/accounts/cases?tab=all")

        assert "Reopen" not in words(page, "#cases")

    def test_it_costs_few_queries(self, portal, queries, theirs):
        portal.get("/accounts/cases")
        queries.clear()

        portal.get("/accounts/cases?q=oven")

        assert len(queries) <= 8


class TestShowCaseOfOthers:
    @pytest.mark.req("BA-P-59")
    def test_it_opens_by_its_number_to_be_read_only(self, portal, theirs):
        page = portal.get("/accounts/cases").click(href=f"/cases/{theirs.number}$")

        assert "How does it work?" in words(page, ".v-conversation")
        assert "You can read this case, not change it" in words(page)
        assert page.html.select("main form") == []

    def test_reading_one_costs_no_more_than_reading_ones_own(self, portal, queries, theirs):
        portal.get(f"/cases/{theirs.number}")
        queries.clear()

        portal.get(f"/cases/{theirs.number}")

        assert len(queries) <= 6

    def test_what_is_sent_all_the_same_is_refused(self, portal, theirs, case):
        own = portal.get(f"/cases/{case.number}").forms["note"]
        for part in ("notes", "files", "edit", "reopen"):
            sent = {"csrf_token": own["csrf_token"].value, "message": "<p>Hm</p>"}
            portal.post(f"/cases/{theirs.number}/{part}", sent, status=404)

        assert "Hm" not in words(portal.get(f"/cases/{theirs.number}"))

    @pytest.mark.req("BA-P-60")
    def test_its_files_can_be_downloaded_not_added(self, as_customer, portal, bruno, theirs):
        browser = as_customer(bruno)
        form = browser.get(f"/cases/{theirs.number}?tab=files").forms["file"]
        form["files"] = [Upload("oven.txt", b"cold", "text/plain")]
        form.submit()

        page = portal.get(f"/cases/{theirs.number}?tab=files")

        assert page.click("oven.txt").body == b"cold"
        assert page.html.select("main form") == []

    def test_a_stranger_finds_nothing(self, as_customer, make_contact, theirs):
        as_customer(make_contact()).get(f"/cases/{theirs.number}", status=404)

    def test_another_tenants_case_of_that_number_is_another(
        self, as_customer, make_contact, theirs
    ):
        eva = as_customer(make_contact(slug="globex"), "globex")

        eva.get(f"/cases/{theirs.number}", status=404)
