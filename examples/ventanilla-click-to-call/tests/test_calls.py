"""A link beside a contact's telephone calls it."""

import pytest
from ventanilla_click_to_call.services import read_number


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", phone="+4930123456")


@pytest.fixture
def paths(make_case, ana):
    """The desk's page of a case, and the page of the contact."""
    return f"/desk/cases/{make_case(ana).number}", f"/admin/people/contacts/{ana.id}"


def calls(page):
    """Return the addresses of the links that call."""
    return [a["href"] for a in page.html.select("main a") if "Call +49" in a.get_text()]


class TestCall:
    def test_the_link_is_beside_the_telephone_of_a_case(self, switched_on, as_agent, paths):
        link = as_agent().get(paths[0]).html.select_one("aside dd a[href^='tel:']")

        assert link["href"] == "tel:+4930123456"

    def test_it_is_on_the_contacts_page(self, switched_on, as_admin, paths):
        assert calls(as_admin().get(paths[1])) == ["tel:+4930123456"]

    def test_it_may_open_a_telephone_system(self, call_by, as_agent, paths):
        call_by("https://pbx.example/dial?to={number}&from=desk")

        assert calls(as_agent().get(paths[0])) == [
            "https://pbx.example/dial?to=%2B4930123456&from=desk"
        ]

    def test_who_has_no_telephone_is_not_called(
        self, switched_on, as_agent, make_contact, make_case
    ):
        case = make_case(make_contact(phone=""))

        assert calls(as_agent().get(f"/desk/cases/{case.number}")) == []

    def test_customers_see_no_link(self, switched_on, as_customer, ana, paths):
        assert calls(as_customer(ana).get(paths[0].removeprefix("/desk"))) == []

    def test_off_means_off(self, as_agent, paths):
        assert calls(as_agent().get(paths[0])) == []


class TestSettings:
    @pytest.mark.parametrize("address", ["javascript:alert('{number}')", "tel:", "data:{number}"])
    def test_what_could_not_call_is_refused(self, switched_on, as_admin, address):
        form = as_admin().get("/admin/settings/click_to_call").forms["settings"]
        form["address"] = address

        assert "tel:{number}" in form.submit("save", status=422)


class TestReadNumber:
    @pytest.mark.parametrize(
        ("written", "number"),
        [
            ("+49 30 123-456", "+4930123456"),
            ("(030) 123 456", "030123456"),
            ("+493012;ext=5", "+493012"),
            ("ask at the desk", ""),
            ("", ""),
        ],
    )
    def test_it_is_what_a_telephone_dials(self, written, number):
        assert read_number(written) == number
