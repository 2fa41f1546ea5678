"""Telephone numbers without a prefix, in an organisation that has said its country."""

import pytest

from core.fields.services.publishing import install_form
from core.identity.services.contacts import get_contact
from fields_config.definition import Access, FieldDefinition, Grant

PHONE = FieldDefinition(
    key="call_at",
    type="phone",
    labels={"en": "Call me at"},
    grants={
        (audience, screen): Grant(Access.EDIT)
        for audience in ("customer", "agent")
        for screen in ("create", "detail")
    },
    filterable=True,
)


@pytest.fixture
def admin(as_admin):
    return as_admin()


def choose(admin, country, status=303):
    form = admin.get("/admin/settings/identity").forms["settings"]
    form["phone_country"] = country
    return form.submit(status=status)


def save_phone(admin, contact, number):
    form = admin.get(f"/admin/people/contacts/{contact.id}").forms["contact"]
    form["phone"] = number
    form.submit("save").follow()


@pytest.fixture
def stored(open_scope):
    def stored(contact):
        with open_scope() as scope:
            return get_contact(scope, contact.id).phone

    return stored


class TestPhoneCountry:
    def test_a_number_without_a_prefix_gets_it(self, admin, make_contact, stored):
        ana = make_contact()
        choose(admin, "es")

        save_phone(admin, ana, "612 345 678")

        assert stored(ana) == "+34 612 34 56 78"

    def test_without_a_country_it_stays_as_it_was_written(self, admin, make_contact, stored):
        ana = make_contact()

        save_phone(admin, ana, "612 345 678")

        assert stored(ana) == "612 345 678"

    def test_a_number_of_another_country_stays_there(self, admin, make_contact, stored):
        ana = make_contact()
        choose(admin, "ES")

        save_phone(admin, ana, "+57 601 234 5678")

        assert stored(ana) == "+57 601 2345678"

    def test_what_is_no_country_is_refused(self, admin):
        page = choose(admin, "Spain", status=422)

        assert "Write the two letters of a country" in page.text

    @pytest.mark.parametrize("typed", ["612 345 678", "612345678", "+34 612-34-56-78"])
    def test_any_spelling_finds_the_contact(self, admin, make_contact, typed):
        ana = make_contact(first_name="Ana", last_name="Mora")
        choose(admin, "ES")
        save_phone(admin, ana, "612 345 678")

        assert "Ana Mora" in admin.get("/admin/people", {"text": typed}).text

    @pytest.mark.parametrize("typed", ["612 345 678", "612345678", "+34 612-34-56-78"])
    def test_any_spelling_narrows_a_list_of_cases(
        self, admin, make_case, make_contact, platform, typed
    ):
        with platform.scope("acme") as scope:
            install_form(scope, "case", scope.tenant.form("case").with_field(PHONE))
        choose(admin, "ES")
        ana = make_contact()
        case = make_case(ana, subject="No light")
        make_case(ana, subject="No water")
        form = admin.get(f"/desk/cases/{case.number}").forms["properties"]
        form["call_at"] = "612 345 678"
        form.submit("save").follow()

        page = admin.get("/desk", {"view": "open", "f-call_at": typed})

        assert "No light" in page.text
        assert "No water" not in page.text
