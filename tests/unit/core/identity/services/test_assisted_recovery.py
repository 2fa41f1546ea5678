"""Staff help a contact back in."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.activity.models import Activity
from core.errors import ForbiddenError, Refused
from core.identity.permissions import RECOVER, RECOVER_HELD
from core.identity.services.assisted_recovery import (
    find_obstacle,
    has_recovery_code,
    make_recovery_code,
    revoke_recovery_code,
    send_proof_link,
    send_reset_link,
)
from core.identity.services.contacts import change_contact
from core.identity.services.locks import lock_by_failures, lock_person, unlock_person
from core.identity.services.recovery import set_password, set_password_by_code
from core.identity.services.secret_lives import list_secret_lives
from core.mail.bouncing import note_bounce
from core.mail.models import MailMessage
from core.testing.cases import actor_of

NEW = "horse-staple-42"


@pytest.fixture
def csr(scope, make_staff):
    return scope.acting_as(actor_of(make_staff(name="Clara", roles=["csr"]), RECOVER))


@pytest.fixture
def mails(scope):
    def read():
        scope.session.flush()
        rows = scope.session.scalars(select(MailMessage).order_by(MailMessage.id))
        return [(row.to[0][1], row.kind) for row in rows]

    return read


@pytest.fixture
def recorded(scope):
    def read(kind):
        scope.session.flush()
        rows = scope.session.scalars(select(Activity).where(Activity.kind == kind))
        return [(row.actor_name, row.data.get("purpose"), row.data.get("why")) for row in rows]

    return read


def use(scope, name, code, password=NEW):
    return set_password_by_code(scope, name, code, password)


class TestRecoveryCode:
    def test_it_opens_the_account_once(self, scope, csr, contact, recorded, mails):
        code = make_recovery_code(csr, contact)

        assert use(scope, contact.email, code.lower().replace("-", " ")) is contact
        assert use(scope, contact.email, code, "another-staple-42") is None
        assert recorded("code_made") == [("Clara", "phone_code", None)]
        assert recorded("secret_used")[0][1] == "phone_code"
        assert mails()[0] == (contact.email, "account_changed")

    def test_an_identifier_does_instead_of_the_address(self, scope, csr, contact):
        contact.identifier, contact.identifier_key = "CC 52", "cc 52"
        code = make_recovery_code(csr, contact)

        assert use(scope, "", code) is None
        assert use(scope, "CC 53", code) is None
        assert use(scope, " cc 52 ", code) is contact

    def test_of_two_with_the_same_identifier_it_is_ones(self, scope, csr, contact, make_contact):
        other = make_contact(identifier="CC 52")
        contact.identifier, contact.identifier_key = "CC 52", "cc 52"
        make_recovery_code(csr, scope.session.merge(other))
        code = make_recovery_code(csr, contact)

        assert use(scope, "CC 52", code) is contact

    def test_a_newer_one_ends_it(self, scope, csr, contact):
        old = make_recovery_code(csr, contact)
        make_recovery_code(csr, contact)

        assert use(scope, contact.email, old) is None
        assert [life.ended_by for life in list_secret_lives(csr, contact.id)] == ["", "newer"]

    def test_a_mailed_code_leaves_it_alone(self, scope, csr, contact):
        code = make_recovery_code(csr, contact)
        send_reset_link(csr, contact)

        assert use(scope, contact.email, code) is contact

    @pytest.mark.parametrize(
        ("end", "why"),
        [
            (revoke_recovery_code, "staff"),
            (lambda scope, who: lock_person(scope, who, "permanent", "misuse"), "locked"),
            (lambda scope, who: set_password(scope, who, NEW), "password"),
            (lambda scope, who: change_contact(scope, who, {"email": "new@x.example"}), "address"),
        ],
    )
    def test_what_ends_it_is_said(self, scope, csr, contact, recorded, end, why):
        code = make_recovery_code(csr, contact)
        end(csr, contact)

        assert not has_recovery_code(csr, contact)
        assert use(scope, contact.email, code) is None
        life = next(one for one in list_secret_lives(csr, contact.id) if one.purpose[:2] == "ph")
        assert (life.state, life.ended_by, life.issued_by) == ("revoked", why, "Clara")
        assert ("Clara", "phone_code", why) in recorded("secret_revoked")

    def test_it_ends_after_a_day(self, scope, csr, contact):
        code = make_recovery_code(csr, contact)
        now = scope.now()
        just = replace(scope, clock=lambda: now + timedelta(hours=24))

        assert use(just, contact.email, code) is None
        assert list_secret_lives(replace(csr, clock=just.clock), contact.id)[0].state == "expired"

    def test_five_wrong_tries_end_it(self, scope, csr, contact):
        code = make_recovery_code(csr, contact)
        for _ in range(5):
            assert use(scope, contact.email, "FFFF-FFFF") is None

        assert use(scope, contact.email, code) is None
        assert list_secret_lives(csr, contact.id)[0].state == "guessed"

    def test_failed_guesses_at_the_password_do_not_end_it(self, scope, csr, contact):
        code = make_recovery_code(csr, contact)
        lock_by_failures(scope, contact)

        assert use(scope, contact.email, code) is contact
        assert not contact.is_locked_at(scope.now())

    def test_who_may_not_help_makes_none(self, scope, contact, make_staff):
        agent = scope.acting_as(actor_of(make_staff(), "contacts:change"))
        for act in (make_recovery_code, send_reset_link, revoke_recovery_code, send_proof_link):
            with pytest.raises(ForbiddenError):
                act(agent, contact)


class TestObstacles:
    def test_who_is_locked_is_unlocked_first(self, csr, contact):
        lock_by_failures(csr, contact)

        assert find_obstacle(csr, contact).name == "locked"
        for act in (make_recovery_code, send_reset_link):
            with pytest.raises(Refused, match="Unlock the account first"):
                act(csr, contact)

        unlock_person(csr, contact, "staff")
        assert make_recovery_code(csr, contact)

    @pytest.mark.parametrize(
        ("values", "name"),
        [
            ({"hidden": True}, "hidden"),
            ({"portal_access": False}, "no_access"),
            ({"verified_at": None}, "unverified"),
        ],
    )
    def test_what_else_is_in_the_way_has_a_name(self, csr, contact, values, name):
        for key, value in values.items():
            setattr(contact, key, value)

        assert find_obstacle(csr, contact).name == name
        with pytest.raises(Refused):
            make_recovery_code(csr, contact)

    def test_a_new_address_waits_a_day_for_all_but_a_supervisor(
        self, scope, csr, contact, make_staff
    ):
        change_contact(csr, contact, {"email": "new@x.example"})
        contact.verified_at = scope.now()

        for act in (make_recovery_code, send_reset_link):
            with pytest.raises(Refused, match="only a supervisor"):
                act(csr, contact)
        boss = scope.acting_as(actor_of(make_staff(), RECOVER, RECOVER_HELD))
        assert make_recovery_code(boss, contact)
        now = scope.now()
        tomorrow = replace(csr, clock=lambda: now + timedelta(hours=24))
        assert make_recovery_code(tomorrow, contact)

    def test_who_has_not_verified_gets_that_link(self, csr, contact, mails):
        contact.verified_at = None

        send_proof_link(csr, contact)

        assert mails() == [(contact.email, "verify")]


class TestLives:
    def test_a_link_lives_with_its_mail(self, scope, csr, contact):
        send_reset_link(csr, contact)
        [life] = list_secret_lives(csr, contact.id)
        assert (life.purpose, life.state, life.mail.state) == ("recover", "works", "queued")

        scope.session.flush()
        mail = scope.session.scalars(select(MailMessage)).one()
        mail.state = "sent"
        note_bounce(scope, mail.id, contact.email, "550 5.1.1 no such user", is_permanent=True)

        [life] = list_secret_lives(csr, contact.id)
        assert life.mail.state == "bounced"
        assert "no such mailbox" in str(life.mail.reason)

    def test_it_asks_once_and_pages_by_key(self, csr, contact, queries):
        for _ in range(4):
            send_reset_link(csr, contact)
        csr.session.flush()
        queries.clear()

        first = list_secret_lives(csr, contact.id, size=3)
        assert len(queries) == 1
        [last] = list_secret_lives(csr, contact.id, after=first[-1].id, size=3)

        assert last.id < first[-1].id
