"""The desk's lists."""

import pytest

from core.cases.services import assign_case, close_case, get_case
from core.testing.cases import edit_case


@pytest.fixture
def change(open_scope):
    def apply(case, **values):
        with open_scope() as scope:
            edit_case(scope, get_case(scope, case.number), values)

    return apply


@pytest.fixture
def assign(open_scope):
    def apply(case, staff):
        with open_scope() as scope:
            assign_case(scope, get_case(scope, case.number), staff.id)

    return apply


@pytest.fixture
def close(open_scope):
    def apply(case):
        with open_scope() as scope:
            close_case(scope, get_case(scope, case.number))

    return apply


@pytest.fixture
def listed():
    """Return the numbers of the cases that a page lists."""

    def read(page):
        return [int(link.get_text()) for link in page.html.select("#cases .v-row-link")]

    return read


@pytest.fixture
def counts():
    def read(page):
        links = page.html.select(".d-views a")
        return {link.span.get_text(): link.select_one(".v-count") for link in links}

    return read


class TestShowCases:
    @pytest.mark.req("BA-P-01")
    def test_a_new_case_is_there_at_once(self, desk, case, listed, words):
        page = desk.get("/desk?view=unassigned")

        assert listed(page) == [case.number]
        assert "Ana Mora" in words(page, "#cases")

    def test_each_view_has_its_cases(self, desk, carla, make_case, change, assign, close, listed):
        mine, waiting, closed = make_case(), make_case(), make_case()
        assign(mine, carla)
        change(waiting, status="waiting")
        close(closed)

        found = {
            view: listed(desk.get(f"/desk?view={view}"))
            for view in ("mine", "unassigned", "open", "waiting", "closed", "all")
        }

        assert found == {
            "mine": [mine.number],
            "unassigned": [waiting.number],
            "open": [waiting.number, mine.number],
            "waiting": [waiting.number],
            "closed": [closed.number],
            "all": [closed.number, waiting.number, mine.number],
        }

    def test_the_views_tell_how_many_wait(self, desk, carla, make_case, assign, counts):
        assign(make_case(), carla)
        make_case()

        found = counts(desk.get("/desk"))

        assert {name: tag.get_text() for name, tag in found.items() if tag} == {
            "Mine": "1",
            "Unassigned": "1",
            "All open": "2",
            "Waiting": "0",
        }

    def test_it_is_narrowed_by_words_status_and_priority(self, desk, make_case, change, listed):
        first, second = make_case(subject="The lift stops"), make_case(subject="The lift is loud")
        change(second, priority="critical", status="in_progress")

        assert listed(desk.get("/desk?view=open&q=lift")) == [second.number, first.number]
        assert listed(desk.get("/desk?view=open&q=lift&f-priority=critical")) == [second.number]
        assert listed(desk.get("/desk?view=open&status=in_progress")) == [second.number]
        assert listed(desk.get(f"/desk?view=all&q={first.number}")) == [first.number]

    def test_pages_lead_on_and_back(self, desk, make_case, ana, listed):
        made = [make_case(ana).number for _ in range(27)]

        first = desk.get("/desk?view=open")
        second = first.click("Next")

        assert listed(first) == made[:1:-1]
        assert listed(second) == [made[1], made[0]]
        assert listed(second.click("Previous")) == listed(first)

    def test_it_asks_the_database_little(self, desk, ana, make_case, queries):
        for _ in range(3):
            make_case(ana)
        desk.get("/desk?view=open")
        for query in ("view=open", "view=open&q=question", "view=all&f-priority=medium&q=question"):
            queries.clear()

            desk.get(f"/desk?{query}")

            assert len(queries) <= 8, queries.statements

    def test_it_does_not_see_another_tenant(self, desk, make_case, counts, listed):
        make_case(slug="globex")

        page = desk.get("/desk?view=all")

        assert listed(page) == []
        assert counts(page)["All open"].get_text() == "0"

    @pytest.mark.parametrize(
        ("query", "sentences"),
        [
            ("q=TV", ["Write at least 3 letters or digits to search."]),
            ("q=%E6%BC%A2%E5%AD%97", ["Write at least 3 letters or digits to search."]),
            ("f-priority=gone", ["Priority: This choice is not offered here. Choose another one."]),
            (
                "status=closed&view=open",
                ["Status: This choice is not offered here. Choose another one."],
            ),
        ],
    )
    @pytest.mark.usefixtures("case")
    def test_what_can_not_be_looked_for_is_told_and_lists_nothing(
        self, desk, listed, words, query, sentences
    ):
        page = desk.get(f"/desk?{query}" if "view" in query else f"/desk?view=all&{query}")

        told = page.html.select("#cases [role=status]")
        assert [one.get_text(strip=True) for one in told] == sentences
        assert listed(page) == []
        assert "Nothing was searched for." in words(page, "#cases")

    @pytest.mark.parametrize(
        "query", ["view=sideways", "after=x", "f-gone=1", "f-priority=low&f-priority=high"]
    )
    @pytest.mark.usefixtures("case")
    def test_what_is_left_out_is_told(self, desk, words, query):
        said = words(desk.get(f"/desk?{query}"), "#cases")

        assert "Part of this address is not known here and was left out." in said

    def test_it_is_said_once_and_the_control_marked(self, desk, case):
        page = desk.get("/desk?view=all&f-priority=gone")
        control = page.html.select_one("#f-priority")

        assert control["aria-invalid"] == "true"
        told = page.html.select_one(f"#{control['aria-describedby']}")
        assert "This choice is not offered here" in told.text
        assert told["data-v-unheeded"] == "f-priority"
        assert page.text.count("This choice is not offered here") == 1

    def test_a_view_where_nothing_matches_says_how_many_do_elsewhere(
        self, desk, case, listed, words
    ):
        page = desk.get("/desk?view=mine&q=light")

        assert "but 1 of all cases does" in words(page, "#cases")
        assert listed(page.click("Show them")) == [case.number]
        assert "No case matches this search." in words(desk.get("/desk?view=mine&q=zzz"), "#cases")

    def test_any_address_is_a_list(self, desk):
        for query in (
            "view=x",
            "after=x&before=y",
            "status=x&f-priority=%00",
            "q=%25&f-product=//",
        ):
            desk.get(f"/desk?{query}")

    def test_customers_have_no_desk(self, as_customer):
        answer = as_customer().get("/desk")

        assert "/staff/login" in answer.location
