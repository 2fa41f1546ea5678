"""The mails that went out, as an administrator looks after them."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from core.activity.models import Activity
from core.identity.services.bounces import record_bounce
from core.mail.models import MailMessage
from core.mail.outgoing import SIZE
from core.mail.services import Recipient, queue_mail


@pytest.fixture
def admin(as_admin):
    return as_admin()


@pytest.fixture
def ask(open_scope):
    """Ask for a mail, in a state; return its id."""

    def ask(subject="Lamp", to="ana@mail.example", state="sent", **columns):
        data = {
            "number": 7,
            "subject": subject,
            "message": "",
            "page": None,
            "write_to": "",
            "can_answer": False,
        }
        with open_scope() as scope:
            given = {key: columns.pop(key) for key in ("case_id",) if key in columns}
            mail = queue_mail(scope, "case_closed", to=[Recipient(to)], data=data, **given)
            mail.state = state
            for name, value in columns.items():
                setattr(mail, name, value)
            return mail.id

    return ask


def words(page):
    return page.html.select_one("main").get_text(" ", strip=True)


def subjects(page):
    return [one.get_text(strip=True) for one in page.html.select("tbody th a")]


class TestList:
    def test_the_newest_stands_first_with_its_state_and_its_error(self, admin, ask):
        ask("First")
        ask("Second", state="failed", error="ana@mail.example: 550 no")

        page = admin.get("/admin/mails")

        assert [one.rpartition(": ")[2] for one in subjects(page)] == ["Second", "First"]
        text = words(page)
        assert text.index("Not delivered") < text.index("550 no") < text.index("First")

    def test_it_is_narrowed_by_state_and_by_address(self, admin, ask):
        ask("One", state="failed")
        ask("Two")
        ask("Three", to="eva@mail.example")

        def found(query):
            return [one.rpartition(": ")[2] for one in subjects(admin.get(f"/admin/mails?{query}"))]

        assert found("state=failed") == ["One"]
        assert found("text=EVA@mail.example") == ["Three"]
        assert found("state=sent&text=ana@mail.example") == ["Two"]
        assert found("text=mail.example") == []
        assert found("state=nonsense") == ["Three", "Two", "One"]

    def test_it_goes_on_page_by_page(self, admin, ask):
        for number in range(SIZE + 1):
            ask(f"Mail {number}", state="failed")

        page = admin.get("/admin/mails?state=failed")
        rest = admin.get(page.html.select_one("a[rel=next]")["href"])

        assert len(subjects(page)) == SIZE
        assert [one.rpartition(": ")[2] for one in subjects(rest)] == ["Mail 0"]

    def test_case_and_contact_lead_to_theirs(self, admin, make_contact, make_case, ask):
        ana = make_contact(email="ana@mail.example")
        case = make_case(ana)
        ask("Of the case", to="eva@mail.example", case_id=case.id)
        ask("Of Ana")

        page = admin.get(f"/desk/cases/{case.number}").click(href="/admin/mails")
        assert [one.rpartition(": ")[2] for one in subjects(page)] == ["Of the case"]
        page = admin.get(f"/admin/people/contacts/{ana.id}").click(href="/admin/mails")
        assert [one.rpartition(": ")[2] for one in subjects(page)] == ["Of Ana"]

    def test_an_agent_is_led_nowhere(self, as_agent, make_contact, make_case):
        case = make_case(make_contact())

        assert "/admin/mails" not in as_agent().get(f"/desk/cases/{case.number}").text


class TestMail:
    def test_it_shows_what_it_says_and_what_servers_said(self, admin, ask, open_scope):
        mail_id = ask("Lamp <b>", to="ana@mail.example")
        with open_scope() as scope:
            reason = "550 5.1.1 <no such user>"
            record_bounce(scope, mail_id, "ana@mail.example", reason, is_permanent=True)

        page = admin.get("/admin/mails").click("Lamp")

        text = words(page)
        assert "Came back" in text
        assert "550 5.1.1 <no such user>" in text
        assert "has been closed" in page.html.select_one(".v-mail").get_text()

    def test_a_secret_is_for_its_reader_alone(self, admin, ask):
        mail_id = ask("Lamp", is_secret=True, text="the code is 123456")

        page = admin.get(f"/admin/mails/{mail_id}")

        assert "123456" not in page
        assert "carries a secret" in words(page)

    def test_it_is_sent_again(self, admin, ask, platform, jobs, mailbox, open_scope):
        platform.settings = replace(platform.settings, smtp_url=mailbox.url)
        mail_id = ask("Lamp", state="failed", error="421 later")
        page = admin.get(f"/admin/mails/{mail_id}")

        form = next(one for one in page.forms.values() if one.action.endswith("/resend"))
        page = form.submit().follow()
        assert "It is sent again to ana@mail.example." in page
        assert not [one for one in page.forms.values() if one.action.endswith("/resend")]
        jobs.run()

        assert {one["Subject"] for one in mailbox.to("ana@mail.example")} == {"[#7] Closed: Lamp"}
        with open_scope() as scope:
            mail = scope.session.scalar(select(MailMessage).where(MailMessage.id == mail_id))
            kinds = scope.session.scalars(select(Activity.kind)).all()
        assert (mail.state, mail.error) == ("sent", "")
        assert kinds.count("mail_resent") == 1

    def test_where_nothing_can_be_sent_that_is_said(self, admin, ask):
        page = admin.get(f"/admin/mails/{ask('Lamp')}")
        form = next(one for one in page.forms.values() if one.action.endswith("/resend"))

        assert "No mail server is named" in form.submit().follow()
