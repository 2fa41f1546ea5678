"""A plugin's kind of field, from the studio to the customer's form and the agent's desk."""

import re

import pytest

from core.tenancy.services import switch_plugin

LANGUAGES = ("es", "en", "pt", "fr", "de", "it")


@pytest.fixture
def plate(as_admin):
    """An obligatory field of the plugin's type on the customers' form, published."""
    admin = as_admin()
    form = admin.get("/admin/fields/case/new?type=fleet.plate").forms["field"]
    for code in LANGUAGES:
        form[f"label_{code}"] = "Plate"
    form["portal"] = True
    form.submit("save")
    review = admin.get("/admin/fields/case/review")
    review.forms["publish-case"].submit()


def file_case(customer, plate):
    form = customer.get("/cases/new").forms["case"]
    form["product-0"].force_value("general")
    form["subject"] = "A dent"
    form["message"] = "<p>On the left door.</p>"
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
