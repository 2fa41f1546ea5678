"""One case on the portal: what its page shows."""

import pytest

from fields_config.definition import Access, FieldDefinition, Grant
from tests.support.pages import texts, words

VIEW = {("customer", "detail"): Grant(Access.VIEW), ("agent", "detail"): Grant(Access.EDIT)}


def take_over(scope, case):
    case.assignee_id = scope.actor.id


def set_field(_scope, case, key, value):
    case.custom = {**case.custom, key: value}


class TestShowCase:
    @pytest.mark.req("BA-P-44")
    def test_the_notes_of_both_sides_stand_with_date_and_time(self, portal, case, answer, clock):
        clock.advance(minutes=5)
        answer(case, "<p>Which hall?</p>")

        page = portal.get(f"/cases/{case.number}")

        assert texts(page, ".v-note .v-prose") == ["Since Monday .", "Which hall?"]
        assert texts(page, ".v-note strong")[-1] == "Marta Ruiz"
        times = [found["datetime"] for found in page.html.select(".v-note time")]
        assert times == sorted(times)
        assert times[-1] == clock().isoformat()
        assert ":" in texts(page, ".v-note time")[0]

    @pytest.mark.req("BA-P-01")
    def test_what_agents_do_shows_at_once(self, portal, case, answer):
        page = portal.get(f"/cases/{case.number}")
        assert words(page, ".v-steps [aria-current]") == "Received"

        answer(case, "<p>Which hall?</p>", status="waiting")

        page = portal.get(f"/cases/{case.number}")
        assert words(page, ".v-steps [aria-current]") == "Waiting for you"
        assert "Waiting for your answer" in words(page, ".v-heading")

    def test_it_says_what_happens_next(self, portal, case, answer, close):
        assert "Somebody will take it up" in words(portal.get(f"/cases/{case.number}"))

        answer(case, "<p>We look into it.</p>", status="in_progress")
        assert "We are working on it" in words(portal.get(f"/cases/{case.number}"))

        answer(case, "<p>Which hall?</p>", status="waiting")
        assert "We need something from you" in words(portal.get(f"/cases/{case.number}"))

        close(case)
        assert portal.get(f"/cases/{case.number}").html.select(".p-next") == []

    def test_internal_notes_stay_inside(self, portal, case, answer):
        answer(case, "<p>Difficult person</p>", is_internal=True)

        assert "Difficult" not in words(portal.get(f"/cases/{case.number}"))

    def test_what_was_written_is_only_text(self, portal, make_own_case):
        hostile = "<script>alert(1)</script><img src=x onerror=alert(1)><p onclick=x>Hi</p>"
        case = make_own_case(subject=hostile, message=hostile)

        page = portal.get(f"/cases/{case.number}")

        assert page.html.select("main script:not([src]), main img, [onclick]") == []
        assert words(page, "h1") == hostile

    @pytest.mark.req("AT-06", "AT-07")
    def test_the_details_show_status_and_who_is_in_charge(self, portal, case, open_scope, as_desk):
        assert "Not assigned yet" in words(portal.get(f"/cases/{case.number}"), "aside")

        as_desk(case, take_over)

        page = portal.get(f"/cases/{case.number}")
        assert "In charge Marta Ruiz" in words(page, "aside")
        assert words(page, ".v-heading .v-badge") == "Open"

    @pytest.mark.req("AT-08", "AT-09")
    def test_properties_show_the_fields_that_customers_may_see(
        self, portal, case, publish, grant, as_desk
    ):
        contract = FieldDefinition(
            key="contract", type="text", labels={"en": "Contract"}, grants=VIEW
        )
        publish(lambda form: form.with_field(contract))
        as_desk(case, set_field, "contract", "C-77")

        side = words(portal.get(f"/cases/{case.number}"), "aside")
        assert "Contract C-77" in side
        assert "Priority Medium" in side

        grant("contract", "detail", "hidden")
        assert "C-77" not in portal.get(f"/cases/{case.number}").text

    @pytest.mark.req("X-01")
    def test_a_hidden_status_shows_nowhere(self, portal, case, grant):
        grant("status", "detail", "hidden")

        page = portal.get(f"/cases/{case.number}")

        assert page.html.select(".v-steps, .p-next, .v-heading .v-badge") == []
        assert "Status" not in texts(page, "aside .v-label, aside dt")

    @pytest.mark.req("BA-P-46")
    def test_the_files_tab_counts_and_lists(self, portal, case, add_file):
        add_file(case, "plan.txt", "The plan")
        page = portal.get(f"/cases/{case.number}")
        assert words(page, ".v-tabs .v-count") == "1"

        page = page.click("Files")

        row = words(page, "main tbody tr")
        assert row.startswith("plan.txt The plan 4 bytes Ana Mora")

    def test_an_unknown_number_is_not_found(self, portal, case):
        for number in ("999", "0", "1" * 18):
            portal.get(f"/cases/{number}", status=404)
        portal.get("/cases/%F0%9F%92%A1", status=404)

    @pytest.mark.parametrize("tab", ["", "?tab=files", "?tab=nonsense"])
    def test_it_costs_few_queries_however_long_it_is(
        self, portal, case, answer, add_file, queries, tab
    ):
        for number in range(6):
            answer(case, f"<p>{number}</p>")
            add_file(case, f"{number}.txt")
        portal.get(f"/cases/{case.number}")
        queries.clear()

        portal.get(f"/cases/{case.number}{tab}")

        assert len(queries) <= (5 if "files" in tab else 6)
