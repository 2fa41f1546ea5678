"""A plugin's kind of field, from the studio to the customer's form and the agent's desk."""

import re

import pytest

from core.cases.services import CaseFilter, list_cases
from core.tenancy.services import switch_plugin
from core.testing.web import use_editor

LANGUAGES = ("es", "en", "pt", "fr", "de", "it")


def publish(admin, kind, name, **properties):
    """Add a field of a plugin's type to the customers' form, set what it offers, and publish."""
    form = admin.get(f"/admin/fields/case/new?type={kind}").forms["field"]
    for code in LANGUAGES:
        form[f"label_{code}"] = name
    form["portal"] = True
    form.submit("save")
    form = admin.get(f"/admin/fields/case/{name.lower()}").forms["field"]
    for key, value in properties.items():
        form[key] = value
    form.submit("save")
    review = admin.get("/admin/fields/case/review")
    review.forms["publish-case"].submit()


@pytest.fixture
def plate(as_admin):
    publish(as_admin(), "fleet.plate", "Plate")


def file_case(customer, plate):
    form = customer.get("/cases/new").forms["case"]
    form["product-0"].force_value("general")
    form["subject"] = "A dent"
    use_editor(form, "message", "<p>On the left door.</p>")
    form["plate"] = plate
    fields = [*form.submit_fields(), ("product-1", "problem"), ("product-2", "not_working")]
    return customer.post("/cases/new", fields, expect_errors=True)


class TestPluginTypes:
    @pytest.mark.req("D-29")
    def test_it_is_checked_stored_and_shown(self, plate, as_customer, as_agent):
        customer = as_customer()

        refused = file_case(customer, "nonsense")
        filed = file_case(customer, "abc-123")
        number = re.search(r"/cases/(\d+)", filed.location)[1]

        assert "Write the plate as ABC-123." in refused.text
        assert "ABC-123" in customer.get(f"/cases/{number}").text
        assert "ABC-123" in as_agent().get(f"/desk/cases/{number}").text

    def test_it_is_gone_while_the_plugin_is_off_and_back_after(self, plate, platform, as_customer):
        customer = as_customer()
        number = re.search(r"/cases/(\d+)", file_case(customer, "abc-123").location)[1]
        with platform.scope("acme") as scope:
            switch_plugin(scope, "fleet", on=False)

        assert "plate" not in customer.get("/cases/new").forms["case"].fields
        assert "ABC-123" not in customer.get(f"/cases/{number}").text

        with platform.scope("acme") as scope:
            switch_plugin(scope, "fleet", on=True)
        assert "ABC-123" in customer.get(f"/cases/{number}").text


class TestAWidgetThatFails:
    def test_a_line_of_text_takes_its_place(self, as_admin, as_customer):
        publish(as_admin(), "fleet.code", "Plate")
        customer = as_customer()

        refused = file_case(customer, "nonsense")
        filed = file_case(customer, "abc-123")

        assert refused.forms["case"]["plate"].value == "nonsense"
        assert "Write the plate as ABC-123." in refused.text
        assert "ABC-123" in filed.follow().text


class TestWhatAnAdminSetsForAPluginsKind:
    @pytest.fixture
    def admin(self, as_admin):
        admin = as_admin()
        publish(admin, "fleet.load", "Load", default="2x10", limit_axles="3", filterable=True)
        return admin

    def test_its_default_and_limits_are_kept_as_those_of_our_kinds(self, admin, tenant):
        page = admin.get("/admin/fields/case/load").forms["field"]

        assert page["default"].value == "2x10"
        assert page["limit_axles"].value == "3"
        assert page["filterable"].checked

    def test_a_form_begins_with_its_default(self, admin, as_customer):
        assert as_customer().get("/cases/new").forms["case"]["load"].value == "2x10"

    def test_a_default_beyond_its_limit_is_refused(self, admin):
        form = admin.get("/admin/fields/case/load").forms["field"]
        form["default"] = "4x10"

        assert "Write it as 2x12." in form.submit("save", status=422)

    def test_lists_are_narrowed_by_it_in_its_own_order(self, admin, make_case, open_scope):
        for load in ("1x9", "2x12", "1x30", "3x2"):
            make_case(subject=load, load=load)

        def found(wanted):
            with open_scope() as scope:
                page = list_cases(scope, CaseFilter(view="all", fields={"load": wanted}))
                return {row.subject for row in page.rows}

        assert found(("1x9", "2x12")) == {"1x9", "2x12"}
        assert found(("2x12", "")) == {"2x12", "1x30"}
        assert found("24x1") == {"2x12"}  # no such text, and of the same weight
        assert found(("heavy", "")) == set()

    def test_the_desk_offers_the_filter(self, admin, make_case, as_agent):
        make_case(subject="A lorry", load="2x12")
        make_case(subject="A van", load="1x3")

        page = as_agent().get("/desk?view=all&f-load=2x12")

        assert "A lorry" in page
        assert "A van" not in page
