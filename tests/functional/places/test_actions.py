"""Buttons that plugins add to cases, notes and contacts."""

import pytest

from core.cases.services import add_note, get_case
from core.plugin.contributions import Action, NoteAction

RUBBISH = (42, [42], [Action], None, "text", [None])
HOME = {"label": "Go", "route": "portal.home"}


@pytest.fixture
def pages(portal, desk, case, ana):
    """Return a page by its name."""
    paths = {
        "portal": (portal, f"/cases/{case.number}"),
        "desk": (desk, f"/desk/cases/{case.number}"),
        "contact": (desk, f"/admin/people/contacts/{ana.id}"),
    }

    def pages(name):
        browser, path = paths[name]
        return browser.get(path)

    return pages


def links(page, text):
    """Return the addresses of links of that name."""
    return [a["href"] for a in page.html.select("main a") if a.get_text(strip=True) == text]


class TestCaseActions:
    @pytest.mark.parametrize(("page", "audience"), [("portal", "customer"), ("desk", "agent")])
    def test_it_is_asked_once_for_a_page(self, pages, adding, case, page, audience):
        adding.answers["case_actions"] = [Action(**HOME)]

        assert links(pages(page), "Go") == ["/"]
        assert adding.asked_for("case_actions") == [{"case_id": case.id, "audience": audience}]

    def test_it_is_about_cases_alone(self, pages, adding):
        pages("contact")

        assert adding.asked_for("case_actions") == []

    def test_one_that_is_posted_carries_the_token_and_its_values(self, pages, adding, case):
        adding.answers["case_actions"] = [
            Action(
                label="Take",
                route="agent_desk.case_assign",
                params={"number": case.number},
                post=True,
                values={"take": "take"},
            )
        ]

        form = next(one for one in pages("desk").forms.values() if "Take" in one.text)

        assert form["csrf_token"].value
        assert "The case is yours." in form.submit().follow()

    def test_one_that_asks_unfolds_its_question_without_scripts(self, pages, adding):
        adding.answers["case_actions"] = [
            Action(label="Drop", route="portal.home", post=True, confirm="Drop it?")
        ]

        page = pages("desk")

        question = page.html.select_one("details:has(> summary[data-v-confirm='Drop it?'])")
        assert question.select_one("p").get_text() == "Drop it?"
        assert question.select_one("button").get_text(strip=True) == "Drop"

    def test_one_that_the_viewer_may_not_do_is_not_there(self, pages, adding):
        adding.answers["case_actions"] = [Action(**HOME, permission="settings:change")]

        assert links(pages("portal"), "Go") == []
        assert links(pages("desk"), "Go") == ["/"]

    def test_they_stand_in_the_order_of_their_positions(self, pages, adding):
        adding.answers["case_actions"] = [
            Action(label="Third", route="portal.home", position=90),
            Action(label="First", route="portal.home", position=1),
            Action(label="Second", route="portal.home"),
        ]

        shown = [a.get_text(strip=True) for a in pages("desk").html.select(".v-heading .v-btn")]

        assert [one for one in shown if one != "Mails"] == ["First", "Second", "Third"]

    def test_a_label_is_text(self, pages, adding):
        adding.answers["case_actions"] = [Action(label="<i>sly</i>", route="portal.home")]

        assert "<i>sly" not in pages("desk").text

    @pytest.mark.parametrize("answer", [*RUBBISH, [Action(label="Go", route="no.where")]])
    @pytest.mark.parametrize("page", ["portal", "desk"])
    def test_rubbish_leaves_the_page_whole(self, pages, adding, page, answer):
        adding.answers["case_actions"] = answer

        assert "No light in the hall" in pages(page)

    def test_an_error_leaves_our_own_buttons(self, pages, adding):
        adding.answers["case_actions"] = lambda **_: 1 / 0

        assert "Take it" in pages("desk")


class TestNoteActions:
    @pytest.fixture(autouse=True)
    def notes(self, open_scope, case):
        with open_scope() as scope:
            for number in range(3):
                add_note(scope, get_case(scope, case.number), f"<p>Note {number}</p>")

    def test_it_is_asked_once_for_all_notes(self, pages, adding):
        adding.answers["note_actions"] = lambda note_ids, **_: [
            NoteAction(
                label="Quote",
                route="core.staff_file",
                params={"id": 1, "name": "x"},
                notes=note_ids,
            )
        ]

        page = pages("desk")

        (asked,) = adding.asked_for("note_actions")
        assert len(asked["note_ids"]) == len(page.html.select("li.v-note"))
        assert all("Quote" in note.get_text() for note in page.html.select("li.v-note"))

    def test_it_may_be_for_some_of_them(self, pages, adding):
        adding.answers["note_actions"] = lambda note_ids, **_: [
            NoteAction(**HOME, notes=note_ids[1:2])
        ]

        shown = [bool(note.select("a.v-btn")) for note in pages("portal").html.select("li.v-note")]

        assert shown == [False, True, False, False]

    @pytest.mark.parametrize("answer", [*RUBBISH, [Action(**HOME)]])
    def test_rubbish_leaves_the_page_whole(self, pages, adding, answer):
        adding.answers["note_actions"] = answer

        assert "Note 2" in pages("desk")


class TestContactActions:
    def test_they_stand_on_the_page_of_the_contact(self, pages, adding, ana):
        adding.answers["contact_actions"] = [Action(**HOME)]

        assert links(pages("contact"), "Go") == ["/"]
        assert adding.asked_for("contact_actions") == [{"contact_id": ana.id}]

    def test_one_beside_the_telephone_stands_there_on_cases_too(self, pages, adding):
        call = Action(label="Call", url="tel:+4930123456", icon="telephone", beside="telephone")
        adding.answers["contact_actions"] = [call, Action(**HOME)]

        assert links(pages("contact"), "Call") == ["tel:+4930123456"]
        assert links(pages("desk"), "Call") == ["tel:+4930123456"]
        assert links(pages("desk"), "Go") == []

    def test_our_own_lock_stands_among_them(self, pages, adding):
        assert "Lock Ana Mora" in pages("contact")

    def test_a_lock_is_not_offered_where_customers_cases_are_answered(self, pages):
        assert "Lock Ana Mora" not in pages("desk")

    @pytest.mark.parametrize("answer", RUBBISH)
    @pytest.mark.parametrize("page", ["contact", "desk"])
    def test_rubbish_leaves_the_page_whole(self, pages, adding, page, answer):
        adding.answers["contact_actions"] = answer

        assert "Ana Mora" in pages(page)


class TestAction:
    @pytest.mark.parametrize(
        "values",
        [
            {},
            {"route": "portal.home", "url": "https://example.org"},
            {"url": "javascript:alert(1)"},
            {"url": "data:text/html,x"},
            {"url": "//example.org"},
            {"url": " JaVaScRiPt:alert(1)"},
            {"url": "https://example.org", "post": True},
            {"route": "portal.home", "confirm": "Sure?"},
            {"route": "portal.home", "values": {"a": "b"}},
            {"route": "portal.home", "beside": "nothing"},
        ],
    )
    def test_one_that_no_page_could_use_is_not_made(self, values):
        with pytest.raises(ValueError, match="'"):
            Action(label="Go", **values)

    def test_addresses_of_telephones_and_other_systems_are(self):
        assert Action(label="Call", url="tel:+4930").url == "tel:+4930"
