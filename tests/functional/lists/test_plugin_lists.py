"""What plugins add to lists of cases: on the desk and on the portal."""

import time

import pytest
from sqlalchemy import column, literal_column

from core.cases.models import Case, CaseNote
from core.errors import Refused
from core.plugin.case_lists import Badge, Cell

HEADS = "#cases thead th"
CELLS = "#cases td[data-label='Length']"
NOTICES = "#v-unheeded p"
LIST_FAILED = "This list does not work just now. Leave out a filter, or choose another view."
FILTER_FAILED = "This filter does not work just now. Leave it out, or try again later."
LEFT_OUT = "Part of this address is not known here and was left out."


def failing(_asked):
    raise RuntimeError("broken")


@pytest.fixture(params=["desk", "portal"])
def look(request, desk, portal):
    """Get a list: the desk's or the customer's own."""
    if request.param == "desk":
        return lambda query="": desk.get(f"/desk?{query or 'view=all'}")
    return lambda query="": portal.get(f"/cases?{query.replace('view=', 'tab=') or 'tab=all'}")


@pytest.mark.usefixtures("short", "long")
class TestColumns:
    def test_one_stands_where_its_position_says(self, desk, portal, words):
        agents, customers = desk.get("/desk?view=all"), portal.get("/cases?tab=all")

        assert words(agents, HEADS)[:5] == ["Choose", "No.", "Subject", "Length", "Status"]
        assert words(customers, HEADS)[:4] == ["No.", "Subject", "Length", "Date"]

    def test_each_row_has_its_cell(self, look, words):
        assert words(look(), CELLS) == ["34 letters", "4 letters"]

    def test_it_is_asked_once_for_all_rows(self, look, calls):
        look()

        (rows,) = calls("column")
        assert [len(row.subject) for row in rows] == [34, 4]

    def test_a_row_without_a_cell_shows_a_dash(self, look, words, misbehave):
        misbehave("column", lambda rows: {rows[0].id: Cell("Here")})

        assert words(look(), CELLS) == ["Here", "–"]

    def test_it_may_be_for_others_only(self, look, words, misbehave):
        misbehave("column", lambda _rows: None)

        assert "Length" not in words(look(), HEADS)

    def test_what_it_says_is_text(self, look, misbehave):
        misbehave("column", lambda rows: {rows[0].id: Cell("<script>x", ("<i>y",), tone="bad")})

        page = look().text
        assert "<script>x" not in page
        assert "<i>y" not in page

    @pytest.mark.parametrize(
        "misdeed",
        [
            failing,
            lambda _rows: 42,
            lambda _rows: ["x"],
            lambda rows: {rows[0].id: "x"},
            lambda rows: {rows[0].id: Cell(42)},
            lambda rows: {rows[0].id: Cell("x", tone="loud")},
            lambda rows: {rows[0].id: Cell("x", at="today")},
            lambda rows: {rows[0].id: Cell("x", details=(42,))},
            lambda rows: {rows[0].id: Cell("x", details=7)},
        ],
    )
    def test_one_that_fails_is_left_out_and_the_list_is_whole(
        self, look, words, listed, misbehave, misdeed, long, short
    ):
        misbehave("column", misdeed)

        page = look()

        assert "Length" not in words(page, HEADS)
        assert listed(page) == [long.number, short.number]

    def test_all_of_it_costs_the_queries_that_the_plugin_asks(self, desk, queries, switch):
        desk.get("/desk?view=all")
        queries.clear()
        desk.get("/desk?view=all")
        with_plugin = len(queries)
        switch(on=False)
        desk.get("/desk?view=all")
        queries.clear()
        desk.get("/desk?view=all")

        assert with_plugin == len(queries) + 1  # the number of its view


@pytest.mark.usefixtures("short", "long")
class TestFilters:
    def test_one_narrows_the_list(self, look, listed, long, short):
        assert listed(look("view=all&f-size.kind=long")) == [long.number]
        assert listed(look("view=all&f-size.kind=short")) == [short.number]

    def test_it_narrows_what_words_find(self, look, listed, short):
        assert listed(look("view=all&f-size.kind=short&q=lift")) == [short.number]

    def test_a_typed_one_is_given_what_was_typed(self, desk, listed, calls, short):
        page = desk.get("/desk?view=all&f-size.word=Lif")

        assert calls("word") == ["Lif"]
        assert listed(page) == [short.number]
        assert page.html.select_one("[name='f-size.word']")["value"] == "Lif"

    def test_pages_lead_on_with_it(self, desk, make_case, ana, listed):
        made = [make_case(ana, subject=f"Lift {number}").number for number in range(27)]

        second = desk.get("/desk?view=all&f-size.word=Lift").click("Next")

        assert listed(second) == [made[1], made[0], made[0] - 2][: len(listed(second))]
        assert "f-size.word=Lift" in second.request.url

    def test_what_is_not_offered_is_told_and_lists_nothing(self, look, listed, words):
        page = look("view=all&f-size.kind=odd")

        assert listed(page) == []
        assert words(page, NOTICES) == [
            "Kind of length: This choice is not offered here. Choose another one."
        ]

    def test_a_refusal_is_told(self, desk, listed, words, misbehave):
        def refuse(_value):
            raise Refused("Write fewer words.")

        misbehave("word", refuse)
        page = desk.get("/desk?view=all&f-size.word=Lift")

        assert words(page, NOTICES) == ["Word: Write fewer words."]
        assert listed(page) == []

    def test_without_choices_it_is_not_offered(self, look, misbehave):
        misbehave("choices", lambda _asked: [])

        assert "Kind of length" not in look()

    @pytest.mark.parametrize(
        "misdeed",
        [
            failing,
            lambda _value: 42,
            lambda _value: CaseNote.case_id == Case.id,  # each note would be a row
        ],
    )
    def test_one_that_fails_lists_nothing_and_says_so(
        self, look, listed, words, misbehave, misdeed
    ):
        misbehave("filter", misdeed)

        page = look("view=all&f-size.kind=long")

        assert words(page, NOTICES) == [f"Kind of length: {FILTER_FAILED}"]
        assert listed(page) == []

    @pytest.mark.parametrize(
        "misdeed",
        [
            lambda _value: Case.id == literal_column("nowhere"),
            lambda _value: column("nowhere") == 1,
        ],
    )
    def test_one_that_the_database_refuses_lists_nothing_and_says_so(
        self, look, listed, words, misbehave, misdeed
    ):
        misbehave("filter", misdeed)

        page = look("view=all&f-size.kind=long")

        assert words(page, NOTICES) == [LIST_FAILED]
        assert listed(page) == []
        assert "Nothing was searched for." in page

    def test_the_list_without_it_is_whole(self, look, listed, misbehave, long, short):
        misbehave("filter", failing)
        misbehave("choices", failing)

        assert listed(look()) == [long.number, short.number]


@pytest.mark.usefixtures("short", "long")
class TestViews:
    def test_it_has_its_cases(self, look, listed, long):
        assert listed(look("view=size.long")) == [long.number]

    def test_the_menu_of_views_counts_it(self, desk, words):
        assert "Long ones 1" in words(desk.get("/desk"), ".d-views a")

    def test_customers_have_it_among_their_tabs(self, portal, words):
        tabs = words(portal.get("/cases"), ".v-tabs a")

        assert tabs == ["Open", "Waiting for you", "Long ones", "Closed", "All"]

    def test_words_narrow_it(self, look, listed, long):
        assert listed(look("view=size.long&q=lift")) == [long.number]
        assert listed(look("view=size.long&q=other")) == []

    def test_one_that_fails_lists_nothing_and_says_so(self, look, listed, words, misbehave):
        misbehave("view", failing)

        page = look("view=size.long")

        assert words(page, NOTICES) == [LIST_FAILED]
        assert listed(page) == []

    def test_the_others_are_counted_without_it(self, desk, words, misbehave):
        misbehave("view", lambda _asked: Case.id == literal_column("nowhere"))

        links = words(desk.get("/desk?view=open"), ".d-views a")

        assert "All open 2" in links
        assert "Long ones" in links

    def test_a_slow_one_is_disabled_for_a_while(self, desk, listed, words, misbehave, calls):
        misbehave("view", lambda _asked: time.sleep(0.6) or Case.id.is_not(None))
        for _turn in range(3):  # it is asked twice for each: for the list and for the number
            desk.get("/desk?view=size.long")
        calls("view")

        page = desk.get("/desk?view=size.long")

        assert calls("view") == []
        assert words(page, NOTICES) == [LIST_FAILED]


@pytest.mark.usefixtures("short", "long")
class TestBadges:
    @pytest.mark.parametrize(("reader", "audience"), [("desk", "agent"), ("portal", "customer")])
    def test_they_stand_in_lists_and_on_the_page_of_a_case(
        self, reader, audience, request, words, long, short, calls
    ):
        client = request.getfixturevalue(reader)
        path = "/desk" if reader == "desk" else "/cases"
        page = client.get(f"{path}?view=all&tab=all")

        assert calls("badges") == [[long.id, short.id]]
        assert words(page, ".c-badges") == [f"First for <b>{audience}</b>"]
        of_case = path if path == "/cases" else "/desk/cases"
        case = client.get(f"{of_case}/{short.number}")
        assert f"First for <b>{audience}</b>" in words(case, ".c-head .v-badge")

    @pytest.mark.parametrize(
        "misdeed",
        [
            failing,
            lambda _ids: 42,
            lambda ids: {ids[0]: "x"},
            lambda ids: {ids[0]: ["x"]},
            lambda ids: {ids[0]: [Badge(label="x")] * 6},
            lambda ids: {ids[0]: [Badge(label="x", tone="loud")]},
        ],
    )
    def test_what_fails_is_left_out(self, look, listed, words, misbehave, misdeed, long, short):
        misbehave("badges", misdeed)

        page = look()

        assert words(page, ".c-badges") == []
        assert listed(page) == [long.number, short.number]


@pytest.mark.usefixtures("short", "long")
class TestOff:
    def test_nothing_of_it_is_there_at_the_next_page(self, look, words, switch, calls):
        look()
        switch(on=False)
        calls("")

        page = look()

        assert "Length" not in words(page, HEADS)
        assert "Long ones" not in page
        assert "Kind of length" not in page
        assert words(page, ".c-badges") == []
        assert [calls(part) for part in ("column", "view", "filter", "badges")] == [[]] * 4

    @pytest.mark.parametrize("query", ["view=all&f-size.kind=long", "view=all&f-size.word=x"])
    def test_a_bookmarked_filter_is_told(self, look, words, switch, listed, query, long, short):
        switch(on=False)

        page = look(query)

        assert words(page, NOTICES) == [LEFT_OUT]
        assert listed(page) == [long.number, short.number]

    def test_a_bookmarked_view_is_told(self, look, words, switch):
        switch(on=False)

        assert words(look("view=size.long"), NOTICES) == [LEFT_OUT]


class TestTenants:
    def test_a_condition_finds_nothing_of_others(self, desk, make_case, listed):
        make_case(slug="globex", subject="The lift in the north hall is loud")

        page = desk.get("/desk?view=size.long")

        assert listed(page) == []
        assert "Long ones" in page
