"""The parameters of incoming mail, deciding anew, and the block list."""

import pytest

from tests.support.mails import ANA, EVA, write_mail
from tests.support.pages import texts, words

PARAMETERS = "/admin/incoming-mail"


@pytest.fixture
def admin(as_admin):
    return as_admin()


@pytest.fixture
def desk(as_agent):
    return as_agent()


@pytest.fixture
def stored(open_scope):
    def read(section):
        with open_scope() as scope:
            return dict(scope.tenant.settings(section))

    return read


class TestParameters:
    def test_they_stand_where_the_reference_has_them(self, admin):
        spanish = {"Accept-Language": "es"}
        begin = admin.get("/admin/organisation", headers=spanish)

        entry = next(a for a in begin.html.select("nav a") if "Lista de par" in a.get_text())
        page = admin.get(entry["href"], headers=spanish)

        assert words(page, "h1") == "Gestión de Email entrante"

    def test_one_form_changes_those_of_mail_and_of_cases(self, admin, stored):
        form = admin.get(PARAMETERS).forms["parameters"]
        form["third_party"] = "quarantine"
        form["reply_to_closed"] = "no_update"
        form["days_to_reopen"] = "30"
        page = form.submit().follow()

        assert "Saved." in words(page)
        assert stored("email_channel")["third_party"] == "quarantine"
        assert stored("cases")["reply_to_closed"] == "no_update"
        assert stored("cases")["days_to_reopen"] == 30

    def test_what_somebody_else_changed_meanwhile_stays(self, admin, stored, tune):
        page = admin.get(PARAMETERS)
        tune("email_channel", unknown_sender="reject")

        form = page.forms["parameters"]
        form["third_party"] = "quarantine"
        told = form.submit(status=422)
        told.forms["parameters"].submit()

        assert stored("email_channel")["unknown_sender"] == "reject"
        assert stored("email_channel")["third_party"] == "quarantine"

    def test_what_can_not_be_is_kept_and_said(self, admin):
        form = admin.get(PARAMETERS).forms["parameters"]
        form["days_to_reopen"] = "soon"

        page = form.submit(status=422)

        assert page.forms["parameters"]["days_to_reopen"].value == "soon"

    def test_a_change_can_be_taken_back(self, admin, stored):
        form = admin.get(PARAMETERS).forms["parameters"]
        form["third_party"] = "quarantine"
        page = form.submit().follow()

        undo = next(form for form in page.forms.values() if "/undo/" in form.action)
        undo.submit()

        assert stored("email_channel")["third_party"] == "accept"


class TestReprocessing:
    def test_it_says_first_how_many_there_are_and_then_asks(
        self, admin, deliver, tune, jobs, cases, mailbox_row, ana
    ):
        tune("email_channel", unknown_sender="quarantine")
        deliver(write_mail(EVA, "Uno", "1"), write_mail(EVA, "Dos", "2"))
        deliver(write_mail(ANA, "Aviso", "3", auto_submitted="auto-replied"))
        form = admin.get(PARAMETERS).forms["parameters"]
        form["unknown_sender"] = "create_contact"
        page = form.submit().follow().click("Reprocess")

        assert "3 messages were not filed" in words(page)
        assert texts(page, ".v-table tbody tr")[0] == "Its sender is not known. 2"
        assert cases() == []
        page.forms["replay"].submit()
        jobs.run()

        assert [case.subject for case in cases()] == ["Uno", "Dos"]

    def test_where_there_is_nothing_it_does_not_ask(self, desk):
        page = desk.get("/mail/replay")

        assert "There are no messages to reprocess." in words(page)
        assert "replay" not in page.forms


class TestBlockList:
    def test_a_sender_is_added_and_removed(self, desk, deliver):
        form = desk.get("/mail/blocked").forms["block"]
        form["pattern"] = "@Tercero.example"
        page = form.submit().follow()

        assert "@tercero.example" in texts(page, ".v-table tbody th")
        assert deliver(write_mail(EVA, "Uno", "1")).outcome == "blocked"
        page = page.forms["unblock"].submit("_pattern", value="@tercero.example").follow()
        assert "Nobody is blocked." in words(page)
        assert deliver(write_mail(EVA, "Dos", "2")).outcome != "blocked"

    @pytest.mark.parametrize("typed", ["eva", "@", "a b@c.example"])
    def test_what_is_no_address_is_kept_and_said(self, desk, typed):
        form = desk.get("/mail/blocked").forms["block"]
        form["pattern"] = typed

        page = form.submit(status=422)

        assert page.html.select_one("#block .v-error")

    def test_it_is_turned_by_keys(self, desk, monkeypatch):
        monkeypatch.setattr("plugins.email_channel.views.blocked.SIZE", 2)
        for name in "abc":
            form = desk.get("/mail/blocked").forms["block"]
            form["pattern"] = f"{name}@x.example"
            form.submit()

        page = desk.get("/mail/blocked").click("Next")

        assert texts(page, ".v-table tbody th") == ["c@x.example"]
