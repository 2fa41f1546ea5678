"""What a case lacks, filled in with the link of a mail."""

from dataclasses import replace

import pytest
from webtest import Upload

from core.cases.models import Case
from core.cases.services import close_case, list_files, list_notes
from core.identity.models.contact import Contact
from core.identity.services.recovery import set_password
from core.tenancy.services import switch_plugin
from core.testing.cases import edit_case
from core.testing.mail import text_of
from core.testing.web import use_editor
from fields_config.definition import Access, Condition, FieldDefinition, Grant, Rule
from tests.functional.incomplete.conftest import fill_in
from tests.support.grants import EVERYWHERE
from tests.support.pages import words

PDF = b"%PDF-1.4\n%%EOF\n"
FILE = Upload("contract.pdf", PDF, "application/pdf")
SUB_REASON = "product-2"


def inputs(form):
    """Return the names of what somebody can fill in."""
    return [
        field.name
        for field in form.fields.values()
        for field in field
        if field.name
        and not field.name.endswith("-remove")
        and field.attrs.get("type") not in ("hidden", "submit")
        and field.tag != "button"
    ]


def fill(page, sub_reason="information", file=FILE):
    form = page.forms["completion"]
    form[SUB_REASON] = sub_reason
    if file is not None:
        form["contract"] = [file]
    return form


def stage(testapp, address, form, status=200):
    """Send the file by itself, as a script does."""
    given = [("csrf_token", form["csrf_token"].value)]
    upload = [("file", "contract.pdf", PDF)]
    return testapp.post(f"{address}/uploads", given, upload_files=upload, status=status)


def send(testapp, address, form, other=(), status=200):
    """Send a filled form with its file, and with some of it replaced or added."""
    file = {"contract": stage(testapp, address, form).json["id"]}
    fields = dict(form.submit_fields("save")) | file | dict(other)
    return testapp.post(address, list(fields.items()), status=status)


class TestCompleteByLink:
    def test_it_asks_for_what_is_missing_and_is_used_once(
        self, testapp, case, link, missing_of, stored
    ):
        address = link()
        page = testapp.get(address)

        assert inputs(page.forms["completion"]) == [SUB_REASON, "contract"]
        assert missing_of(case) == ("product", "contract")
        done = fill(page).submit("save")

        assert "is complete now" in words(done)
        assert missing_of(case) == ()
        assert stored(case, lambda _scope, case: case.product) == "general/question/information"
        (file,) = stored(case, list_files)
        assert (file.name, file.label) == ("contract.pdf", "Contract")
        for again in (testapp.get(address, status=410), fill(page).submit("save", status=410)):
            assert "This was done already" in words(again)
        assert len(stored(case, list_files)) == 1

    def test_the_page_shows_nothing_of_the_case_but_number_and_subject(self, testapp, case, link):
        page = testapp.get(link())

        assert "Case 1: No light" in words(page)
        for secret in ("Monday", "Ana", "mail.example", "Medium"):
            assert secret not in page.text

    def test_opening_it_uses_nothing_up(self, testapp, case, link):
        address = link()

        for _turn in range(3):
            testapp.get(address)

        assert "is complete now" in words(fill(testapp.get(address)).submit("save"))

    def test_errors_keep_what_was_chosen_and_the_file(self, testapp, case, link, missing_of):
        address = link()

        page = fill(testapp.get(address), sub_reason="").submit("save", status=422)

        assert "Choose an option for “Sub-reason”." in words(page)
        assert "contract.pdf" in words(page)
        assert missing_of(case) == ("product", "contract")
        form = page.forms["completion"]
        form[SUB_REASON] = "other"
        assert "is complete now" in words(form.submit("save"))

    def test_a_form_without_its_token_comes_back_with_what_was_chosen(
        self, testapp, visitor, case, link, missing_of
    ):
        address = link()
        form = fill(testapp.get(address), file=None)

        page = visitor().post(address, form.submit_fields(), status=422)

        assert page.forms["completion"][SUB_REASON].value == "information"
        assert missing_of(case)

    @pytest.mark.parametrize(
        "other",
        [
            {"priority": "critical"},
            {"status": "closed"},
            {"subject": "Mine"},
            {"product-1": "problem", "product-2": "billing"},
            {"product": "general/problem/billing"},
        ],
        ids="-".join,
    )
    def test_what_it_did_not_ask_for_is_not_taken(
        self, testapp, case, link, stored, missing_of, other
    ):
        address = link()
        form = fill(testapp.get(address), file=None)

        send(testapp, address, form, other, status=422)

        held = stored(case, lambda _scope, case: (case.priority, case.subject, case.status))
        assert held == ("medium", "No light", "open")
        assert missing_of(case) == ("product", "contract")
        assert "is complete now" in words(send(testapp, address, form))

    def test_what_it_is_about_decides_what_else_is_asked(
        self, testapp, file_partly, with_form, link, missing_of
    ):
        grants = dict.fromkeys(EVERYWHERE, Grant(Access.EDIT))
        meter = FieldDefinition(
            key="meter", type="integer", labels={"en": "Meter"}, grants=grants, position=300
        )
        when = Condition("product", "starts_with", "general/question/other")
        with_form(
            lambda form: replace(
                form.with_field(meter), rules=(*form.rules, Rule(when, "require", "meter"))
            )
        )
        case = file_partly()
        address = link()

        page = fill(testapp.get(address), "other").submit("refresh")
        form = page.forms["completion"]
        assert inputs(form) == [SUB_REASON, "contract", "meter"]
        assert form.submit("save", status=422).forms["completion"]["meter"]
        form["meter"] = "7"
        form.submit("save")

        assert missing_of(case) == ()

    def test_message_and_files_can_be_what_is_missing(
        self, testapp, file_partly, with_form, link, stored, missing_of
    ):
        with_form(
            lambda form: form.with_field(
                form.field("files").with_grant(
                    "customer", "create", Grant(Access.EDIT, required=True)
                )
            )
        )
        case = file_partly(preset={"product": "general/question/other"}, message="")
        assert missing_of(case) == ("message", "files", "contract")

        form = testapp.get(link()).forms["completion"]
        form["contract"], form["files"] = [FILE], [Upload("photo.pdf", PDF, "application/pdf")]
        use_editor(form, "message", "<p>It is <b>dark</b>.</p>")
        form.submit("save")

        assert missing_of(case) == ()
        (note,) = stored(case, list_notes)
        assert (note.author_name, note.html) == ("Ana Mora", "<p>It is <b>dark</b>.</p>")
        assert {file.name for file in stored(case, list_files)} == {"contract.pdf", "photo.pdf"}

    def test_a_script_sends_files_one_by_one(self, testapp, case, link):
        address = link()
        form = fill(testapp.get(address), file=None)

        assert "is complete now" in words(send(testapp, address, form))

        stage(testapp, address, form, status=404)

    def test_a_case_that_waited_for_it_is_open_again(self, testapp, case, link, as_desk, stored):
        as_desk(case, edit_case, {"status": "waiting"})

        fill(testapp.get(link())).submit("save")

        assert stored(case, lambda _scope, case: case.status) == "open"

    def test_colleagues_are_told(self, testapp, case, link, jobs, mailbox, make_staff):
        make_staff(email="boss@desk.example", roles=["admin"])
        fill(testapp.get(link())).submit("save")

        jobs.run()

        told = [text_of(mail) for mail in mailbox.to("boss@desk.example")]
        assert "The contact has filled in what was missing in case 1." in told[-1]


class TestDeadLinks:
    def test_nobody_guesses_one(self, testapp, case, link):
        address = link()

        for wrong in (f"{address}x", "/complete/x", "/complete/%00"):
            testapp.get(wrong, status=404)

    def test_another_tenant_knows_nothing_of_it(self, visitor, case, link):
        visitor("globex").get(link(), status=404)

    def test_it_lives_for_a_week(self, testapp, case, link, clock, missing_of):
        address = link()
        page = testapp.get(address)
        clock.advance(days=7)

        assert "is over" in words(testapp.get(address, status=410))
        fill(page).submit("save", status=410)
        assert missing_of(case)

    def test_a_newer_one_ends_it_and_another_case_does_not(
        self, testapp, file_partly, link, as_agent, agent
    ):
        file_partly()
        file_partly(subject="Other")
        of_other = link()
        desk = as_agent(agent)
        (form,) = [f for f in desk.get("/desk/cases/1").forms.values() if f.action.endswith("/ask")]
        form.submit()
        newer = link()

        assert newer != of_other
        testapp.get(newer)
        testapp.get(of_other)
        form.submit()
        newest = link()
        testapp.get(newer, status=410)
        testapp.get(newest)

    def test_a_new_password_ends_it(self, testapp, case, link, open_scope, ana):
        address = link()
        with open_scope() as scope:
            contact = scope.session.get_one(Contact, (scope.tenant_id, ana.id))
            set_password(scope, contact, "a quite different one")

        testapp.get(address, status=410)

    def test_a_closed_case_takes_nothing(self, testapp, case, link, as_desk):
        address = link()
        as_desk(case, close_case)

        assert "Case 1 is closed." in words(testapp.get(address, status=410))

    def test_staff_may_have_been_faster(self, testapp, case, link, as_desk, missing_of):
        address = link()
        page = testapp.get(address)
        as_desk(case, fill_in)

        assert missing_of(case) == ()

        assert "Nothing is missing any more" in words(fill(page).submit("save", status=410))

    def test_who_lost_the_case_lost_the_link(self, testapp, case, link, open_scope, make_contact):
        address, other = link(), make_contact()
        with open_scope() as scope:
            scope.session.get_one(Case, (scope.tenant_id, case.id)).contact_id = other.id

        testapp.get(address, status=404)

    def test_a_plugin_that_is_off_has_no_page(self, testapp, case, link, open_scope):
        address = link()
        with open_scope() as scope:
            switch_plugin(scope, "portal", on=False)

        testapp.get(address, status=404)
