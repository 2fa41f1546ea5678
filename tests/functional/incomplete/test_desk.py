"""Incomplete cases before the eyes of staff, and of their contacts who are signed in."""

import io

import pytest
from webtest import Upload

from core.cases.services import add_note, get_case
from core.files.services import owner_of, stage_upload
from core.mail.models import MailMessage
from core.tenancy.services import save_document, switch_plugin
from core.testing.cases import actor_of, edit_case
from core.testing.mail import text_of
from tests.functional.incomplete.conftest import fill_in
from tests.functional.incomplete.test_link import PDF, inputs
from tests.support.pages import texts, words


@pytest.fixture
def desk(as_agent, agent):
    return as_agent(agent)


def ask_button(page):
    return next((form for form in page.forms.values() if form.action.endswith("/ask")), None)


class TestDesk:
    def test_staff_see_what_is_missing_and_find_such_cases(self, desk, case, make_case):
        make_case(subject="Whole")

        page = desk.get("/desk/cases/1")
        listed = desk.get("/desk", {"view": "cases.incomplete"})

        assert "Still required: Sub-reason, Contract." in words(page)
        assert "Incomplete" in texts(page, ".v-badge")
        assert "Incomplete" in texts(listed, "#cases .v-badge")
        assert len(listed.html.select("#cases tbody th")) == 1

    def test_what_staff_fill_in_completes_it(self, desk, case, as_desk, missing_of, stored):
        as_desk(case, edit_case, {"product": "general/question/other"})
        assert missing_of(case) == ("contract",)

        as_desk(case, fill_in)

        page = desk.get("/desk/cases/1")
        assert "Still required" not in words(page)
        assert ask_button(page) is None
        assert "Case completed" in words(desk.get("/desk/cases/1?tab=activity"))
        assert not stored(case, lambda _scope, case: case.is_incomplete)

    def test_they_ask_again(self, desk, case, jobs, mailbox, link):
        link()
        page = ask_button(desk.get("/desk/cases/1")).submit().follow()
        jobs.run()

        assert "The contact gets a mail with a new link." in words(page, ".v-flashes")
        mail = mailbox.to("ana@mail.example")[-1]
        assert mail["Subject"] == "[#1] Something is missing in your case: No light"
        assert "We have received your case" not in text_of(mail)

    def test_they_do_not_ask_without_end(self, desk, case):
        answers = [ask_button(desk.get("/desk/cases/1")).submit().follow() for _turn in range(6)]

        assert "asked several times" in words(answers[-1], ".v-flashes")
        assert "a new link" in words(answers[-2], ".v-flashes")

    def test_nobody_is_asked_who_has_proved_no_address(self, desk, case, open_scope, ana):
        with open_scope() as scope:
            scope.session.merge(ana).verified_at = None

        assert ask_button(desk.get("/desk/cases/1")) is None

    def test_a_case_that_came_whole_is_like_any_other(
        self, desk, file_partly, jobs, mailbox, ana, open_scope
    ):
        with open_scope(actor=actor_of(ana)) as scope:
            upload = stage(scope)
        file_partly(product="general/question/other", contract=[str(upload.id)])

        jobs.run()

        (mail,) = mailbox.to("ana@mail.example")
        assert "We have your case" in mail["Subject"]
        assert "Still required" not in words(desk.get("/desk/cases/1"))


def stage(scope):
    return stage_upload(scope, io.BytesIO(b"text"), "a.txt", owner=owner_of(scope.actor))


class TestMail:
    def test_one_mail_confirms_the_case_and_asks(self, case, jobs, mailbox):
        jobs.run()

        (mail,) = mailbox.to("ana@mail.example")
        text = " ".join(text_of(mail).split())
        assert mail["Subject"] == "[#1] Something is missing in your case: No light"
        assert "Its number is 1. So that we can work on it, we still need from you:" in text
        assert "- Sub-reason - Contract Fill it in here: http" in text
        assert "The link works once, until" in text
        assert "Since Monday." in text

    def test_its_words_are_in_the_language_of_the_contact(
        self, file_partly, jobs, mailbox, open_scope, ana
    ):
        with open_scope() as scope:
            scope.session.merge(ana).locale = "es"
        file_partly()

        jobs.run()

        assert "- Submotivo" in text_of(mailbox.to("ana@mail.example")[-1])
        assert "- Contrato" in text_of(mailbox.to("ana@mail.example")[-1])

    @pytest.mark.parametrize("support", ["help@desk.example", ""])
    def test_without_a_portal_it_asks_for_an_answer(self, case, jobs, mailbox, open_scope, support):
        with open_scope() as scope:
            switch_plugin(scope, "portal", on=False)
            save_document(scope, "branding", {"support_email": support} if support else {})

        jobs.run()

        text = text_of(mailbox.to("ana@mail.example")[-1])
        assert "/complete/" not in text
        assert ("Please send it to help@desk.example and give the number 1." in text) == bool(
            support
        )

    def test_the_copy_that_we_keep_has_no_link(self, case, link, open_scope):
        token = link().rpartition("/")[2]

        with open_scope() as scope:
            assert not any(
                token in mail.text + mail.html for mail in scope.session.query(MailMessage)
            )


class TestPortal:
    def test_a_contact_completes_it_signed_in(self, as_customer, ana, case, missing_of):
        portal = as_customer(ana)

        page = portal.get("/cases/1").click("Fill in what is missing")
        form = page.forms["completion"]
        assert inputs(form) == ["product-2", "contract"]
        form["product-2"] = "other"
        form["contract"] = [Upload("contract.pdf", PDF, "application/pdf")]
        done = form.submit("save").follow()

        assert "Your case is complete now." in words(done, ".v-flashes")
        assert missing_of(case) == ()
        assert "Fill in what is missing" not in done.text
        assert portal.get("/cases/1/complete").follow().request.path == "/cases/1"

    def test_it_is_nobody_elses(self, as_customer, case):
        as_customer().get("/cases/1/complete", status=404)

    def test_a_link_still_open_says_that_nothing_is_missing(self, testapp, case, link, as_desk):
        address = link()
        as_desk(case, fill_in)

        assert "Nothing is missing any more" in words(testapp.get(address, status=410))


class TestConversation:
    def test_what_comes_as_a_note_counts(self, file_partly, open_scope, ana, missing_of):
        case = file_partly(preset={"product": "general/question/other"}, message="")
        assert missing_of(case) == ("message", "contract")

        with open_scope(actor=actor_of(ana)) as scope:
            add_note(scope, get_case(scope, 1), "<p>It is dark.</p>")

        assert missing_of(case) == ("contract",)
