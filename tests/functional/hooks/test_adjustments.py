"""A plugin changes what is about to be stored or sent, within the rules that hold for everybody."""

import pytest

from core.cases.services import (
    add_note,
    close_case,
    create_case,
    get_case_by_id,
    list_notes,
    read_new_case,
    reopen_case,
)
from core.errors import Refused
from core.identity.services.contacts import get_contact
from core.identity.services.staff import get_staff, invite_staff
from core.plugin.contributions import MailChanges
from core.testing.cases import A_CASE, actor_of
from core.testing.web import use_editor


def answer(changes):
    return lambda _scope, **_given: changes


@pytest.fixture
def file_as_ana(open_scope, ana):
    """File a case as its contact does; return the row."""

    def file_as_ana(**values):
        with open_scope(actor=actor_of(ana)) as scope:
            return create_case(scope, read_new_case(scope, {**A_CASE, **values}))

    return file_as_ana


class TestAdjustCase:
    def test_it_sets_what_the_person_gave_and_what_they_could_not(self, file_as_ana, react):
        react["adjust_case"] = answer({"subject": "Outage", "priority": "critical"})

        case = file_as_ana(subject="No light")

        assert (case.subject, case.priority) == ("Outage", "critical")

    def test_it_sees_what_would_be_filed_and_can_not_change_it(self, file_as_ana, react):
        seen = []
        react["adjust_case"] = lambda _scope, values: seen.append(values)

        file_as_ana(subject="No light")

        assert seen[0]["subject"] == "No light"
        with pytest.raises(TypeError):
            seen[0]["subject"] = "changed"

    def test_checks_and_events_see_the_case_as_it_became(self, file_as_ana, react, heard):
        react["adjust_case"] = answer({"subject": "Outage"})

        case = file_as_ana()

        assert case.subject == "Outage"
        assert heard("case_changed") == []

    @pytest.mark.parametrize(
        "changes",
        [
            {"priority": "no such option"},
            {"product": "general"},
            {"subject": "x" * 10_000},
            {"nothing": "known"},
            {"files": ["01a22929-9d80-77e7-935d-9c0e58ca5140"]},
            {"contact": "01a22929-9d80-77e7-935d-9c0e58ca5140"},
            {"account": "01a22929-9d80-77e7-935d-9c0e58ca5140"},
            {"message": "<script>alert(1)</script>"},
            {"subject": ""},
            {"subject": "Good", "priority": "no such option"},
        ],
    )
    def test_what_does_not_fit_changes_nothing(self, file_as_ana, react, changes, open_scope):
        react["adjust_case"] = answer(changes)

        case = file_as_ana(subject="No light")

        with open_scope() as scope:
            (note,) = list_notes(scope, get_case_by_id(scope, case.id))
        assert (case.subject, case.priority) == ("No light", "medium")
        assert "alert" not in note.html

    def test_it_fills_in_nothing_that_the_person_had_to(self, file_as_ana, react):
        react["adjust_case"] = answer({"subject": "Filled in"})

        with pytest.raises(Refused) as refusal:
            file_as_ana(subject="")

        assert "subject" in refusal.value.fields


class TestAdjustNote:
    def test_the_words_are_changed_and_cleaned(self, open_scope, case, ana, react):
        react["adjust_note"] = answer({"message": "<p>**** <script>alert(1)</script></p>"})
        with open_scope(actor=actor_of(ana)) as scope:
            note = add_note(scope, get_case_by_id(scope, case.id), "<p>4111 1111 1111 1111</p>")

        assert "4111" not in note.html
        assert "****" in note.html
        assert "script" not in note.html

    @pytest.mark.parametrize(
        "changes",
        [{"message": ""}, {"message": 7}, {"is_internal": True}, {"message": "x", "files": []}],
    )
    def test_what_does_not_fit_changes_nothing(self, open_scope, case, ana, react, changes):
        react["adjust_note"] = answer(changes)
        with open_scope(actor=actor_of(ana)) as scope:
            note = add_note(scope, get_case_by_id(scope, case.id), "<p>Words</p>")

        assert note.html == "<p>Words</p>"
        assert not note.is_internal

    def test_the_reason_for_reopening_is_a_message_too(self, open_scope, case, react):
        with open_scope() as scope:
            close_case(scope, get_case_by_id(scope, case.id))
        react["adjust_note"] = answer({"message": "<p>****</p>"})
        with open_scope() as scope:
            reopen_case(scope, get_case_by_id(scope, case.id), "<p>4111 1111 1111 1111</p>")

        with open_scope() as scope:
            notes = list_notes(scope, get_case_by_id(scope, case.id))
        assert [note.html for note in notes][-1] == "<p>****</p>"

    def test_a_page_shows_what_it_became(self, as_customer, ana, case, react):
        react["adjust_note"] = answer({"message": "<p>Cleaned words</p>"})
        page = as_customer(ana).get(f"/cases/{case.number}")
        form = next(one for one in page.forms.values() if "message" in one.fields)
        use_editor(form, "message", "<p>Typed words</p>")

        page = form.submit("save").follow()

        assert "Cleaned words" in page.text
        assert "Typed words" not in page.text


class TestAdjustMail:
    @pytest.fixture
    def mail(self, make_case, ana, mailbox, jobs, react):
        """File a case, with the plugin's changes, and return the mail of it."""

        def mail(changes):
            react["adjust_mail"] = changes if callable(changes) else answer(changes)
            make_case(ana)
            jobs.run()
            return mailbox.to(ana.email)

        return mail

    def test_who_sends_it_and_what_stands_below(self, mail):
        changes = MailChanges(
            sender_name="Billing", sender="billing@acme.example", footer="<p>Mind the gap.</p>"
        )

        (message,) = mail(changes)

        assert message["From"] == "Billing <billing@acme.example>"
        for kind in ("plain", "html"):
            assert "Mind the gap." in message.get_body((kind,)).get_content()

    def test_where_answers_go_and_what_else_it_says(self, mail):
        headers = {"X-Case": "Störung 7", "Precedence": "bulk"}

        (message,) = mail(MailChanges(reply_to="case+7@acme.example", headers=headers))

        assert message["Reply-To"] == "Acme <case+7@acme.example>"
        assert message["X-Case"] == "Störung 7"
        assert message["Precedence"] == "bulk"
        assert message["Auto-Submitted"] == "auto-generated"

    @pytest.mark.parametrize(
        "headers",
        [
            *({name: "x"} for name in ("From", "Bcc", "Received", "Content-Type", "Subject", "To")),
            *({name: "x"} for name in ("Reply-To", "Auto-Submitted", "DKIM-Signature", "Sender")),
            *({name: "x"} for name in ("X-Auto-Response-Suppress", "X-Original-To", "X Case")),
            {"X-Case: 7\r\nBcc": "eve@example.com"},
            {"X-Case": "7\r\nBcc: eve@example.com"},
            {"X-Case": ""},
            {"X-Case": "x" * 401},
            {"X-Case": 7},
            {"X-Case": "7", "x-case": "8"},
            {f"X-Case-{number}": "x" for number in range(11)},
        ],
    )
    def test_headers_that_are_not_for_plugins_change_nothing(self, mail, headers):
        (message,) = mail(MailChanges(reply_to="case@acme.example", headers=headers))

        assert message["Reply-To"] is None
        assert "eve" not in str(message)
        assert message["X-Case"] is None

    def test_it_knows_who_can_only_answer(self, mail, react, ana, open_scope):
        seen = []
        mail(lambda _scope, mail: seen.append(mail))
        with open_scope() as scope:
            get_contact(scope, ana.id).portal_access = False
        mail(lambda _scope, mail: seen.append(mail))

        assert [draft.without_page for draft in seen] == [(), (ana.email,)]
        assert len({draft.id for draft in seen}) == 2

    def test_who_gets_it(self, mail, mailbox):
        (message,) = mail(MailChanges(copy_to=("archive@acme.example",)))

        assert message["Cc"] == "archive@acme.example"
        assert len(mailbox.to("archive@acme.example")) == 1

    def test_it_can_be_held(self, mail):
        assert mail(MailChanges(is_held=True)) == []

    @pytest.mark.parametrize(
        "changes",
        [
            MailChanges(sender="no address"),
            MailChanges(sender="x@acme.example\r\nBcc: eve@example.com"),
            MailChanges(copy_to=("eve@example.com, mallory@example.com",)),
            MailChanges(copy_to=tuple(f"eve{number}@example.com" for number in range(100))),
            MailChanges(footer="x" * 100_000),
            MailChanges(reply_to="no address"),
            MailChanges(reply_to="x@acme.example\r\nBcc: eve@example.com"),
        ],
    )
    def test_what_does_not_fit_changes_nothing(self, mail, changes):
        (message,) = mail(changes)

        assert message["From"] == "Acme <no-reply@acme.localhost>"
        assert message["Cc"] is None
        assert message["Reply-To"] is None

    def test_a_subject_adds_no_header(self, mail):
        (message,) = mail(MailChanges(subject="Hello\r\nBcc: eve@example.com"))

        assert message["Subject"] == "Hello Bcc: eve@example.com"
        assert message["Bcc"] is None

    def test_somebody_has_to_be_left_to_write_to(self, mail, ana):
        (message,) = mail(lambda _scope, mail: MailChanges(without=(mail.to[0][1],)))

        assert ana.email in message["To"]

    def test_a_mail_with_a_secret_is_not_shown(self, open_scope, make_staff, mailbox, jobs, react):
        eva, seen = make_staff(), []
        react["adjust_mail"] = lambda _scope, mail: seen.append(mail)
        with open_scope() as scope:
            invite_staff(scope, get_staff(scope, eva.id))
        jobs.run()

        assert len(mailbox.to(eva.email)) == 1
        assert seen == []


class TestSignMail:
    SIGNATURE = b"DKIM-Signature: v=1; d=acme.example;\r\n b=abc\r\n"

    @pytest.fixture
    def send(self, make_case, ana, mailbox, jobs, react):
        def send(signature):
            seen = []

            def sign(_scope, message, sender):
                seen.append((message, sender))
                return signature

            react["sign_mail"] = sign
            make_case(ana)
            jobs.run()
            return seen, mailbox.to(ana.email)

        return send

    def test_the_signature_stands_above_what_was_signed(self, send):
        seen, (message,) = send(self.SIGNATURE)

        (signed, sender), *more = seen
        assert (more, sender) == ([], "no-reply@acme.localhost")
        assert message.keys()[0] == "DKIM-Signature"
        assert message["DKIM-Signature"] == "v=1; d=acme.example; b=abc"
        assert signed.startswith(b"From: Acme <no-reply@acme.localhost>\r\n")
        assert b"\n" not in signed.replace(b"\r\n", b"")

    def test_who_has_no_key_signs_nothing(self, send):
        _seen, (message,) = send(None)

        assert message["DKIM-Signature"] is None

    def test_a_mail_is_never_held_for_it(self, send):
        seen, (message,) = send(b"Subject: Something else\r\n")

        assert len(seen) == 1
        assert message["Subject"] == "[#1] We have your case: A question"
