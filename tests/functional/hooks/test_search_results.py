"""What plugins find stands below the cases, on both lists with a search box."""

import pytest

from core.plugin.contributions import Panel, SearchHit


def hit(title="How to reset", **values):
    return SearchHit(**{"title": title, "group": "Articles", "route": "listener.none", **values})


@pytest.fixture(params=["desk", "portal"])
def search(request, as_admin, as_customer, ana, case):
    """Search on one of the lists; return the page."""
    is_desk = request.param == "desk"
    client = as_admin() if is_desk else as_customer(ana)
    path = "/desk" if is_desk else "/cases"

    def search(text, **more):
        return client.get(path, {"q": text, "view": "all", "tab": "all", **more})

    search.route = "agent_desk.cases" if is_desk else "portal.cases"
    search.case_route = "agent_desk.case" if is_desk else "portal.case"
    search.audience = "agent" if is_desk else "customer"
    return search


class TestSearchResults:
    def test_they_stand_below_the_cases_under_their_heading(self, search, react, case):
        react["search_results"] = lambda _scope, **_given: [
            hit(text="Hold the button.", route=search.case_route, params={"number": case.number}),
            hit("Another", route=search.route),
        ]

        html = search("question").html

        section = html.select_one("#cases .c-hits")
        assert section.h2.get_text() == "Articles"
        assert [link.get_text() for link in section.select("li a")] == ["How to reset", "Another"]
        assert section.a["href"].endswith(f"/cases/{case.number}")
        assert section.li.p.get_text() == "Hold the button."
        assert html.select_one("#cases table").find_next(class_="c-hits") is section

    def test_they_stand_there_where_no_case_was_found(self, search, react):
        react["search_results"] = lambda _scope, **_given: [hit(route=search.route)]

        assert search("zebra").html.select(".c-hits a")

    def test_the_plugin_is_told_who_searches_for_what(self, search, react):
        asked = []
        react["search_results"] = lambda _scope, **given: asked.append(given)

        search("reset")

        assert asked == [{"text": "reset", "audience": search.audience, "limit": 5}]

    def test_without_words_nobody_is_asked(self, search, react):
        asked = []
        react["search_results"] = lambda _scope, **given: asked.append(given)

        search("")

        assert asked == []

    def test_more_than_the_limit_are_left_out(self, search, react):
        react["search_results"] = lambda _scope, limit, **_given: [
            hit(f"Article {number}", route=search.route) for number in range(limit + 3)
        ]

        assert len(search("reset").html.select(".c-hits a")) == 5

    def test_what_is_found_is_text(self, search, react):
        react["search_results"] = lambda _scope, **_given: [
            hit("<script>alert(1)</script>", text="<b>bold</b>", route=search.route)
        ]

        page = search("reset")

        assert "<script>alert(1)" not in page.text
        assert "<b>bold" not in page.text

    @pytest.mark.parametrize(
        "answer",
        [
            42,
            ["text"],
            [Panel(title="Hostile")],
            [hit("Hostile")],
            [hit("Hostile", route="portal.case")],
        ],
    )
    def test_an_answer_that_can_not_be_shown_is_left_out(self, search, react, answer):
        react["search_results"] = lambda _scope, **_given: answer

        page = search("question")

        assert page.html.select("#cases table")
        assert "Hostile" not in page.text

    def test_a_failure_is_left_out(self, search, react):
        def fail(_scope, **_given):
            raise RuntimeError("broken")

        react["search_results"] = fail

        assert search("question").html.select("#cases table")
