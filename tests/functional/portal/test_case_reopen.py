"""Reopening a closed case on the portal."""

import pytest

from core.testing.web import use_editor
from tests.support.pages import texts, words


@pytest.fixture
def closed(case, close):
    close(case)
    return case


class TestReopenCase:
    @pytest.mark.req("BA-P-52")
    def test_the_button_stands_at_the_end_of_closed_rows_only(self, portal, closed, make_own_case):
        make_own_case(subject="Still open")

        rows = portal.get("/cases?tab=all").html.select("#cases tbody tr")

        buttons = [row.select_one("td:last-child a") for row in rows]
        assert buttons[0] is None
        assert buttons[1]["href"] == f"/cases/{closed.number}/reopen"

    @pytest.mark.req("BA-P-51")
    def test_without_the_tenants_leave_there_is_no_button(self, portal, closed, tune):
        tune("cases", customers_may_reopen=False)

        assert "Reopen" not in words(portal.get("/cases?tab=closed"))
        assert "Reopen" not in words(portal.get(f"/cases/{closed.number}"))
        portal.get(f"/cases/{closed.number}/reopen", status=404)

    @pytest.mark.req("BA-P-53", "BA-P-54", "D-19")
    def test_two_notes_tell_that_it_was_and_why(self, portal, closed):
        page = portal.get("/cases?tab=closed").click("Reopen this case")
        use_editor(page.forms["reopening"], "reason", "<p>Dark <strong>again</strong>.</p>")

        page = page.forms["reopening"].submit("reopen").follow()

        assert page.request.path == f"/cases/{closed.number}"
        assert words(page, ".v-heading .v-badge") == "Open"
        assert texts(page, ".v-note .v-prose")[-2:] == [
            "The case has been reopened by the contact.",
            "Dark again .",
        ]

    @pytest.mark.req("BA-P-53")
    def test_the_reason_is_required(self, portal, closed):
        form = portal.get(f"/cases/{closed.number}/reopen").forms["reopening"]

        page = form.submit("reopen", status=422)

        assert "Write why the case should be opened again." in words(page, ".v-summary")

    def test_it_says_until_when_it_is_possible(self, portal, as_customer, ana, closed, tune, clock):
        tune("cases", days_to_reopen=10)
        assert "until" in words(portal.get(f"/cases/{closed.number}/reopen"))

        clock.advance(days=8)
        portal = as_customer(ana)  # the old session has ended meanwhile
        assert "Reopen" in words(portal.get(f"/cases/{closed.number}"))

        tune("cases", days_to_reopen=7)
        assert "Reopen" not in words(portal.get(f"/cases/{closed.number}"))
        portal.get(f"/cases/{closed.number}/reopen", status=404)

    def test_a_double_click_reopens_once(self, portal, closed):
        form = portal.get(f"/cases/{closed.number}/reopen").forms["reopening"]
        form["reason"] = "Dark again."

        form.submit("reopen")
        page = form.submit("reopen").follow()

        assert texts(page, ".v-note .v-prose").count("Dark again.") == 1

    def test_an_open_case_has_nothing_to_reopen(self, portal, case):
        portal.get(f"/cases/{case.number}/reopen", status=404)
