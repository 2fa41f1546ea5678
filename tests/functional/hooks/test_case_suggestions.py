"""What plugins suggest while a customer writes a new case, asked by the script or by the page."""

import pytest

from core.plugin.contributions import Panel, SearchHit
from core.tenancy.services import switch_plugin


def hit(title="Lights out", **values):
    return SearchHit(**{"title": title, "group": "Articles", "route": "portal.home", **values})


@pytest.fixture
def portal(as_customer, ana):
    return as_customer(ana)


@pytest.fixture
def form(portal):
    form = portal.get("/cases/new").forms["case"]
    form["subject"] = "No light in the hall"
    return form


@pytest.fixture
def ask(portal, form):
    """Ask as the script does; return the answer."""
    return lambda: portal.post("/cases/new/suggestions", form.submit_fields()).json["html"]


class TestWhileTyping:
    def test_they_are_answered_by_groups(self, ask, react):
        react["case_suggestions"] = lambda _scope, **_given: [hit(text="Look at the fuse.")]

        html = ask()

        assert "Lights out" in html
        assert "Look at the fuse." in html
        assert 'aria-label="Articles"' in html

    def test_the_plugin_is_told_what_was_filled_in_and_can_be_read(self, ask, form, react):
        asked = []
        react["case_suggestions"] = lambda _scope, **given: asked.append(given)
        form["product-0"] = "general"
        form["message"] = "It is dark."
        form["cc"] = "nobody at all"

        ask()

        (given,) = asked
        assert given["text"] == "No light in the hall"
        assert given["limit"] == 5
        assert given["values"]["product"] == "general"
        assert "It is dark." in given["values"]["message"]
        assert "cc" not in given["values"]

    @pytest.mark.parametrize("subject", ["", "  No  ", "N"])
    def test_nobody_is_asked_about_two_letters(self, ask, form, react, subject):
        asked = []
        react["case_suggestions"] = lambda _scope, **given: asked.append(given)
        form["subject"] = subject

        assert ask() == ""
        assert asked == []

    def test_no_plugin_is_asked_about_more_than_it_can_look_for(self, ask, form, react):
        asked = []
        react["case_suggestions"] = lambda _scope, **given: asked.append(given)
        form["subject"] = "light " * 10_000

        ask()

        assert len(asked[0]["text"]) == 200

    def test_what_is_suggested_is_text(self, ask, react):
        react["case_suggestions"] = lambda _scope, **_given: [hit("<script>alert(1)</script>")]

        assert "<script" not in ask()

    @pytest.mark.parametrize(
        "answer", [42, ["text"], [Panel(title="Hostile")], [hit("Hostile", route="listener.none")]]
    )
    def test_rubbish_is_no_suggestion(self, ask, react, answer):
        react["case_suggestions"] = lambda _scope, **_given: answer

        assert ask() == ""

    def test_another_site_can_not_ask_in_somebodys_name(self, portal, form, react):
        react["case_suggestions"] = lambda _scope, **_given: [hit()]
        sent = [(name, text) for name, text in form.submit_fields() if name != "csrf_token"]

        portal.post("/cases/new/suggestions", sent, status=400)

    def test_a_stranger_is_told_nothing(self, visitor, form, react):
        react["case_suggestions"] = lambda _scope, **_given: [hit()]

        answer = visitor().post("/cases/new/suggestions", form.submit_fields(), status="*")

        assert answer.status_int in (303, 400, 401, 404)
        assert "Lights out" not in answer.text


class TestWithoutScripts:
    def test_they_stand_above_a_form_that_comes_back_with_errors(self, form, react):
        react["case_suggestions"] = lambda _scope, **_given: [hit()]

        page = form.submit("save", status=422)

        assert page.html.select_one(".c-suggestions .c-hits a").get_text() == "Lights out"
        assert page.forms["case"]["subject"].value == "No light in the hall"

    def test_before_anything_is_typed_there_are_none(self, portal, react):
        react["case_suggestions"] = lambda _scope, **_given: [hit()]

        assert portal.get("/cases/new").html.select_one(".c-suggestions[hidden] a") is None

    def test_where_no_plugin_suggests_anything_the_script_has_nothing_to_ask(
        self, portal, platform
    ):
        with platform.scope("acme") as scope:
            switch_plugin(scope, "listener", on=False)

        assert portal.get("/cases/new").html.select("[data-v-suggest]") == []
