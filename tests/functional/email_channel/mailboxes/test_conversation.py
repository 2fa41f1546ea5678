"""Whole conversations by mail, through a real mail server in and out, agents at their desk."""

import re
from email.message import EmailMessage
from email.utils import formataddr

import pytest
from sqlalchemy import select

from core.cases.models import Case, CaseFile, CaseNote
from core.cases.services import close_case, get_case_by_id
from core.db.base import new_id
from core.identity.models.contact import Contact
from core.tenancy.services import save_settings
from core.testing.mail import text_of
from core.testing.web import use_editor
from plugins.email_channel import tasks
from plugins.email_channel.models import ReceivedMail
from plugins.email_channel.services.authentication import Authentication
from plugins.email_channel.services.mailboxes import add_mailbox, change_defaults
from tests.support.mail_servers import run_postfix

pytestmark = pytest.mark.program("postfix")

HELP = "ayuda@acme.example"
ANA, LUIS = "ana@cliente.example", "luis@cliente.example"


def quote_as_gmail(text, message):
    quoted = "".join(f"> {line}\n" for line in text_of(message).splitlines())
    return f"{text}\n\nEl lun, 2 nov 2026 a las 9:41, Acme (<{HELP}>) escribió:\n\n{quoted}"


def quote_as_outlook(text, message):
    head = (
        f"De: Acme <{HELP}>\nEnviado: lunes, 2 de noviembre de 2026 9:41\n"
        f"Para: Ana\nAsunto: {message['Subject']}\n"
    )
    return f"{text}\n\n________________________________\n{head}\n{text_of(message)}"


class Writer:
    """Somebody with a mail program, whose server hands over what they send."""

    def __init__(self, name, address, quote, send):
        self.name, self.address, self._quote, self._send = name, address, quote, send

    def write(self, subject, text, *, to=HELP, cc=(), files=(), **headers):
        message = EmailMessage()
        message["From"] = formataddr((self.name, self.address))
        message["To"] = to
        if cc:
            message["Cc"] = ", ".join(cc)
        message["Subject"] = subject
        message["Message-ID"] = f"<{new_id().hex}@cliente.example>"
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        for name, content in files:
            message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
        self._send(self.address, [to], message.as_bytes())

    def answer(self, message, text, **more):
        """Answer a mail that one got, as mail programs do."""
        references = f"{message['References'] or ''} {message['Message-ID']}".strip()
        self.write(
            f"Re: {message['Subject']}",
            self._quote(text, message),
            to=message["Reply-To"] or message["From"],
            In_Reply_To=message["Message-ID"],
            References=references,
            **more,
        )


@pytest.fixture(autouse=True)
def _nobody_asks_for_names(monkeypatch):
    monkeypatch.setattr(tasks, "authenticate", lambda _raw, **_known: Authentication())


@pytest.fixture(autouse=True)
def _mailbox(open_scope):
    with open_scope() as scope:
        mailbox = add_mailbox(scope, {"address": HELP, "sender_name": "Acme", "is_default": True})
        change_defaults(scope, mailbox, {"product": "general/problem/not_working"})


@pytest.fixture
def send(listener, arrivals, jobs):
    """Hand a message to the mail server, and wait for all that comes of it."""
    with listener(is_lmtp=True) as port, run_postfix(port, "lmtp") as postfix:

        def send(sender, recipients, raw):
            postfix.send(sender, recipients, raw)
            assert arrivals.acquire(timeout=30)
            jobs.run()

        yield send


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="Mora", email=ANA, portal_user=False)


@pytest.fixture
def by_gmail(send):
    return Writer("Ana Mora", ANA, quote_as_gmail, send)


@pytest.fixture
def by_outlook(send):
    return Writer("Luis Mora", LUIS, quote_as_outlook, send)


@pytest.fixture
def desk(as_agent, make_staff):
    return as_agent(make_staff(name="Carla Ruiz", email="carla@acme.example"))


@pytest.fixture
def reply(desk, jobs):
    """Answer a case at the desk."""

    def reply(number, text):
        form = desk.get(f"/desk/cases/{number}").forms["reply"]
        use_editor(form, "message", text)
        form["_kind"] = "public"
        form.submit().follow()
        jobs.run()

    return reply


@pytest.fixture
def read(open_scope):
    """Return rows, the oldest first."""

    def read(model, *conditions):
        with open_scope() as scope:
            found = scope.session.scalars(select(model).where(*conditions).order_by(model.id)).all()
            scope.session.expunge_all()
            return list(found)

    return read


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.req(
    "BA-E-01", "BA-E-02", "BA-E-03", "BA-E-04", "BA-E-05", "BA-E-06", "BA-E-07", "BA-E-08"
)
@pytest.mark.req("BA-E-10", "BA-E-11", "BA-E-13")
def test_ten_messages_between_a_customer_a_colleague_and_an_agent(
    ana, by_gmail, by_outlook, reply, mailbox, read
):
    """Nobody but the agent signs in anywhere; everything stands in one case, in its order."""
    by_gmail.write("Sin luz en el patio", "Desde el lunes no hay luz.", cc=[LUIS])
    (case,) = read(Case)
    assert (case.contact_id, case.channel, case.subject) == (ana.id, "email", "Sin luz en el patio")
    assert (case.product, case.cc) == ("general/problem/not_working", [LUIS])

    confirmed = mailbox.to(ANA)[-1]
    by_gmail.answer(confirmed, "Es urgente: hay niños.")
    reply(case.number, "<p>¿Ya revisaron el medidor?</p>")
    asked = mailbox.to(ANA)[-1]
    assert asked["From"].addresses[0].addr_spec == HELP
    assert asked in mailbox.to(LUIS)
    by_gmail.answer(asked, "Sí, está bien.", files=[("medidor.pdf", b"%PDF-1.4 medidor")])
    by_outlook.answer(mailbox.to(LUIS)[-1], "Yo lo vi: la luz verde parpadea.")
    reply(case.number, "<p>Vamos mañana a las 8.</p>")
    by_outlook.answer(mailbox.to(LUIS)[-1], "Mejor a las 9.")
    reply(case.number, "<p>De acuerdo, a las 9.</p>")
    by_gmail.answer(mailbox.to(ANA)[-1], "¡Gracias!")
    reply(case.number, "<p>A la orden.</p>")

    assert len(read(Case)) == 1
    said = [(note.author_name, words(note.html)) for note in read(CaseNote)]
    assert said == [
        ("Ana Mora", "Desde el lunes no hay luz."),
        ("Ana Mora", "Es urgente: hay niños."),
        ("Carla Ruiz", "¿Ya revisaron el medidor?"),
        ("Ana Mora", "Sí, está bien."),
        ("Answered by a third party", "Yo lo vi: la luz verde parpadea."),
        ("Carla Ruiz", "Vamos mañana a las 8."),
        ("Answered by a third party", "Mejor a las 9."),
        ("Carla Ruiz", "De acuerdo, a las 9."),
        ("Ana Mora", "¡Gracias!"),
        ("Carla Ruiz", "A la orden."),
    ]
    assert [file.name for file in read(CaseFile)] == ["medidor.pdf"]
    assert {mail.state for mail in read(ReceivedMail)} == {"filed"}


@pytest.mark.req("BA-E-09")
def test_a_case_of_the_portal_goes_on_by_mail(make_case, ana, by_gmail, mailbox, jobs, read):
    """The default mailbox has a Reply-To at which we receive."""
    case = make_case(ana, subject="Sin luz")
    jobs.run()
    told = mailbox.to(ANA)[-1]
    assert told["Reply-To"].addresses[0].addr_spec.startswith("ayuda+")

    by_gmail.answer(told, "Sigue igual.")

    assert words(read(CaseNote, CaseNote.case_id == case.id)[-1].html) == "Sigue igual."


class TestParameters:
    @pytest.fixture
    def told(self, make_case, ana, jobs, mailbox, reply):
        """A case with Luis in copy, and the mail that both have got."""
        case = make_case(ana, subject="Sin luz", cc=[LUIS])
        reply(case.number, "<p>¿Sigue sin luz?</p>")
        return case, mailbox.to(LUIS)[-1]

    @pytest.mark.req("BA-E-12", "BA-E-15")
    @pytest.mark.parametrize(("third_party", "count"), [("accept", 3), ("quarantine", 2)])
    def test_third_parties(self, told, by_outlook, open_scope, read, third_party, count):
        case, mail = told
        with open_scope() as scope:
            save_settings(scope, "email_channel", {"third_party": third_party})

        by_outlook.answer(mail, "Sí, sigue.")

        assert len(read(CaseNote, CaseNote.case_id == case.id)) == count

    @pytest.mark.req("BA-E-14")
    @pytest.mark.parametrize(
        ("policy", "outcome", "cases"),
        [("reopen", "note", 1), ("new_case", "follow_up", 2), ("no_update", "closed", 1)],
    )
    def test_closed_cases(
        self, told, by_gmail, mailbox, open_scope, jobs, read, policy, outcome, cases
    ):
        case, _mail = told
        with open_scope() as scope:
            save_settings(scope, "cases", {"reply_to_closed": policy})
            close_case(scope, get_case_by_id(scope, case.id))
        jobs.run()

        by_gmail.answer(mailbox.to(ANA)[-1], "Otra vez sin luz.")

        assert [mail.outcome for mail in read(ReceivedMail)] == [outcome]
        assert len(read(Case)) == cases
        assert read(Case)[0].is_closed is (policy != "reopen")


def test_an_unknown_sender_becomes_a_contact(by_gmail, mailbox, read):
    by_gmail.write("Consulta", "¿Cuánto cuesta la instalación?")

    (contact,) = read(Contact)
    assert (contact.first_name, contact.last_name, contact.email) == ("Ana", "Mora", ANA)
    assert "/verify" in text_of(mailbox.to(ANA)[0]) + text_of(mailbox.to(ANA)[-1])
