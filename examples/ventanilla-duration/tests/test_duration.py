import re

import pytest
from playwright.sync_api import expect
from ventanilla_duration.kind import DURATION, join, read_minutes, show, split

from core.cases.services import CaseFilter, list_cases
from core.plugin.api.fields import RefusedValueError
from core.tenancy.services import switch_plugin
from core.testing.web import use_editor

LANGUAGES = ("es", "en", "pt", "fr", "de", "it")


@pytest.fixture
def spent(switched_on, as_admin):
    """An administrator has added a field of the kind to the form of cases."""
    admin = as_admin()
    form = admin.get("/admin/fields/case/new?type=duration.duration").forms["field"]
    for code in LANGUAGES:
        form[f"label_{code}"] = "Spent"
    form["portal"] = True
    form.submit("save")
    form = admin.get("/admin/fields/case/spent").forms["field"]
    form["limit_hours"], form["filterable"] = "24", True
    form.submit("save")
    admin.get("/admin/fields/case/review").forms["publish-case"].submit()


def file_case(customer, **spent):
    form = customer.get("/cases/new").forms["case"]
    form["product-0"].force_value("general")
    form["subject"] = "A leak"
    use_editor(form, "message", "<p>Under the sink.</p>")
    for part, text in spent.items():
        form[f"spent-{part}"] = text
    fields = [*form.submit_fields(), ("product-1", "problem"), ("product-2", "not_working")]
    return customer.post("/cases/new", fields, expect_errors=True)


class TestReading:
    @pytest.mark.parametrize(
        ("text", "minutes"),
        [("2:30", 150), ("2:", 120), (":45", 45), (" 0 : 90 ", 90), ("0:0", 0), ("24:00", 1440)],
    )
    def test_hours_and_minutes_are_minutes(self, text, minutes):
        assert read_minutes(text) == minutes

    @pytest.mark.parametrize(
        "text", ["", ":", "2", "2:3:4", "-1:00", "1.5:0", "x", "9" * 5000, "²:1"]
    )
    def test_anything_else_is_refused(self, text):
        with pytest.raises(RefusedValueError):
            read_minutes(text)

    @pytest.mark.parametrize(
        ("hours", "minutes"), [("2", "30"), ("2", ""), ("", "5"), ("x", "5"), ("2:30", "")]
    )
    def test_what_was_typed_comes_back_into_its_control(self, hours, minutes):
        sent = {"hours": hours, "minutes": minutes}

        assert split(join(sent)) == sent

    def test_nothing_is_nothing(self):
        assert join({"hours": " ", "minutes": ""}) == ""


class TestShowing:
    @pytest.mark.parametrize(
        ("minutes", "language", "words"),
        [(150, "en", "2 hr 30 min"), (120, "es", "2 h"), (45, "de", "45 Min."), (0, "fr", "0 min")],
    )
    def test_a_reader_sees_it_in_words(self, minutes, language, words):
        assert show(minutes, None, language, "en").replace("\xa0", " ") == words

    def test_they_are_ordered_by_length(self):
        assert sorted((600, 90, 1000), key=DURATION.order) == [90, 600, 1000]


class TestOnPages:
    def test_customers_fill_it_in_and_agents_change_it(self, spent, as_customer, as_agent):
        customer, agent = as_customer(), as_agent()
        filed = file_case(customer, hours="2", minutes="30")
        number = re.search(r"/cases/(\d+)", filed.location)[1]
        assert re.search(r"2\s*hr?\s*30\s*min", customer.get(f"/cases/{number}").text)

        page = agent.get(f"/desk/cases/{number}")
        form = next(f for f in page.forms.values() if "spent-hours" in f.fields)
        assert (form["spent-hours"].value, form["spent-minutes"].value) == ("2", "30")
        form["spent-hours"] = "3"
        form.submit("save", status="*")

        assert re.search(r"3\s*hr?\s*30\s*min", customer.get(f"/cases/{number}").text)

    def test_the_page_loads_its_script_and_style(self, spent, as_customer):
        page = as_customer().get("/cases/new")

        script = page.html.select_one("script[src*='/duration/']")["src"]
        style = page.html.select_one("link[href*='/duration/']")["href"]
        assert as_customer().get(script).content_type == "text/javascript"
        assert as_customer().get(style).content_type == "text/css"

    def test_a_mistake_is_explained_and_kept(self, spent, as_customer):
        page = file_case(as_customer(), hours="two", minutes="30")

        form = page.forms["case"]
        assert (page.status_int, form["spent-hours"].value) == (422, "two")
        assert form["spent-minutes"].value == "30"
        assert page.html.select_one(".v-summary a[href='#case-spent-hours']")

    def test_its_limit_is_heeded(self, spent, as_customer):
        assert file_case(as_customer(), hours="25", minutes="").status_int == 422

    def test_lists_are_narrowed_by_it(self, spent, make_case, open_scope):
        for text in ("0:45", "2:30", "10:00"):
            make_case(subject=text, spent=text)

        with open_scope() as scope:
            page = list_cases(scope, CaseFilter(view="all", fields={"spent": ("1:00", "9:00")}))
            assert {row.subject for row in page.rows} == {"2:30"}

    def test_it_is_gone_with_the_plugin(self, spent, as_customer, open_scope):
        with open_scope() as scope:
            switch_plugin(scope, "duration", on=False)

        page = as_customer().get("/cases/new")
        assert "spent" not in page.text
        assert "/duration/" not in page.text


class TestScript:
    def test_what_is_pasted_into_the_hours_fills_in_both(self, spent, open_page, make_contact):
        page = open_page(contact=make_contact(), locale="en")
        page.goto("/cases/new")
        hours, minutes = (page.get_by_label(label, exact=True) for label in ("Hours", "Minutes"))

        hours.fill("2:30")

        expect(hours).to_have_value("2")
        expect(minutes).to_have_value("30")
        hours.fill("3")
        expect(hours).to_have_value("3")
        expect(minutes).to_have_value("30")

    def test_without_it_there_are_two_plain_controls(self, spent, open_page, make_contact):
        page = open_page(contact=make_contact(), locale="en", java_script_enabled=False)
        page.goto("/cases/new")
        page.get_by_label("Hours", exact=True).fill("2:30")

        page.get_by_role("button", name="Save case").click()

        hours = page.get_by_label("Hours", exact=True)
        expect(hours).to_have_value("2:30")
        expect(hours).to_have_attribute("aria-invalid", "true")
