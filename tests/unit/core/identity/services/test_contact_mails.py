"""What a contact was sent, as staff see it."""

import pytest
from sqlalchemy import select

from core.errors import ForbiddenError, NotFoundError, Refused
from core.identity.permissions import RECOVER
from core.identity.services.assisted_recovery import send_reset_link
from core.identity.services.contact_mails import (
    list_contact_mails,
    read_contact_mail,
    send_mail_again,
)
from core.identity.services.contacts import change_contact
from core.mail.models import MailMessage
from core.mail.permissions import OF_CONTACTS
from core.mail.services import Recipient, queue_mail
from core.testing.cases import actor_of

CASE = {
    "contact": None,
    "number": 7,
    "subject": "Lamp",
    "message": "",
    "page": "https://acme.example/cases/7?key=abc",
    "write_to": "",
    "can_answer": False,
}


@pytest.fixture
def csr(scope, make_staff):
    return scope.acting_as(actor_of(make_staff(roles=["csr"]), RECOVER, OF_CONTACTS))


@pytest.fixture
def ask(scope, contact):
    """Queue a mail about a case, and say what became of it."""

    def ask(state="sent", **columns):
        mail = queue_mail(
            scope,
            "case_closed",
            to=[Recipient(contact.email, contact.name)],
            data=CASE,
            contact_id=contact.id,
        )
        for name, value in {"state": state, **columns}.items():
            setattr(mail, name, value)
        scope.session.flush()
        return mail.id

    return ask


class TestReadMails:
    def test_they_come_newest_first_with_what_became_of_them(self, csr, contact, ask, queries):
        ask("failed", error="ana@x.example: 552 5.2.2 over quota")
        ask()
        queries.clear()

        mails = list_contact_mails(csr, contact.id)

        assert len(queries) == 1
        assert [mail.fate.state for mail in mails] == ["sent", "failed"]
        assert str(mails[1].fate.reason) == "The mailbox is full."
        assert list_contact_mails(csr, contact.id, after=mails[0].id) == mails[1:]

    def test_links_are_dead(self, csr, contact, ask):
        body = read_contact_mail(csr, contact, ask()).body

        assert "has been closed" in body
        assert "<a" not in body
        assert "key=abc" not in body
        assert "https://acme.example/…" in body

    def test_a_secret_is_left_out_while_it_waits_and_afterwards(self, scope, csr, contact):
        send_reset_link(csr, contact)
        scope.session.flush()
        mail = scope.session.scalars(select(MailMessage)).one()
        token = mail.text.split("/recover/")[1].split()[0]

        for state in ("queued", "sent"):
            mail.state = state
            opened = read_contact_mail(csr, contact, mail.id)
            assert token not in opened.body
            assert "somebody, we hope you" in opened.body
            mail.text = mail.html = ""

    def test_anothers_is_not_found(self, csr, contact, ask, make_contact):
        other = csr.session.merge(make_contact())

        with pytest.raises(NotFoundError):
            read_contact_mail(csr, other, ask())
        assert list_contact_mails(csr, other.id) == []

    def test_who_may_not_see_them_does_not(self, scope, contact, make_staff, ask):
        agent = scope.acting_as(actor_of(make_staff(), "contacts:read"))
        with pytest.raises(ForbiddenError):
            list_contact_mails(agent, contact.id)
        with pytest.raises(ForbiddenError):
            send_mail_again(agent, contact, ask())


class TestSendAgain:
    def test_a_copy_goes_to_the_address_on_record(self, scope, csr, contact, ask):
        old = ask("bounced", to=[["Ana", "old@x.example"]], cc=[["", "bea@x.example"]])

        assert send_mail_again(csr, contact, old) == "same"

        scope.session.flush()
        copy, first = (
            scope.session.get(MailMessage, (scope.tenant_id, one.id))
            for one in list_contact_mails(csr, contact.id)
        )
        assert (first.state, copy.state) == ("bounced", "queued")
        assert copy.to[0][1] == contact.email
        assert (copy.cc, copy.pending) == ([], [contact.email])
        assert copy.text == first.text
        assert copy.message_id != first.message_id

    def test_of_a_secret_a_new_one_is_made(self, scope, csr, contact):
        send_reset_link(csr, contact)
        scope.session.flush()
        mail = scope.session.scalars(select(MailMessage)).one()
        mail.state, mail.text, mail.html = "sent", "", ""

        assert send_mail_again(csr, contact, mail.id) == "fresh"
        assert len(list_contact_mails(csr, contact.id)) == 2

    def test_what_can_not_be_is_refused(self, scope, csr, contact, ask):
        with pytest.raises(Refused, match="still to be sent"):
            send_mail_again(csr, contact, ask("queued"))
        with pytest.raises(Refused, match="one-time link"):
            send_mail_again(csr, contact, ask(is_secret=True))
        sent = ask()
        change_contact(csr, contact, {"email": "new@x.example"})
        with pytest.raises(Refused, match="no verified address"):
            send_mail_again(csr, contact, sent)
        contact.verified_at = scope.now()
        with pytest.raises(Refused, match="only a supervisor"):
            send_mail_again(csr, contact, sent)

    def test_it_is_not_sent_over_and_over(self, csr, contact, ask):
        sent = ask()
        for _ in range(5):
            send_mail_again(csr, contact, sent)
        with pytest.raises(Refused, match="several such mails"):
            send_mail_again(csr, contact, sent)
