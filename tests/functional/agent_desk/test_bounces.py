"""An address that no longer works, before those who would write to it."""

import pytest

from core.identity.services.contacts import get_contact


@pytest.fixture(autouse=True)
def _bounced(open_scope, ana, case):
    with open_scope() as scope:
        contact = get_contact(scope, ana.id)
        contact.bounced_key = contact.email_key
        contact.bounced_at = scope.now()
        contact.bounce_reason = "550 5.1.1 <no such user>"


class TestMailsThatComeBack:
    def test_an_agent_sees_it_on_the_case_and_before_answering(self, desk, case, words):
        page = desk.get(f"/desk/cases/{case.number}")

        assert "Mails come back" in words(page, ".d-customer")
        assert "550 5.1.1 <no such user>" in words(page)
        assert "(the last mail came back)" in words(page, ".d-to")

    def test_staff_see_it_on_the_contact_and_end_it(self, as_admin, ana, words):
        admin = as_admin()
        page = admin.get(f"/admin/people/contacts/{ana.id}")
        assert "Mails come back" in words(page)

        form = next(one for one in page.forms.values() if one.action.endswith("/mail"))
        page = form.submit().follow()

        assert "Mails come back" not in words(page)
        assert "550" not in words(page)

    def test_the_customer_sees_nothing_of_it(self, as_customer, ana, case):
        page = as_customer(ana).get(f"/cases/{case.number}")

        assert "550 5.1.1" not in page.text
