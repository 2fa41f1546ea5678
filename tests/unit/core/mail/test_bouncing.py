from dataclasses import replace

import pytest
from sqlalchemy import select

from core.activity.models import Activity
from core.db.base import new_id
from core.errors import NotFoundError
from core.identity.services.bounces import end_bounces, record_bounce
from core.identity.services.contacts import change_contact
from core.identity.services.verification import mark_verified
from core.mail.models import MailMessage
from core.mail.resending import resend_mail

REASON = "550 5.1.1 no such user"


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", email="ana@acme.example")


@pytest.fixture
def mail(scope, ana):
    mail = MailMessage(
        tenant_id=scope.tenant_id,
        id=new_id(),
        kind="case_note",
        locale="en",
        sender_name="Acme",
        sender="no-reply@acme.example",
        to=[["Ana", "ana@acme.example"]],
        cc=[["", "bea@acme.example"]],
        pending=[],
        subject="Hello",
        text="Hello",
        html="<p>Hello</p>",
        message_id="<1@acme.example>",
        references=[],
        contact_id=ana.id,
        state="sent",
        created_at=scope.now(),
    )
    scope.session.add(mail)
    scope.session.flush()
    return mail


def activity(scope):
    kinds = ("mail_failed", "address_works")
    query = select(Activity).where(Activity.kind.in_(kinds)).order_by(Activity.id)
    return [
        (row.kind, row.contact_id, row.data.get("address")) for row in scope.session.scalars(query)
    ]


class TestRecordBounce:
    def test_it_stands_with_the_mail_and_in_the_activity(self, scope, mail, ana):
        record_bounce(scope, mail.id, "ANA@acme.example", f"{REASON}\r\nBcc: x", is_permanent=True)

        assert mail.state == "bounced"
        bounce = mail.bounces["ana@acme.example"]
        assert (bounce["reason"], bounce["permanent"]) == (f"{REASON} Bcc: x", True)
        assert activity(scope) == [("mail_failed", ana.id, "ana@acme.example")]

    def test_the_same_is_recorded_once_and_worse_is_news(self, scope, mail):
        for is_permanent in (False, False, True, True, False):
            record_bounce(scope, mail.id, "ana@acme.example", REASON, is_permanent=is_permanent)

        assert len(activity(scope)) == 2
        assert mail.bounces["ana@acme.example"]["permanent"]

    def test_a_permanent_one_marks_the_contact(self, scope, mail, ana):
        record_bounce(scope, mail.id, "ana@acme.example", "mailbox full", is_permanent=False)
        assert not ana.is_unreachable

        record_bounce(scope, mail.id, "ana@acme.example", REASON, is_permanent=True)
        assert ana.is_unreachable
        assert ana.bounce_reason == REASON

    def test_a_copy_that_came_back_says_nothing_of_the_contact(self, scope, mail, ana):
        record_bounce(scope, mail.id, "bea@acme.example", REASON, is_permanent=True)

        assert not ana.is_unreachable

    def test_it_is_refused_for_what_did_not_go_there(self, scope, other_scope, mail):
        for asking, mail_id, address in (
            (scope, mail.id, "eve@acme.example"),
            (scope, mail.id, "no address"),
            (scope, new_id(), "ana@acme.example"),
            (other_scope, mail.id, "ana@acme.example"),
        ):
            with pytest.raises(NotFoundError):
                record_bounce(asking, mail_id, address, REASON, is_permanent=True)

        assert mail.bounces == {}

    def test_sending_again_begins_anew(self, scope, mail):
        record_bounce(scope, mail.id, "ana@acme.example", REASON, is_permanent=True)

        settings = replace(scope.settings, smtp_url="smtp://127.0.0.1:9")
        resend_mail(replace(scope, settings=settings), mail.id)

        assert (mail.state, mail.bounces) == ("queued", {})


class TestEndOfBounces:
    @pytest.fixture(autouse=True)
    def _marked(self, scope, mail):
        record_bounce(scope, mail.id, "ana@acme.example", REASON, is_permanent=True)

    def test_another_address_has_no_mark(self, scope, ana):
        change_contact(scope, ana, {"email": "ana@mail.example"})

        assert not ana.is_unreachable

    def test_nor_has_one_that_is_proven_anew(self, scope, ana):
        ana.verified_at = None
        mark_verified(scope, ana)

        assert not ana.is_unreachable

    def test_staff_can_say_that_it_works_again(self, scope, ana):
        end_bounces(scope, ana)

        assert not ana.is_unreachable
        assert activity(scope)[-1] == ("address_works", ana.id, None)
