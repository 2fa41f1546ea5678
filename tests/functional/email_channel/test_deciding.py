"""What becomes of a message: rule by rule, and written down."""

from datetime import timedelta

import pytest

from core.cases.services import close_case, get_case_by_id
from core.identity.models.contact import Contact
from plugins.email_channel.models import BlockedSender, ReceivedMail
from plugins.email_channel.services import deciding
from plugins.email_channel.services.authentication import Authentication
from plugins.email_channel.services.blocking import block_sender
from plugins.email_channel.services.replaying import REPLAY
from tests.support.mails import ANA, EVA, SUPPORT, write_mail


def rules_of(mail):
    return [step["rule"] for step in mail.decision]


def result_of(mail, rule):
    return next(step["result"] for step in mail.decision if step["rule"] == rule)


@pytest.fixture
def case(make_case, ana):
    return make_case(ana, subject="Sin luz", message="<p>Desde el lunes.</p>")


@pytest.fixture
def answered(case, jobs, sent, open_scope):
    """The case, of which its contact was mailed; returns the id of that mail."""
    jobs.run()
    return next(one for one in sent("case_created") if one.case_id == case.id)


class TestNewCase:
    def test_it_takes_everything_from_the_mail(self, deliver, ana, cases, notes):
        raw = write_mail(
            ANA,
            "RE: Fwd: No hay luz en el patio",
            "Buenos días:\n\nDesde el lunes no hay luz.\n\nAna",
            cc="Luis <luis@cliente.example>, " + SUPPORT,
            files=[("foto.png", b"\x89PNG\r\n\x1a\n0000"), ("nota.xyz", b"abc")],
        )

        mail = deliver(raw)

        (case,) = cases()
        assert (mail.state, mail.outcome, mail.case_id) == ("filed", "case", case.id)
        assert (case.contact_id, case.channel) == (ana.id, "email")
        assert case.subject == "No hay luz en el patio"
        assert case.cc == ["luis@cliente.example"]
        (note,) = notes(case.id)
        assert note.html.startswith("<p>Buenos días:</p><p>Desde el lunes no hay luz.</p>")
        assert (note.author_kind, note.author_name) == ("contact", "Ana Mora")

    @pytest.mark.parametrize("line", ["y" * 70, "<" * 70, ""])
    def test_of_a_text_too_long_for_a_case_it_takes_the_beginning(
        self, deliver, ana, cases, notes, line
    ):
        deliver(write_mail(ANA, "Largo", "Desde el lunes.\n" + f"{line}\n" * 9_000 + "Fin"))

        (note,) = notes(cases()[0].id)
        assert note.html.startswith("<p>Desde el lunes.")
        assert note.html.endswith("…</p>" if line else "Fin</p>")

    def test_it_begins_with_what_the_mailbox_says(self, deliver, ana, add_mailbox, cases):
        add_mailbox(
            "averias@acme-mail.example",
            is_default=False,
            defaults={"product": "general/problem/not_working", "priority": "high"},
        )

        deliver(write_mail(ANA, "Sin luz", "Desde el lunes."), to=["averias@acme-mail.example"])

        (case,) = cases()
        assert (case.product, case.priority) == ("general/problem/not_working", "high")

    def test_the_sender_is_looked_up_by_address(self, deliver, ana, cases):
        mail = deliver(write_mail("A. M. <ANA@Cliente.Example>", "Sin luz", "Desde el lunes."))

        assert cases()[0].contact_id == ana.id
        assert result_of(mail, "contact") == "found"

    def test_without_subject_and_words_it_is_a_case_all_the_same(self, deliver, ana, cases):
        deliver(write_mail(ANA, "", "", files=[("foto.png", b"\x89PNG\r\n\x1a\n0000")]))

        assert cases()[0].contact_id == ana.id

    def test_the_same_message_again_makes_nothing(self, deliver, ana, cases):
        raw = write_mail(ANA, "Sin luz", "Desde el lunes.")

        deliver(raw, raw, b"Return-Path: <ana@cliente.example>\n" + raw)

        assert len(cases()) == 1


class TestReply:
    def test_it_is_found_by_the_mail_that_it_answers(self, deliver, case, answered, notes, ana):
        raw = write_mail(
            ANA,
            "Re: otra cosa",
            "Sigue sin luz.\n\nEl lun, 2 nov 2026 a las 9:12, Acme <x@acme.example> escribió:\n"
            "> Recibimos su caso.\n",
            in_reply_to=answered.message_id,
            files=[("factura.pdf", b"%PDF-1.4 x")],
        )

        mail = deliver(raw)

        assert (mail.outcome, mail.case_id) == ("note", case.id)
        note = notes(case.id)[-1]
        assert note.html == "<p>Sigue sin luz.</p>"
        assert (note.author_id, note.channel) == (ana.id, "email")

    def test_it_is_found_by_the_references_alone(self, deliver, case, answered):
        raw = write_mail(ANA, "x", "y", references=f"<a@b.example> {answered.message_id}")

        assert deliver(raw).case_id == case.id

    def test_it_is_found_by_its_subject_if_the_sender_takes_part(self, deliver, case):
        mail = deliver(write_mail(ANA, f"Re: [#{case.number}] Sin luz", "Sigue."))

        assert (mail.outcome, mail.case_id) == ("note", case.id)

    def test_the_subject_proves_nothing_of_a_stranger(self, deliver, case, notes, cases):
        mail = deliver(write_mail(EVA, f"Re: [#{case.number}] Sin luz", "Hola."))

        assert mail.outcome == "case"
        assert mail.case_id != case.id
        assert len(notes(case.id)) == 1

    def test_it_is_found_by_the_mail_of_the_contact_that_it_follows(self, deliver, ana, cases):
        first = deliver(write_mail(ANA, "Sin luz", "Uno.", message_id="<uno@people.example>"))

        second = deliver(write_mail(ANA, "Más", "Dos.", in_reply_to="<uno@people.example>"))

        assert second.case_id == first.case_id
        assert len(cases()) == 1


class TestForgedSender:
    """Whose check failed: what anybody can write does not lead to a case."""

    @pytest.fixture(autouse=True)
    def forged(self, checks):
        checks[0] = Authentication(
            domain="cliente.example", verdict="fail", details=("dmarc=fail",)
        )

    @pytest.mark.parametrize("headers", [{}, {"auto_submitted": "auto-replied"}])
    @pytest.mark.parametrize("parameter", ["quarantine", "third_party"])
    def test_the_number_of_a_case_leads_nowhere(
        self, deliver, case, notes, tune, parameter, headers
    ):
        tune("email_channel", failed_authentication=parameter)

        mail = deliver(write_mail(ANA, f"Re: [#{case.number}] Sin luz", "Ja.", **headers))

        assert (mail.case_id, len(notes(case.id))) == (None, 1)

    def test_an_id_of_ours_leads_a_third_party_to_it_where_the_parameter_says_so(
        self, deliver, answered, case, notes, tune
    ):
        tune("email_channel", failed_authentication="third_party")

        mail = deliver(write_mail(ANA, "Re: Sin luz", "Ja.", in_reply_to=answered.message_id))

        note = notes(case.id)[-1]
        assert (mail.outcome, note.author_kind, note.author_id) == ("note", "third_party", None)

    def test_it_stays_forged_when_it_is_decided_about_anew(
        self, deliver, cases, tune, checks, open_scope, jobs
    ):
        deliver(write_mail(ANA, "Aviso", "Pague.", auto_submitted="auto-generated"))
        tune("email_channel", automatic_mail="case")
        with open_scope() as scope:
            scope.enqueue(REPLAY, None)

        jobs.run()

        assert cases() == []


class TestStaff:
    @pytest.fixture(autouse=True)
    def carla(self, make_staff):
        return make_staff(email="carla@acme.example")

    def test_their_answer_to_a_mail_of_a_case_is_shown_to_no_customer(
        self, deliver, case, answered, notes
    ):
        raw = write_mail("carla@acme.example", "Re: x", "Ojo.", in_reply_to=answered.message_id)

        mail = deliver(raw)

        assert (mail.state, mail.outcome, mail.case_id) == ("quarantined", "staff_sender", case.id)
        assert len(notes(case.id)) == 1

    def test_a_case_of_their_own_takes_their_answer(self, deliver, make_contact, cases):
        make_contact(email="carla@acme.example")
        first = deliver(write_mail("carla@acme.example", "Uno", "1", message_id="<1@a.example>"))

        second = deliver(write_mail("carla@acme.example", "Dos", "2", in_reply_to="<1@a.example>"))

        assert (second.outcome, second.case_id) == ("note", first.case_id)


class TestThirdParty:
    @pytest.fixture
    def reply(self, answered):
        def reply(sender=EVA):
            return write_mail(sender, "Re: Sin luz", "Yo también.", in_reply_to=answered.message_id)

        return reply

    def test_who_is_no_contact_stands_there_as_a_third_party(
        self, deliver, reply, case, notes, open_scope
    ):
        mail = deliver(reply())

        note = notes(case.id)[-1]
        assert (mail.outcome, note.author_kind) == ("note", "third_party")
        assert note.author_name == "Answered by a third party"

    def test_a_contact_stands_there_by_name(self, deliver, reply, case, notes, make_contact):
        make_contact(first_name="Eva", last_name="Paz", email="eva@tercero.example")

        deliver(reply())

        assert notes(case.id)[-1].author_name == "Eva Paz"

    def test_it_waits_in_quarantine_where_the_parameter_says_so(
        self, deliver, reply, case, notes, sent, tune, make_staff, open_scope
    ):
        carla = make_staff(name="Carla", email="carla@acme.example")
        with open_scope() as scope:
            get_case_by_id(scope, case.id).assignee_id = carla.id
        tune("email_channel", third_party="quarantine")

        mail = deliver(reply())

        assert (mail.state, mail.outcome, mail.case_id) == ("quarantined", "third_party", case.id)
        assert len(notes(case.id)) == 1
        (told,) = sent("email_channel.third_party")
        assert told.to == [["Carla", "carla@acme.example"]]

    def test_a_flood_of_them_is_none_of_mails(
        self, deliver, reply, case, sent, tune, make_staff, open_scope
    ):
        carla = make_staff(name="Carla", email="carla@acme.example")
        with open_scope() as scope:
            get_case_by_id(scope, case.id).assignee_id = carla.id
        tune("email_channel", third_party="quarantine")

        deliver(*(reply(f"e{n}@tercero.example") for n in range(7)))

        assert len(sent("email_channel.third_party")) == 5


class TestClosedCase:
    @pytest.fixture
    def closed(self, case, answered, open_scope):
        with open_scope() as scope:
            close_case(scope, get_case_by_id(scope, case.id))
        return case

    @pytest.fixture
    def reply(self, answered):
        return write_mail(ANA, "Re: Sin luz", "Otra vez.", in_reply_to=answered.message_id)

    def test_it_is_reopened(self, deliver, reply, closed, cases):
        mail = deliver(reply)

        assert (mail.outcome, mail.case_id) == ("note", closed.id)
        assert cases()[0].closed_at is None

    def test_a_new_case_goes_on_from_it(self, deliver, reply, closed, cases, tune):
        tune("cases", reply_to_closed="new_case")

        mail = deliver(reply)

        first, second = cases()
        assert (mail.outcome, mail.case_id, second.parent_id) == ("follow_up", second.id, first.id)

    def test_what_answers_the_old_mails_again_goes_to_the_new_case(
        self, deliver, answered, reply, closed, cases, notes, tune, open_scope
    ):
        tune("cases", reply_to_closed="new_case")
        deliver(reply)
        again = write_mail(ANA, "Re: Sin luz", "Y otra cosa.", in_reply_to=answered.message_id)

        mail = deliver(again)

        _first, second = cases()
        assert (mail.outcome, mail.case_id) == ("note", second.id)
        assert len(notes(second.id)) == 2
        assert {"rule": "closed_case", "result": "goes_on", "found": f"#{second.number}"} in (
            mail.decision
        )
        with open_scope() as scope:
            close_case(scope, get_case_by_id(scope, second.id))
        third = deliver(write_mail(ANA, "Re: x", "Más.", in_reply_to=answered.message_id))
        assert (third.outcome, cases()[2].parent_id) == ("follow_up", second.id)

    def test_a_third_party_goes_on_there_too(self, deliver, closed, reply, answered, cases, tune):
        tune("cases", reply_to_closed="new_case")
        tune("email_channel", third_party="accept")
        deliver(reply)

        mail = deliver(write_mail(EVA, "Re: x", "Yo también.", in_reply_to=answered.message_id))

        assert (mail.outcome, mail.case_id) == ("note", cases()[1].id)

    def test_nothing_changes_and_the_writer_is_told_once_in_a_while(
        self, deliver, answered, closed, cases, notes, sent, tune
    ):
        tune("cases", reply_to_closed="no_update")

        replies = [
            write_mail(ANA, "Re: Sin luz", f"Otra vez, {n}.", in_reply_to=answered.message_id)
            for n in range(7)
        ]
        mail = deliver(*replies)

        assert (mail.state, mail.outcome) == ("recorded", "closed")
        assert len(notes(closed.id)) == 1
        assert len(sent("email_channel.closed")) == 5

    def test_long_after_it_is_a_new_case(self, deliver, reply, closed, cases, tune, clock):
        tune("cases", days_to_reopen=3)
        clock.advance(timedelta(days=4))

        assert deliver(reply).outcome == "follow_up"


class TestUnknownSender:
    @pytest.fixture
    def raw(self):
        return write_mail(EVA, "Consulta", "¿Cuánto cuesta?")

    def test_a_contact_is_made_who_verifies_the_address(self, deliver, raw, cases, sent, rows):
        mail = deliver(raw)

        assert mail.outcome == "case"
        assert [one.to[0][1] for one in sent("verify")] == ["eva@tercero.example"]

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("Eva de la Paz", ("Eva", "de la Paz")),
            ("Paz, Eva", ("Eva", "Paz")),
            ("", ("eva", "")),
            ("E" * 300 + " " + "P" * 300, ("E" * 100, "P" * 100)),
        ],
        ids=["two names", "last name first", "no name", "long names"],
    )
    def test_a_contact_has_the_name_of_the_sender(self, deliver, rows, name, expected):
        raw = f'From: "{name}" <eva@tercero.example>\nSubject: Consulta\n\nHola.\n'

        assert deliver(raw.encode()).outcome == "case"

        (contact,) = rows(Contact)
        assert (contact.first_name, contact.last_name) == expected

    def test_it_waits(self, deliver, raw, cases, tune):
        tune("email_channel", unknown_sender="quarantine")

        mail = deliver(raw)

        assert (mail.state, mail.outcome, cases()) == ("quarantined", "unknown_sender", [])

    def test_it_is_refused_and_the_sender_told(self, deliver, raw, cases, tune, sent):
        tune("email_channel", unknown_sender="reject")

        mail = deliver(raw)

        assert (mail.state, mail.outcome, cases()) == ("rejected", "unknown_sender", [])
        (told,) = sent("email_channel.unknown_sender")
        assert "cuesta" not in told.text
        assert told.to == [["", "eva@tercero.example"]]

    def test_staff_are_nobodys_customers(self, deliver, make_staff, cases):
        make_staff(email="carla@acme.example")

        mail = deliver(write_mail("carla@acme.example", "Hola", "Prueba."))

        assert (mail.state, mail.outcome, cases()) == ("quarantined", "staff_sender", [])


class TestWhatMakesNothing:
    def test_a_blocked_sender(self, deliver, cases, open_scope, rows):
        with open_scope() as scope:
            block_sender(scope, "@tercero.example")

        mail = deliver(write_mail(EVA, "Hola", "Compre."))

        assert (mail.state, mail.outcome, cases()) == ("rejected", "blocked", [])
        assert [one.pattern for one in rows(BlockedSender)] == ["@tercero.example"]

    @pytest.mark.parametrize(
        "headers",
        [
            {"auto_submitted": "auto-replied"},
            {"precedence": "bulk"},
            {"x_autoreply": "yes"},
        ],
        ids=lambda headers: next(iter(headers)),
    )
    def test_automatic_mail(self, deliver, ana, cases, sent, headers):
        mail = deliver(write_mail(ANA, "Aviso", "No estoy.", **headers))

        assert (mail.state, mail.outcome, cases(), sent()) == ("recorded", "automatic", [], [])

    def test_an_absence_notice_is_noted_for_staff_and_reopens_nothing(
        self, deliver, ana, case, answered, notes, cases, open_scope
    ):
        with open_scope() as scope:
            close_case(scope, get_case_by_id(scope, case.id))

        mail = deliver(
            write_mail(
                ANA,
                "Respuesta automática: Sin luz",
                "Estoy de vacaciones hasta el lunes.",
                in_reply_to=answered.message_id,
            )
        )

        assert mail.outcome == "automatic_note"
        assert notes(case.id)[-1].is_internal
        assert cases()[0].closed_at is not None

    def test_programs_that_answer_each_other_end_as_records(
        self, deliver, answered, case, notes, monkeypatch
    ):
        monkeypatch.setattr(deciding, "MOST_AUTOMATIC", 2)

        for number in range(4):
            text = f"Estoy de vacaciones, {number}."
            mail = deliver(
                write_mail(
                    ANA,
                    "Respuesta automática: Sin luz",
                    text,
                    auto_submitted="auto-replied",
                    in_reply_to=answered.message_id,
                )
            )

        assert (mail.state, mail.outcome, mail.case_id) == ("recorded", "automatic", case.id)
        assert len(notes(case.id)) == 3

    def test_our_own_mail_that_comes_back(self, deliver, case, answered, cases):
        mail = deliver(write_mail(ANA, "x", "y", message_id=answered.message_id))

        assert (mail.outcome, len(cases())) == ("own_mail", 1)

    def test_mail_of_our_own_mailbox(self, deliver, cases):
        mail = deliver(write_mail(f"Acme <{SUPPORT}>", "x", "y"))

        assert (mail.outcome, cases()) == ("own_mail", [])

    def test_mail_of_our_own_mailbox_with_a_tag(self, deliver, add_mailbox, ana, cases):
        tagged = "ayuda+acme@correo.example"
        add_mailbox(tagged, is_default=False)

        assert deliver(write_mail(tagged, "x", "y")).outcome == "own_mail"

        deliver(write_mail(ANA, "x", "y", to=tagged), to=["ayuda+acme+abc@correo.example"])
        (case,) = cases()
        assert case.cc == []

    def test_mail_that_goes_round(self, deliver, ana, cases):
        hops = b"".join(b"Received: from a by b; Mon, 2 Nov 2026\n" for _ in range(70))

        assert deliver(hops + write_mail(ANA, "x", "y")).outcome == "loop"

    def test_a_bounce_is_noted_with_the_mail_that_it_is_about(
        self, deliver, case, answered, cases, rows
    ):
        raw = f"""From: MAILER-DAEMON@mx.example
To: {SUPPORT}
Subject: Undelivered Mail Returned to Sender
Message-ID: <b1@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ana@cliente.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 unknown user

--b
Content-Type: message/rfc822

Message-ID: {answered.message_id}
From: x@acme.example
To: ana@cliente.example
Subject: x

x
--b--
""".encode()

        mail = deliver(raw)

        assert (mail.state, mail.outcome, mail.case_id) == ("recorded", "bounce", case.id)
        assert len(cases()) == 1


def test_each_decision_can_be_read(deliver, ana):
    mail = deliver(write_mail(ANA, "Sin luz", "Desde el lunes."))

    assert rules_of(mail)[:3] == ["authentication", "case", "contact"]
    assert mail.decision[-1] == {"rule": "case", "result": "new", "found": "#1"}


def test_a_refusal_keeps_the_message(deliver, ana, cases, monkeypatch):
    monkeypatch.setattr("core.cases.services.creation.CASES", 0)

    mail = deliver(write_mail(ANA, "Sin luz", "Desde el lunes."))

    assert (mail.state, mail.outcome, cases()) == ("quarantined", "refused", [])
    assert rules_of(mail)[-1] == "refusal"


def test_what_was_decided_already_is_left_alone(deliver, tune, open_scope, jobs, rows, sent):
    tune("email_channel", unknown_sender="quarantine")
    mail = deliver(write_mail(EVA, "Consulta", "Hola."))
    tune("email_channel", unknown_sender="create_contact")
    with open_scope() as scope:
        scope.enqueue("email_channel.decide", mail.id)

    jobs.run()

    assert rows(ReceivedMail)[0].state == "quarantined"
    assert jobs.waiting() == []


@pytest.mark.parametrize(
    ("subject", "submitted", "outcome"),
    [
        ("Disco lleno", "auto-generated", "case"),
        ("Aviso", "auto-replied", "automatic"),
        ("Automatic reply: out of office", "auto-generated", "automatic"),
    ],
)
def test_where_automatic_mail_makes_cases_answers_of_programs_do_not(
    deliver, tune, ana, subject, submitted, outcome
):
    tune("email_channel", automatic_mail="case")

    mail = deliver(write_mail(ANA, subject, "…", auto_submitted=submitted))

    assert mail.outcome == outcome
