"""Texts that plugins offer for answers, with scripts and without."""

import pytest

from core.plugin.contributions import AnswerTool

RUBBISH = (42, [42], [AnswerTool], None, "text", [None])
THANKS = AnswerTool(name="adding.thanks", label="Thanks", html="<p>Thank <b>you</b>.</p>")


@pytest.fixture
def path(case):
    return f"/desk/cases/{case.number}"


def choose(form, tool):
    """Send the form by the button of the list, as a browser without scripts does."""
    sent = [*form.submit_fields(), ("_tool", tool), ("refresh", "tool")]
    return form.response.test_app.post(form.action, sent)


class TestAnswerTools:
    def test_they_are_listed_in_order(self, desk, path, adding):
        second = AnswerTool(name="adding.b", label="b", html="<p>b</p>")
        third = AnswerTool(name="adding.c", label="C", html="<p>c</p>", position=90)
        adding.answers["answer_tools"] = [third, THANKS, second]

        options = desk.get(path).html.select("#tool option")

        assert [option.get_text() for option in options][1:] == ["b", "Thanks", "C"]

    def test_without_any_there_is_no_list(self, desk, path, adding):
        assert desk.get(path).html.select("#tool") == []

    def test_the_form_comes_back_with_the_text_behind_what_was_typed(self, desk, path, adding):
        adding.answers["answer_tools"] = [THANKS]
        form = desk.get(path).forms["reply"]
        form["message"] = "Dear Ana,"
        form["status"] = form["status"].options[1][0]

        again = choose(form, THANKS.name).forms["reply"]

        assert again["message"].value.split("\n\n") == ["Dear Ana,", "Thank you."]
        assert again["status"].value == form["status"].value
        assert "Thank <b>you</b>" in again["_html-message"].value.replace("strong", "b")

    def test_what_came_back_can_be_sent(self, desk, path, adding):
        adding.answers["answer_tools"] = [THANKS]
        form = choose(desk.get(path).forms["reply"], THANKS.name).forms["reply"]

        page = form.submit().follow()

        assert "The answer is sent." in page
        assert "Thank" in page.html.select(".v-note")[-1].get_text()

    def test_nothing_typed_is_lost_if_the_text_is_gone(self, desk, path, adding):
        adding.answers["answer_tools"] = [THANKS]
        form = desk.get(path).forms["reply"]
        form["message"] = "Dear Ana,"
        adding.answers["answer_tools"] = lambda **_: 1 / 0

        assert choose(form, THANKS.name).forms["reply"]["message"].value == "Dear Ana,"

    def test_a_script_is_given_the_text(self, desk, path, adding):
        adding.answers["answer_tools"] = [THANKS]

        answer = desk.get(f"{path}/text?_tool={THANKS.name}").json

        assert "Thank" in answer["html"]
        desk.get(f"{path}/text?_tool=adding.other", status=404)

    def test_what_a_text_should_not_hold_is_taken_out(self, desk, path, adding):
        evil = '<p onclick="x()">Well<script>x()</script><a href="javascript:x()">y</a></p>'
        adding.answers["answer_tools"] = [AnswerTool(name="adding.evil", label="Evil", html=evil)]

        html = desk.get(f"{path}/text?_tool=adding.evil").json["html"]

        assert "Well" in html
        assert not any(part in html for part in ("script", "onclick", "x()"))

    def test_customers_are_given_none(self, portal, case, path, adding):
        adding.answers["answer_tools"] = [THANKS]

        assert portal.get(f"/cases/{case.number}").html.select("#tool") == []
        assert adding.asked_for("answer_tools") == []
        portal.get(f"{path}/text?_tool={THANKS.name}", status=(303, 404))

    @pytest.mark.parametrize("answer", RUBBISH)
    def test_rubbish_leaves_the_page_whole(self, desk, path, adding, answer):
        adding.answers["answer_tools"] = answer

        assert desk.get(path).forms["reply"]["message"].value == ""
