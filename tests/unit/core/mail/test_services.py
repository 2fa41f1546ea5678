import pytest
from sqlalchemy import select

from core.db.base import new_id
from core.db.outbox import OutboxMessage
from core.errors import NotFoundError
from core.mail.message.mime import build_message
from core.mail.models import MailMessage
from core.mail.services import Recipient, get_mail, list_mails, queue_mail
from core.tenancy.services import save_document

BRUNO = Recipient("bruno@demo.example", "Bruno")


class TestQueueMail:
    def test_it_stores_the_mail_and_asks_for_its_sending(self, open_scope):
        with open_scope() as scope:
            mail = queue_mail(scope, "trial", to=[BRUNO], data={"what": "Hello"})
            scope.session.flush()
            jobs = scope.session.scalars(
                select(OutboxMessage).where(OutboxMessage.actor == "mail.send_mail")
            ).all()

        assert [job.args for job in jobs] == [[str(mail.id)]]
        assert (mail.state, mail.subject, mail.pending) == ("queued", "Hello", [BRUNO.address])
        assert mail.sender == "no-reply@acme.localhost"
        assert mail.sender_name == "Acme"

    def test_it_speaks_the_readers_language(self, post):
        english = post(to=[Recipient("a@demo.example", locale="en")])
        spanish = post(to=[Recipient("a@demo.example", locale="es")])

        assert (english.locale, spanish.locale) == ("en", "es")
        assert "Cancel:" in english.text
        assert 'lang="es"' in spanish.html

    @pytest.mark.parametrize("locale", [None, "", "xx", "../../etc"])
    def test_an_unknown_language_is_the_tenants_own(self, post, locale):
        assert post(to=[Recipient("a@demo.example", locale=locale)]).locale == "en"

    def test_html_is_escaped_and_text_is_not(self, post):
        mail = post("Tom & <b>Ana</b>")

        assert "Tom & <b>Ana</b>" in mail.text
        assert "Tom &amp; &lt;b&gt;Ana&lt;/b&gt;" in mail.html
        assert mail.subject == "Tom & <b>Ana</b>"

    @pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x00", "\u2028", "\x0b", "\x85"])
    def test_nothing_gets_out_of_a_header(self, post, end):
        evil = f"Hi{end}Bcc: everyone@demo.example{end}{end}<script>"
        mail = post(evil, to=[Recipient("ana@demo.example", f"Ana{end}Bcc: x@demo.example")])

        head = build_message(mail).as_bytes().partition(b"\r\n\r\n")[0]

        assert not [line for line in head.split(b"\r\n") if line.startswith(b"Bcc")]

    @pytest.mark.parametrize(
        "address",
        ["", "ana", "ana@", "@demo.example", "a@b\r\nBcc: c@d", "a b@demo.example", "a@b@c d"],
    )
    def test_what_is_no_address_gets_no_mail(self, post, address):
        mail = post(to=[Recipient(address)])

        assert (mail.state, mail.error) == ("failed", "no valid address")

    def test_a_domain_beyond_ascii_travels_in_ascii(self, post):
        mail = post(to=[Recipient("ana@señal.example")])

        assert mail.pending == ["ana@xn--seal-hqa.example"]

    def test_nobody_gets_it_twice(self, post):
        mail = post(to=[BRUNO], cc=[Recipient("BRUNO@demo.example"), Recipient("c@demo.example")])

        assert mail.cc == [["", "c@demo.example"]]

    def test_ids_are_unique_and_not_to_be_guessed(self, post):
        first, second = post().message_id, post().message_id

        assert first != second
        assert first.startswith("<")
        assert first.endswith("@acme.localhost>")

    def test_mails_of_a_case_are_one_thread(self, post):
        case_id, other = new_id(), new_id()
        first = post(case_id=case_id)
        second = post(case_id=case_id)
        elsewhere = post(case_id=other)

        assert first.in_reply_to == first.references[0]
        assert second.in_reply_to == first.message_id
        assert second.references == [first.references[0], first.message_id]
        assert elsewhere.references[0] != first.references[0]

    def test_a_thread_tells_nobody_of_anothers_mail(self, post):
        case_id = new_id()
        to_bruno = post(to=[BRUNO], case_id=case_id)
        to_ana = post(case_id=case_id)

        assert to_bruno.message_id not in to_ana.references

    def test_the_tenants_own_wording_is_used(self, open_scope, platform):
        with open_scope() as scope:
            save_document(scope, "wording", {"en": {"Cancel": "Never mind"}})
        with open_scope() as scope:
            mail = queue_mail(scope, "trial", to=[BRUNO], data={"what": "x"})

        assert "Never mind:" in mail.text

    def test_the_tenants_address_and_colour_are_used(self, open_scope, platform):
        branding = {"support_email": "help@acme.example", "accent": "#123456"}
        with open_scope() as scope:
            save_document(scope, "branding", branding)
        with open_scope() as scope:
            mail = queue_mail(scope, "trial", to=[BRUNO], data={"what": "x"})

        assert mail.sender == "help@acme.example"
        assert "#123456" in mail.html


class TestListMails:
    def test_the_newest_comes_first_over_all_tenants(self, platform):
        for slug in ("acme", "globex"):
            with platform.scope(slug) as scope:
                queue_mail(scope, "trial", to=[BRUNO], data={"what": slug})

        with platform.every_tenant(reading=True) as session:
            rows = list_mails(session)

        assert [(row.subject, row.tenant) for row in rows] == [
            ("globex", "Globex"),
            ("acme", "Acme"),
        ]

    def test_a_tenant_sees_its_own(self, platform):
        for slug in ("acme", "globex"):
            with platform.scope(slug) as scope:
                queue_mail(scope, "trial", to=[BRUNO], data={"what": slug})

        with platform.scope("acme", reading=True) as scope:
            assert [row.subject for row in list_mails(scope.session)] == ["acme"]


class TestGetMail:
    def test_it_does_not_see_another_tenant(self, platform):
        with platform.scope("globex") as scope:
            mail = queue_mail(scope, "trial", to=[BRUNO], data={"what": "theirs"})

        with platform.scope("acme", reading=True) as scope, pytest.raises(NotFoundError):
            get_mail(scope.session, mail.id)

    def test_it_returns_the_mail(self, platform):
        with platform.scope("acme") as scope:
            mail = queue_mail(scope, "trial", to=[BRUNO], data={"what": "ours"})

        with platform.scope("acme", reading=True) as scope:
            assert isinstance(get_mail(scope.session, mail.id), MailMessage)
