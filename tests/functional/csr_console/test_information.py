"""What is known of a customer: shown, and changed in place by the field policy."""

import pytest

from plugins.csr_console.levels import CONFIRMED, MATCHED
from plugins.csr_console.services.interactions import REASONS
from tests.support.pages import texts, words


@pytest.fixture
def account(make_account, ana):
    return make_account(name="Main Street 2172", number="GX-77120", members={ana: {}})


class TestInformation:
    @pytest.mark.req("BE-25", "BE-02")
    def test_profile_and_accounts_are_shown_and_changed_on_the_tab(
        self, console, ana, account, reach
    ):
        path = f"/customers/{ana.id}"
        reach(MATCHED)
        page = console.get(path)
        assert texts(page, "main .v-tabs a")[0] == "Customer Information"
        text = words(page)
        for shown in ("Username ana@acme.example", "GX-77120", "Account settings", "Main Street"):
            assert shown in text

        form = page.click("Change: Profile").forms["customer"]
        form["last_name"] = "Mora Ruiz"
        page = form.submit().follow()
        assert "Ana Mora Ruiz" in words(page)

        form = page.click(f"Change: {account.name}").forms["customer"]
        form["number"] = "GX-77121"
        assert "GX-77121" in words(form.submit().follow())

    def test_another_address_to_sign_in_with_needs_more(self, console, ana, reach):
        reach(MATCHED)
        form = console.get(f"/customers/{ana.id}/edit/profile").forms["customer"]
        form["email"] = "other@acme.example"
        assert "confirmed another way" in words(form.submit(status=422))

        reach(CONFIRMED)

        form = console.get(f"/customers/{ana.id}/edit/profile").forms["customer"]
        form["email"] = "other@acme.example"
        assert "other@acme.example" in words(form.submit().follow())

    def test_an_account_is_added_by_its_number(self, console, ana, make_account, reach):
        new = make_account(name="Harbour 12", number="GX-90001")
        reach(MATCHED)
        page = console.get(f"/customers/{ana.id}")
        assert "Add an account: Check first who is calling." in words(page)
        console.get(f"/customers/{ana.id}/add-account", status=403)

        reach(CONFIRMED)
        page = console.get(f"/customers/{ana.id}").click("Add an account", index=0)
        form = next(
            form for form in page.forms.values() if form.method == "get" and "text" in form.fields
        )
        form["text"] = "Harbour"
        page = form.submit()
        form = next(form for form in page.forms.values() if "_account" in form.fields)
        page = form.submit("_account", value=str(new.id)).follow()

        assert "Harbour 12 is added." in words(page, "body")
        assert "GX-90001" in words(page)


class TestReasons:
    @pytest.mark.req("BE-03")
    def test_each_reason_has_a_card_with_steps(self, console, ana):
        path = f"/customers/{ana.id}"
        assert set(texts(console.get(path), "main .k-reasons button")) == set(REASONS.values())
        for reason, title in REASONS.items():
            page = console.get(path)
            why = next(
                (form for form in page.forms.values() if "_reason" in form.fields),
                None,
            )
            page = why.submit("_reason", value=reason).follow()
            assert words(page, "#guide") == title
            assert texts(page, "main .k-guide > li")
            end = next(form for form in page.forms.values() if "_outcome" in form.fields)
            end.submit("_end")

    def test_an_organisation_has_reasons_of_its_own(self, console, ana, change_parameters):
        change_parameters(reasons=["Moves house"])
        page = console.get(f"/customers/{ana.id}")
        why = next(form for form in page.forms.values() if "_reason" in form.fields)
        page = why.submit("_reason", value="Moves house").follow()
        assert "Moves house" in words(page, "aside")

    @pytest.mark.req("CS-02")
    def test_ending_asks_for_the_outcome_and_makes_a_case_that_is_filled_in(
        self, as_agent, make_staff, ana
    ):
        both = as_agent(make_staff(name="Lia Paz", roles=["csr", "agent"]))
        page = both.get(f"/customers/{ana.id}")
        assert "Why does the customer call?" in words(page)
        why = next(form for form in page.forms.values() if "_reason" in form.fields)
        page = why.submit("_reason", value="mails").follow()
        end = next(form for form in page.forms.values() if "_outcome" in form.fields)
        end["_outcome"] = "Bounced <twice>"

        page = end.submit("_file").follow()

        form = page.forms["case"]
        assert form["subject"].value == "Does not get our emails"
        assert "Bounced <twice>" in form["message"].value
