"""Staff who help the customers of some districts only."""

import pytest

from core.testing.cases import actor_of
from plugins.csr_console.services.limits import may_see, set_limits


@pytest.fixture
def bea(make_contact):
    return make_contact(first_name="Bea", last_name="South")


@pytest.fixture(autouse=True)
def _homes(ana, bea, make_account):
    for member, district in ((ana, "North"), (bea, "South")):
        make_account(
            members={member: {}},
            custom={"district": district, "service_address": f"2172 {district} Road"},
        )


@pytest.fixture
def names(console):
    def names(query=""):
        page = console.get(f"/customers{query}")
        return [one.get_text() for one in page.html.select("[data-label='Name'] > bdi")]

    return names


class TestLimits:
    def test_an_administrator_limits_whom_a_representative_finds_and_opens(
        self, as_admin, console, clara, ana, bea, names
    ):
        assert names("?text=2172") == ["Bea South", "Ana Mora"]
        admin = as_admin()
        form = next(
            one for one in admin.get("/customer-districts").forms.values() if "_staff" in one.fields
        )
        form.set("_district", True, index=0)
        assert "North" in form.submit().follow().html.select_one("form.cc-limit").get_text()

        assert names("?text=2172") == names() == ["Ana Mora"]
        assert names("?_district=South") == []
        assert "South" not in console.get("/customers")
        console.get(f"/customers/{ana.id}")
        console.get(f"/customers/{bea.id}", status=404)

    def test_lifting_it_brings_the_others_back(self, open_scope, clara, bea, names):
        with open_scope() as scope:
            set_limits(scope, clara.id, ["North"])
        with open_scope(actor=actor_of(clara, "csr_console:use")) as scope:
            assert not may_see(scope, bea.id)
        with open_scope() as scope:
            set_limits(scope, clara.id, [])
        assert names() == ["Bea South", "Ana Mora"]

    def test_others_do_not_set_limits(self, console):
        console.get("/customer-districts", status=404)
