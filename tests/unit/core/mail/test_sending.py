"""Real conversations with a mail server."""

import socket
from dataclasses import replace

import pytest
from sqlalchemy import select

from core.activity.models import Activity
from core.db.base import new_id
from core.db.outbox import OutboxMessage
from core.jobs.runner import Runner
from core.mail import tasks, transport
from core.mail.models import MailMessage
from core.mail.services import Recipient, queue_mail
from core.mail.transport import MailServer, RestingError, ServerAwayError
from core.tenancy.models import Tenant
from core.tenancy.services import add_host
from core.testing.jobs import run_until_idle


def jobs_of(platform):
    with platform.session(reading=True) as session:
        return session.scalars(
            select(OutboxMessage).where(OutboxMessage.actor == "mail.send_mail")
        ).all()


class TestSendMail:
    def test_the_mail_arrives_as_it_was_composed(self, send, inbox):
        case_id = new_id()
        mail = send("¿Qué tal? — Ñandú", case_id=case_id)

        [message] = inbox.messages
        assert mail.state == "sent"
        assert message["Subject"] == "¿Qué tal? — Ñandú"
        assert message["To"] == "Ana Pérez <ana@demo.example>"
        assert message["From"] == "Acme <no-reply@acme.localhost>"
        assert message["Message-ID"] == mail.message_id
        assert message["In-Reply-To"] == mail.in_reply_to
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["X-Auto-Response-Suppress"] == "All"
        assert "Ñandú" in message.get_body(["plain"]).get_content()
        assert "http://acme.localhost:6543/cases/1" in message.get_body(["html"]).get_content()
        assert all(len(line) <= 998 for line in inbox.received[0].content.splitlines())

    def test_a_long_id_is_not_mangled(self, with_smtp, inbox, send):
        host = f"{'support-' * 7}desk.{'very-' * 8}long.example"
        with with_smtp.every_tenant() as session:
            tenant = session.scalars(select(Tenant).where(Tenant.slug == "acme")).one()
            add_host(session, tenant.id, host)
            tenant.version += 1
        case_id = new_id()
        first = send(case_id=case_id)
        second = send(case_id=case_id)

        assert host in first.message_id
        assert f"\r\nMessage-ID: {second.message_id}\r\n".encode() in inbox.received[1].content
        assert inbox.messages[1]["In-Reply-To"] == first.message_id
        assert inbox.messages[1]["References"].split() == second.references

    def test_many_long_addresses_stay_apart(self, send, inbox):
        domain = f"{'a-rather-long-domain.' * 4}example"
        people = [Recipient(f"p{n}@{domain}", f"Peña, José «{n}»" * 4) for n in range(6)]

        send(to=people)

        [message] = inbox.messages
        assert [one.addr_spec for one in message["To"].addresses] == [p.address for p in people]
        names = [one.display_name for one in message["To"].addresses]
        assert names == [person.name for person in people]

    def test_an_address_beyond_ascii_is_named_only_where_the_server_takes_it(self, send, inbox):
        send(to=[Recipient("añil@demo.example", "Añil")], cc=[Recipient("c@demo.example")])

        assert "añil@demo.example".encode() in inbox.received[0].content
        assert inbox.received[0].rcpt_tos == ["añil@demo.example", "c@demo.example"]

    def test_a_mail_with_a_header_that_cannot_be_written_is_refused(self, send, inbox, monkeypatch):
        monkeypatch.setattr("core.mail.services.one_line", lambda text, _longest: text)
        monkeypatch.setattr("core.mail.message.addresses.one_line", lambda text, _longest: text)

        mail = send(to=[Recipient("ana@demo.example", "Ana\r\nBcc: x@demo.example")])

        assert inbox.received == []
        assert mail.state == "failed"
        assert "a header" in mail.error

    def test_a_person_s_mail_is_not_marked_automatic(self, send, inbox):
        send(is_automatic=False)

        assert inbox.messages[0]["Auto-Submitted"] is None

    def test_trying_again_sends_the_same_mail(self, send, inbox, with_smtp):
        inbox.ending = "451 try later"
        mail = send()
        assert mail.state == "queued"
        assert "451 try later" in mail.error

        inbox.ending = None
        with_smtp.clock.advance(minutes=1)
        run_until_idle(with_smtp)

        assert inbox.messages[0]["Message-ID"] == mail.message_id

    def test_a_refused_mail_is_not_tried_again(self, send, inbox, with_smtp):
        inbox.ending = "554 we do not like it"

        mail = send()

        assert mail.state == "failed"
        assert "554 we do not like it" in mail.error
        assert all(job.done_at for job in jobs_of(with_smtp))

    def test_only_the_addresses_put_off_are_asked_again(self, send, inbox, with_smtp):
        inbox.answers = {"c@demo.example": "450 busy", "gone@demo.example": "550 no such user"}

        mail = send(cc=[Recipient("c@demo.example"), Recipient("gone@demo.example")])
        assert mail.pending == ["c@demo.example"]
        assert "550 no such user" in mail.error
        inbox.answers.clear()
        with_smtp.clock.advance(minutes=1)
        run_until_idle(with_smtp)

        assert [one.rcpt_tos for one in inbox.received] == [
            ["ana@demo.example"],
            ["c@demo.example"],
        ]

    def test_after_three_days_it_is_given_up(self, send, inbox, with_smtp):
        inbox.ending = "451 try later"
        mail = send()
        for _ in range(5):
            with_smtp.clock.advance(days=1)
            run_until_idle(with_smtp, raising=False)

        with with_smtp.scope("acme", reading=True) as scope:
            mail = scope.session.get(MailMessage, (mail.tenant_id, mail.id))
        assert mail.state == "failed"
        assert all(job.done_at for job in jobs_of(with_smtp))

    def test_a_second_message_for_it_sends_nothing(self, send, inbox, with_smtp):
        send()
        [job] = jobs_of(with_smtp)

        Runner(with_smtp).run(job.id, 0)
        Runner(with_smtp).run(job.id, 1)

        assert len(inbox.received) == 1

    def test_one_time_secrets_do_not_stay(self, send, inbox):
        mail = send("your link: /verify/abc", secrets=("what",))

        assert "/verify/abc" in inbox.messages[0].get_body(["plain"]).get_content()
        assert (mail.text, mail.html) == ("", "")

    def test_it_is_written_down_for_the_case(self, send, with_smtp):
        case_id, contact_id = new_id(), new_id()
        send(case_id=case_id, contact_id=contact_id)

        with with_smtp.scope("acme", reading=True) as scope:
            row = scope.session.scalars(select(Activity).where(Activity.kind == "mail_sent")).one()
        assert (row.case_id, row.contact_id) == (case_id, contact_id)

    def test_without_a_server_it_is_kept(self, platform):
        with platform.scope("acme") as scope:
            queue_mail(scope, "trial", to=[Recipient("a@demo.example")], data={"what": "x"})
        run_until_idle(platform)

        with platform.scope("acme", reading=True) as scope:
            assert scope.session.scalar(select(MailMessage.state)) == "held"

    def test_a_server_that_is_away_costs_one_try_and_keeps_the_rest_waiting(
        self, platform, monkeypatch
    ):
        monkeypatch.setattr(transport, "REST", 3600.0)  # however busy the machine is
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            port = closed.getsockname()[1]
        platform.settings = replace(
            platform.settings, smtp_url=f"smtp://bot:hunter2@127.0.0.1:{port}"
        )
        tasks.mail_server.cache_clear()
        for _ in range(3):
            with platform.scope("acme") as scope:
                queue_mail(scope, "trial", to=[Recipient("a@demo.example")], data={"what": "x"})

        run_until_idle(platform, raising=False)

        jobs = jobs_of(platform)
        assert sorted(job.attempts for job in jobs) == [0, 0, 1]
        assert all(job.done_at is None and job.failed_at is None for job in jobs)
        assert not [job for job in jobs if "hunter2" in job.error]


class TestMailServer:
    def test_it_rests_after_a_failure(self):
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            server = MailServer(f"smtp://127.0.0.1:{closed.getsockname()[1]}")
        with pytest.raises(ServerAwayError):
            server.deliver(None, "a@demo.example", ["b@demo.example"])

        with pytest.raises(RestingError):
            server.deliver(None, "a@demo.example", ["b@demo.example"])

    def test_it_does_not_send_in_the_clear_when_told_to_encrypt(self, smtp_url, inbox):
        server = MailServer(smtp_url.replace("smtp:", "smtp+starttls:"))

        with pytest.raises(ServerAwayError):
            server.deliver(None, "a@demo.example", ["b@demo.example"])

        assert inbox.received == []
