"""Customers who did not get our mails."""

import pytest

from core.identity.models.contact import Contact
from core.identity.services.assisted_recovery import send_reset_link
from core.mail.models import MailMessage
from core.mail.services import Recipient, queue_mail
from core.testing.cases import actor_of
from plugins.csr_console.levels import MATCHED
from tests.support.pages import words

DATA = {
    "contact": None,
    "number": 7,
    "subject": "Lamp",
    "message": "",
    "page": "https://acme.example/cases/7",
    "write_to": "",
    "can_answer": False,
}


@pytest.fixture
def sent(open_scope, ana):
    """Store mails to Ana that fared differently; returns their ids by state."""
    ids = {}
    with open_scope() as scope:
        for state, error in (
            ("sent", ""),
            ("failed", "ana@acme.example: 552 5.2.2 over quota"),
            ("bounced", "550 5.1.1 no such user"),
            ("queued", ""),
        ):
            to = [Recipient(ana.email, ana.name)]
            mail = queue_mail(scope, "case_closed", to=to, data=DATA, contact_id=ana.id)
            mail.state, mail.error = state, error
            ids[state] = mail.id
    return ids


class TestEmailsSent:
    @pytest.mark.req("CS-13")
    def test_they_are_listed_with_what_became_of_each(self, console, ana, sent, reach):
        reach(MATCHED)
        page = console.get(f"/customers/{ana.id}").click("Emails sent")

        rows = [row.get_text(" ", strip=True) for row in page.html.select("main table tbody tr")]
        assert "Waits to be sent" in rows[0]
        assert "There is no such mailbox at this address." in rows[1]
        assert "The mailbox is full." in rows[2]
        assert "Delivered to the mail server" in rows[3]

    @pytest.mark.req("CS-13")
    def test_one_reads_as_the_customer_got_it_and_goes_out_again(
        self, console, ana, sent, jobs, mailbox, reach
    ):
        reach(MATCHED)
        page = console.get(f"/customers/{ana.id}/mails/{sent['bounced']}")
        assert "has been closed" in words(page, ".v-mail")
        assert not page.html.select(".v-mail a")
        assert "/cases/7" not in page

        form = next(form for form in page.forms.values() if "mails/" in form.action)
        told = form.submit().follow()

        assert "on its way once more" in words(told, "body")
        first = told.html.select_one("main table tbody tr").get_text(" ", strip=True)
        assert "Waits to be sent" in first

    def test_a_secret_is_never_shown_and_made_anew(self, console, ana, clara, open_scope, reach):
        reach(MATCHED)
        with open_scope(actor=actor_of(clara, "contacts:recover")) as scope:
            send_reset_link(scope, scope.session.get(Contact, (scope.tenant_id, ana.id)))
        with open_scope() as scope:
            mail = scope.session.query(MailMessage).one()
            token = mail.text.split("/recover/")[1].split()[0]
            mail.state, mail.text, mail.html = "sent", "", ""
            mail_id = mail.id

        page = console.get(f"/customers/{ana.id}/mails/{mail_id}")

        assert token not in page
        assert "Choose a new password" in words(page, ".v-mail")
        form = next(form for form in page.forms.values() if "mails/" in form.action)
        assert "A new one is on its way" in words(form.submit().follow(), "body")

    def test_before_the_caller_is_known_nothing_says_what_they_are_about(self, console, ana, sent):
        page = console.get(f"/customers/{ana.id}/mails")

        assert "#7" not in page
        assert "Lamp" not in page
        console.get(f"/customers/{ana.id}/mails/{sent['sent']}", status=403)

    def test_anothers_mail_is_not_found(self, console, ana, sent, make_contact):
        other = make_contact()

        console.get(f"/customers/{other.id}/mails/{sent['sent']}", status=404)
