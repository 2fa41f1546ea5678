"""The tab *Activity Log* of a customer."""

import csv
import io

import pytest

from core.activity.services import record_activity
from core.activity_log.services import SIZE
from plugins.csr_console.levels import MATCHED


@pytest.fixture
def address(ana, reach):
    reach(MATCHED)
    return f"/customers/{ana.id}/activity"


def lines(page):
    return [row.get_text(" ", strip=True) for row in page.html.select("main tbody tr")]


class TestActivityLog:
    @pytest.mark.req("BE-27", "BE-28")
    def test_it_is_filtered_paged_and_whole(self, console, ana, address, open_scope):
        with open_scope() as scope:
            for number in range(SIZE + 1):
                record_activity(scope, "case_changed", contact_id=ana.id, version=number)
                record_activity(scope, "login_failed", contact_id=ana.id, source="192.0.2.1")
        page = console.get(f"/customers/{ana.id}").click("Activity Log")
        assert any("192.0.2.1" in line for line in lines(page))

        form = next(form for form in page.forms.values() if "_filter" in form.fields)
        for box in form.fields["_show"]:
            box.checked = box.id == "show-cases"
        page = form.submit()
        assert all("Case changed" in line for line in lines(page))
        second = page.click("Next")
        assert len(lines(second)) == 1

        whole = second.click("View All")
        assert len(lines(whole)) == SIZE + 1
        assert lines(whole.click("Paginate", index=0)) == lines(second)

    def test_a_file_is_asked_for_with_its_purpose(self, console, ana, address, open_scope):
        with open_scope() as scope:
            record_activity(
                scope, "login", contact_id=ana.id, device="=cmd()", source="198.51.100.7"
            )
        page = console.get(address)
        form = next(form for form in page.forms.values() if "_purpose" in form.fields)
        form["_purpose"] = " "
        assert "Say what the file is for." in form.submit().follow().text

        form["_purpose"] = "Asked for by the customer"
        answer = form.submit()

        assert answer.content_type == "text/csv"
        assert "attachment" in answer.headers["Content-Disposition"]
        rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
        assert rows[0][0].startswith("When (")
        assert any("198.51.100.7" in row[3] for row in rows)
        page = console.get(address)
        assert any(
            "Asked for by the customer" in line and "Clara Soto" in line for line in lines(page)
        )

    def test_it_asks_no_query_per_row(self, console, ana, address, open_scope, queries):
        with open_scope() as scope:
            for number in range(SIZE):
                record_activity(scope, "case_changed", contact_id=ana.id, version=number)
        console.get(address)
        queries.clear()

        console.get(address)

        assert len(queries) <= 9, queries.statements


class TestViewAll:
    def test_it_streams_in_little_memory(self, console, ana, address, open_scope):
        many = 3000
        with open_scope() as scope:
            for number in range(many):
                record_activity(scope, "login", contact_id=ana.id, device=f"Browser {number}")

        answer = console.get(f"{address}?_all=yes")

        assert answer.text.count("<tr>") >= many
