"""The list of the contact's own cases."""

import pytest

from tests.support.pages import texts, words


@pytest.fixture
def found(portal):
    """Return the numbers that the list shows for what is searched."""
    return lambda **query: texts(portal.get("/cases", query), "#cases tbody th")


class TestListMyCases:
    @pytest.mark.req("BA-P-27")
    def test_it_shows_the_persons_own_cases_and_no_others(
        self, found, make_own_case, make_case, make_account, ana, bruno
    ):
        own = make_own_case()
        account = make_account(members={ana: {"is_primary": True}, bruno: {"can_create_for": True}})
        make_case(bruno, account=str(account.id))
        make_case(bruno)

        assert found() == [str(own.number)]

    @pytest.mark.req("BA-P-30")
    def test_the_number_opens_the_case(self, portal, case):
        page = portal.get("/cases").click(str(case.number), href=f"/cases/{case.number}$")

        assert words(page, "h1") == "No light in the hall"

    @pytest.mark.req("BA-P-31")
    def test_a_button_above_it_opens_the_form(self, portal):
        button = portal.get("/cases").html.select_one(".v-heading .v-actions a")

        assert button["href"] == "/cases/new"

    @pytest.mark.req("BA-P-28", "D-21")
    @pytest.mark.parametrize("by", ["number", "hal", "HÁLL", "problem", "open", "portal", "date"])
    def test_one_box_searches_number_subject_date_type_status_channel(
        self, found, make_own_case, by
    ):
        wanted = make_own_case(subject="Hall without light", product="general/problem/billing")
        by = {"number": str(wanted.number), "date": f"{wanted.created_at:%Y-%m-%d}"}.get(by, by)

        assert str(wanted.number) in found(q=by)
        assert found(q="nothing like it") == []

    def test_the_search_does_not_look_into_messages(self, found, make_own_case):
        make_own_case(subject="A question", message="<p>Umbrella</p>")

        assert found(q="umbrella") == []

    @pytest.mark.req("DC-14")
    def test_the_states_are_called_by_their_names(self, portal, make_own_case, answer, close):
        waiting, closed, begun = make_own_case(), make_own_case(), make_own_case()
        make_own_case()
        answer(waiting, "<p>Well?</p>", status="waiting")
        answer(begun, "<p>Soon.</p>", status="in_progress")
        close(closed)

        states = texts(portal.get("/cases?tab=all"), "#cases tbody .p-status")

        assert states == ["Open", "In progress", "Closed", "Waiting for your answer"]

    @pytest.mark.req("DC-15", "DC-16")
    def test_a_drop_down_selects_all_or_one_state(self, portal, make_own_case, close):
        is_open, closed = make_own_case(), make_own_case()
        close(closed)
        form = portal.get("/cases").forms["search"]

        form["status"] = "closed"
        page = form.submit()
        assert texts(page, "#cases tbody th") == [str(closed.number)]

        form = portal.get("/cases?tab=all").forms["search"]
        assert form["status"].value == ""
        shown = texts(form.submit(), "#cases tbody th")
        assert shown == [str(closed.number), str(is_open.number)]

    def test_tabs_are_links_that_keep_the_search(self, portal, make_own_case, close):
        closed = make_own_case(subject="Lamp")
        make_own_case(subject="Lamp")
        close(closed)

        page = portal.get("/cases?q=lamp").click("Closed", href="tab=closed")

        assert texts(page, "#cases tbody th") == [str(closed.number)]
        assert words(page, ".v-tabs [aria-current]") == "Closed"

    @pytest.mark.req("AT-05")
    def test_it_filters_by_the_fields_that_the_contact_may_see(self, portal, make_own_case, grant):
        low = make_own_case(priority="low")
        make_own_case(priority="high")
        form = portal.get("/cases").forms["search"]
        assert {"f-product", "f-priority", "f-channel"} <= set(form.fields)

        form["f-priority"] = "low"
        assert texts(form.submit(), "#cases tbody th") == [str(low.number)]

        grant("priority", "detail", "hidden")
        page = portal.get("/cases?tab=open&f-priority=low")
        assert "f-priority" not in page.forms["search"].fields
        assert len(texts(page, "#cases tbody th")) == 2

    @pytest.mark.req("X-01")
    def test_what_is_hidden_from_customers_has_no_column(self, portal, case, grant):
        assert "Open" in texts(portal.get("/cases"), "#cases tbody td")

        grant("status", "detail", "hidden")
        page = portal.get("/cases?tab=closed&status=closed")

        assert "Status" not in texts(page, "#cases thead th")
        assert page.html.select(".v-tabs") == []
        assert texts(page, "#cases tbody th") == [str(case.number)]

    @pytest.mark.req("AT-03", "D-21")
    def test_it_remembers_the_filters(self, portal, case):
        portal.get("/cases?tab=all&f-priority=medium&q=hall")

        page = portal.get("/cases").follow()
        assert page.request.query_string == "tab=all&f-priority=medium"

        page = portal.get("/cases?tab=all&q=hall").click(href=f"/cases/{case.number}$")
        assert page.html.select_one("a.c-back")["href"] == "/cases?tab=all&q=hall"

    def test_a_case_leads_back_to_the_list_that_it_is_in(self, portal, case):
        portal.get("/cases?tab=all")
        portal.get("/accounts/cases")

        back = portal.get(f"/cases/{case.number}").html.select_one("a.c-back")

        assert (back.get_text(strip=True), back["href"]) == ("My cases", "/cases?tab=open")

    def test_it_says_why_it_is_empty(self, portal):
        assert "no open cases" in words(portal.get("/cases"), "#cases")
        assert "No case matches" in words(portal.get("/cases?q=elephant"), "#cases")

    def test_pages_lead_to_and_fro_by_key(self, portal, make_own_case, tune):
        tune("portal", cases_per_page=5)
        made = [str(make_own_case().number) for _number in range(12)][::-1]

        first = portal.get("/cases?tab=all")
        second = first.click("Next")
        third = second.click("Next")
        pages = [texts(page, "#cases tbody th") for page in (first, second, third)]

        assert pages == [made[:5], made[5:10], made[10:]]
        assert texts(third.click("Previous"), "#cases tbody th") == made[5:10]

    @pytest.mark.parametrize(
        "query",
        [
            "tab=nonsense&status=x&f-product=zzz&after=-1&before=%00",
            "after=99999999999999999999&q=%25_%27%22",
            "q=" + "a" * 5000,
            "account=no-uuid&f-priority=%F0%9F%92%A1",
            "tab=all&tab=open&q=a&q=b",
        ],
    )
    def test_an_odd_address_is_a_list_of_some_kind(self, portal, case, query):
        portal.get(f"/cases?{query}", status=200)

    @pytest.mark.parametrize(
        ("query", "sentence", "lists"),
        [
            ("q=4K", "Write at least 3 letters or digits to search.", False),
            ("status=gone", "Status: This choice is not offered here. Choose another one.", False),
            ("q=" + "question " * 50, "Only the first 200 characters are searched for.", True),
            ("account=x", "Part of this address is not known here and was left out.", True),
            ("f-gone=x", "Part of this address is not known here and was left out.", True),
        ],
    )
    def test_it_tells_what_it_does_not_heed(self, portal, case, query, sentence, lists):
        page = portal.get(f"/cases?tab=all&{query}")

        assert texts(page, "#cases [role=status]") == [sentence]
        assert bool(texts(page, "#cases tbody th")) is lists

    def test_it_costs_few_queries_however_long_it_is(self, portal, queries, make_own_case, close):
        for _number in range(12):
            make_own_case()
        close(make_own_case())
        portal.get("/cases?tab=all")
        queries.clear()

        page = portal.get("/cases?tab=all&q=question")

        assert len(texts(page, "#cases tbody th")) == 13
        assert len(queries) <= 8
