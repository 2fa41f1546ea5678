"""Filing a case for somebody."""

import pytest

from core.testing.web import use_editor


class TestFileCase:
    def test_an_agent_finds_the_contact_and_files_a_case(self, desk, ana, words):
        found = desk.get("/desk/new?q=mora")
        form = found.click("Ana Mora").forms["case"]
        form["product-0"] = "general"
        form = form.submit("refresh", value="product").forms["case"]
        form["product-1"] = "question"
        form = form.submit("refresh", value="product").forms["case"]
        form["product-2"] = "information"
        form["subject"] = "She called"
        use_editor(form, "message", "<p>When do you open?</p>")

        page = form.submit("save").follow()

        text = words(page)
        for part in ("She called", "Ana Mora", "When do you open?", "Telephone"):
            assert part in text

    def test_what_is_missing_is_said_and_nothing_is_lost(self, desk, ana, words):
        form = desk.get(f"/desk/new?contact={ana.id}").forms["case"]
        form["subject"] = "She called"

        page = form.submit("save", status=422)

        assert page.forms["case"]["subject"].value == "She called"
        assert "Check these entries" in words(page)

    def test_the_contacts_accounts_can_be_chosen(self, desk, ana, make_account):
        account = make_account(name="Mora & Co.", members={ana: {}})

        form = desk.get(f"/desk/new?contact={ana.id}").forms["case"]

        assert str(account.id) in [value for value, _chosen, _text in form["account"].options]

    @pytest.mark.parametrize("contact", ["x", "01a20138-f6fc-7700-ae63-d21c336fbaa7"])
    def test_an_unknown_contact_is_not_found(self, desk, contact):
        desk.get(f"/desk/new?contact={contact}", status=404)

    def test_another_tenants_contact_is_not_found(self, desk, make_contact):
        desk.get(f"/desk/new?contact={make_contact(slug='globex').id}", status=404)

    def test_who_may_only_read_files_nothing(self, as_csr):
        as_csr().get("/desk/new", status=404)
