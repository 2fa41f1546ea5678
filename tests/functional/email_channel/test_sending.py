"""How mails of a case go out while the organisation has mailboxes, as a mail server gets them."""

import pytest

from core.identity.models.contact import Contact
from core.identity.services.recovery import request_recovery
from core.plugin.api import new_id
from core.plugin.api.cases import add_note, close_case, get_case_by_id
from core.testing.cases import actor_of
from core.testing.mail import text_of
from plugins.email_channel.models import Mailbox, ReceivedMail
from plugins.email_channel.services.reply_addresses import case_of_addresses

DESK = ("cases:read", "cases:answer", "cases:change")


@pytest.fixture
def make_mailbox(open_scope):
    def make(address, **values):
        with open_scope() as scope:
            mailbox = Mailbox(
                tenant_id=scope.tenant_id,
                address=address,
                address_key=address,
                defaults={},
                **values,
            )
            scope.session.add(mailbox)
            scope.session.flush()
            return mailbox

    return make


@pytest.fixture
def _help(make_mailbox):
    make_mailbox("help@acme.example", sender_name="Acme helps", is_default=True)


@pytest.fixture
def ana(make_contact):
    return make_contact(email="ana@x.example")


@pytest.fixture
def carla(make_staff):
    return make_staff(name="Carla", email="carla@staff.example")


@pytest.fixture
def came_by_mail(open_scope):
    """Let a case be one that a mail made."""

    def note(case, mailbox=None, *, is_automatic=False):
        with open_scope() as scope:
            mail = ReceivedMail(
                tenant_id=scope.tenant_id,
                mailbox_id=mailbox.id if mailbox else None,
                fingerprint=case.id.hex,
                upload_id=new_id(),
                sha256="0" * 64,
                size=1,
                received_at=scope.now(),
                came_by="command",
                envelope_to=[],
                state="filed",
                decision=[],
                is_automatic=is_automatic,
                case_id=case.id,
            )
            scope.session.add(mail)

    return note


@pytest.fixture
def answer(open_scope, carla, jobs, mailbox):
    """Let Carla answer a case, and return the messages that this causes."""

    def act(case, words="<p>Is it dark?</p>"):
        jobs.run()
        mailbox.clear()
        with open_scope(actor=actor_of(carla, *DESK)) as scope:
            add_note(scope, get_case_by_id(scope, case.id), words)
        jobs.run()
        return mailbox.messages

    return act


@pytest.mark.usefixtures("_help")
class TestMailsThatCanBeAnswered:
    def test_they_come_from_the_mailbox_and_answers_find_the_case(
        self, make_case, ana, answer, open_scope
    ):
        case = make_case(ana)

        (message,) = answer(case)

        assert message["From"] == "Acme helps <help@acme.example>"
        (reply_to,) = message["Reply-To"].addresses
        with open_scope() as scope:
            assert case_of_addresses(scope, [reply_to.addr_spec]) == case.id

    def test_the_confirmation_of_a_case_can_be_answered(self, make_case, ana, jobs, mailbox):
        make_case(ana)
        jobs.run()

        (message,) = mailbox.to("ana@x.example")
        assert "help+" in message["Reply-To"]

    def test_the_mailbox_that_a_case_came_to_goes_before_the_default(
        self, make_case, make_mailbox, came_by_mail, ana, answer
    ):
        case = make_case(ana)
        came_by_mail(case, make_mailbox("sales@acme.example", sender_name="Sales"))

        (message,) = answer(case)

        assert message["From"] == "Sales <sales@acme.example>"

    def test_one_that_is_switched_off_does_not(
        self, make_case, make_mailbox, came_by_mail, ana, answer
    ):
        case = make_case(ana)
        came_by_mail(case, make_mailbox("sales@acme.example", is_active=False))

        (message,) = answer(case)

        assert "help@acme.example" in message["From"]

    def test_answers_go_to_the_address_that_redirects_to_the_mailbox(
        self, make_case, make_mailbox, came_by_mail, ana, answer
    ):
        mailbox = make_mailbox("acme@ventanilla.example", reply_to="support@acme.example")
        case = make_case(ana)
        came_by_mail(case, mailbox)

        (message,) = answer(case)

        (reply_to,) = message["Reply-To"].addresses
        assert reply_to.username.startswith("support+")
        assert reply_to.domain == "acme.example"

    def test_copies_can_answer_and_are_told_so(self, make_case, ana, carla, answer):
        case = make_case(ana, cc=["eva@y.example"])

        to_ana, to_eva = answer(case)

        assert "/cases/" in text_of(to_ana)
        assert "/cases/" not in text_of(to_eva) + text_of(to_eva, "html")
        for kind in ("plain", "html"):
            assert "To answer or to add something, answer this mail." in text_of(to_eva, kind)
        assert to_eva["Reply-To"] == to_ana["Reply-To"]
        assert to_eva["Message-ID"] != to_ana["Message-ID"]

    def test_so_can_a_contact_without_access_to_the_portal(
        self, make_case, ana, answer, open_scope
    ):
        with open_scope() as scope:
            scope.session.get_one(Contact, (scope.tenant_id, ana.id)).portal_access = False

        (message,) = answer(make_case(ana))

        assert "answer this mail" in text_of(message)

    def test_which_mailbox_it_is_costs_one_query(
        self, make_case, ana, carla, jobs, mailbox, queries
    ):
        make_case(ana)
        queries.clear()
        jobs.run()

        assert len([one for one in queries.statements if "email_channel_mail.case_id" in one]) == 1


@pytest.mark.usefixtures("_help")
class TestMailsThatCanNot:
    def test_a_new_password_is_sent_from_where_nobody_reads(self, ana, open_scope, jobs, mailbox):
        with open_scope() as scope:
            request_recovery(scope, "contact", "ana@x.example", None)
        jobs.run()

        (message,) = mailbox.to("ana@x.example")
        assert message["Reply-To"] is None
        assert "no-reply@" in message["From"]
        assert "answer this mail" not in text_of(message)

    def test_news_for_staff_are_not_answered_by_mail(self, make_case, ana, carla, jobs, mailbox):
        make_case(ana, assignee_id=carla.id)
        jobs.run()

        (message,) = mailbox.to("carla@staff.example")
        assert message["Reply-To"] is None
        assert "help@acme.example" not in message["From"]

    def test_without_a_mailbox_nothing_changes(self, make_case, ana, answer, open_scope):
        with open_scope() as scope:
            scope.session.query(Mailbox).delete()

        (message,) = answer(make_case(ana))

        assert message["Reply-To"] is None


@pytest.mark.usefixtures("_help")
class TestLoops:
    def test_a_program_is_not_told_that_its_mail_came(
        self, make_case, ana, came_by_mail, answer, jobs, mailbox
    ):
        case = make_case(ana)
        came_by_mail(case, is_automatic=True)
        jobs.run()

        assert mailbox.to("ana@x.example") == []
        assert len(answer(case)) == 1

    @pytest.mark.parametrize("copy", ["help@acme.example", "Help+tag@acme.example"])
    def test_no_mail_goes_to_a_mailbox_of_ours(self, make_case, ana, answer, mailbox, copy):
        answer(make_case(ana, cc=[copy, "eva@y.example"]))

        assert {one for envelope in mailbox.envelopes for one in envelope.rcpt_tos} == {
            "ana@x.example",
            "eva@y.example",
        }

    def test_nor_one_whose_contact_has_its_address(self, make_case, make_contact, answer):
        assert answer(make_case(make_contact(email="help@acme.example"))) == []

    @pytest.mark.parametrize("count", [20])
    def test_fifty_people_in_copy_hear_nothing_before_staff_have_answered(
        self, make_case, ana, came_by_mail, answer, jobs, mailbox, open_scope, count
    ):
        copies = [f"p{number}@y.example" for number in range(count)]
        case = make_case(ana, cc=copies, actor=actor_of(ana))
        came_by_mail(case)
        jobs.run()
        assert [envelope.rcpt_tos for envelope in mailbox.envelopes] == [["ana@x.example"]]

        with open_scope(actor=actor_of(ana)) as scope:
            add_note(scope, get_case_by_id(scope, case.id), "<p>WIN A PRIZE</p>")
        jobs.run()
        assert len(mailbox.envelopes) == 1

        answer(case)
        told = {one for envelope in mailbox.envelopes for one in envelope.rcpt_tos}
        assert told == {"ana@x.example", *copies}
        assert not [one for one in mailbox.messages if "PRIZE" in text_of(one)]

    def test_nobody_hears_what_an_address_that_is_not_proved_has_written(
        self, make_case, make_contact, came_by_mail, carla, open_scope, jobs, mailbox
    ):
        stranger = make_contact(email="x@evil.example", verified_at=None)
        case = make_case(stranger, cc=["eva@y.example"])
        came_by_mail(case)
        with open_scope(actor=actor_of(carla, *DESK)) as scope:
            close_case(scope, get_case_by_id(scope, case.id))
        jobs.run()

        assert mailbox.envelopes == []
