"""Whose account it is when an address changes: the old one is asked, and may say no."""

import re

import pytest
from sqlalchemy import select

from core.identity.credentials.one_time import issue_link_token
from core.identity.services.address_changes import is_recovery_held, may_undo, undo_address
from core.identity.services.contacts import change_contact
from core.identity.services.locks import lock_person, unlock_person
from core.identity.services.profile import confirm_address
from core.identity.services.recovery import recover, set_password, set_password_by_link
from core.identity.services.staff import change_staff
from core.identity.services.verification import verify_contact
from core.mail.models import MailMessage
from core.search_text import fold
from core.testing.cases import actor_of

OLD, NEW = "ana@x.example", "thief@x.example"
LINK = re.compile(r"http\S+/(?:undo|verify|recover)/(\S+)")


@pytest.fixture
def csr(scope, make_staff):
    return scope.acting_as(actor_of(make_staff(roles=["csr"]), "contacts:change"))


@pytest.fixture
def mails(scope):
    """Return (address, kind, token) of what was mailed since it was last asked."""
    seen = set()

    def read():
        scope.session.flush()
        rows = scope.session.scalars(select(MailMessage).order_by(MailMessage.id)).all()
        new = [row for row in rows if row.id not in seen]
        seen.update(row.id for row in rows)
        return [
            (row.to[0][1], row.kind, (LINK.findall(row.text) or [""])[0]) for row in new if row.to
        ]

    return read


@pytest.fixture
def moved(csr, contact, mails):
    """Let staff move Ana's address; return the old one's link and the new one's."""
    change_contact(csr, contact, {"email": NEW})
    (old, kind, undo), (new, second, verify) = mails()
    assert (old, kind, new, second) == (OLD, "address_changed", NEW, "verify")
    return undo, verify


class TestStaffMoveAnAddress:
    def test_the_old_address_undoes_it(self, scope, contact, moved):
        undo, _verify = moved

        token = undo_address(scope, undo)

        assert (contact.email, contact.email_key) == (OLD, OLD)
        assert fold(OLD) in contact.search
        assert contact.verified_at is not None
        assert contact.password_hash is None
        assert set_password_by_link(scope, "contact", token, "a long new password") is contact

    def test_the_link_works_once_and_for_a_day(self, scope, contact, moved, csr, mails, clock):
        undo, _verify = moved
        assert may_undo(scope, undo)
        assert undo_address(scope, undo)
        assert not may_undo(scope, undo)
        assert undo_address(scope, undo) is None

        change_contact(csr, contact, {"email": NEW})
        again = mails()[0][2]
        clock.advance(hours=24)
        assert undo_address(scope, again) is None

    def test_the_new_address_recovers_nothing_for_a_day(self, scope, contact, moved, mails, clock):
        _undo, verify = moved
        verify_contact(scope, verify)
        mails()
        recover(scope, "contact", NEW, None)
        assert [mail[:2] for mail in mails()] == [(NEW, "recover_held")]
        assert is_recovery_held(scope, contact)

        clock.advance(hours=24)
        recover(scope, "contact", NEW, None)
        assert [mail[:2] for mail in mails()] == [(NEW, "recover_link")]

    def test_nor_does_the_welcome_of_somebody_without_a_password(self, scope, contact, csr, mails):
        contact.password_hash = None
        change_contact(csr, contact, {"email": NEW})
        verify_contact(scope, mails()[1][2])

        assert [mail[1:] for mail in mails()] == [("recover_held", "")]

    @pytest.mark.parametrize("deed", ["password", "lock", "second change", "proof"])
    def test_nothing_that_a_thief_does_ends_it(self, scope, contact, csr, moved, mails, deed):
        undo, verify = moved
        if deed == "password":
            set_password(scope, contact, "a long new password")
        elif deed == "lock":
            lock_person(csr, contact, "permanent", "staff")
        else:
            verify_contact(scope, verify)
            mails()
            change_contact(csr, contact, {"email": "other@x.example"})
        others = [token for _to, kind, token in mails() if kind == "address_changed"]

        assert undo_address(scope, undo)
        assert contact.email == OLD
        assert not any(may_undo(scope, token) for token in others)

    def test_who_registered_with_the_old_address_meanwhile_gives_way(
        self, scope, contact, moved, make_contact
    ):
        squatter = make_contact(email=OLD, verified_at=None)

        assert undo_address(scope, moved[0])
        assert contact.email == OLD
        scope.session.refresh(squatter)
        assert squatter.email is None

    def test_who_has_proven_it_meanwhile_keeps_it_and_the_link(
        self, scope, contact, moved, make_contact
    ):
        make_contact(email=OLD)

        assert undo_address(scope, moved[0]) is None
        assert may_undo(scope, moved[0])
        assert contact.email == NEW

    @pytest.mark.parametrize("change", [{"verified_at": None}, {"hidden": True}])
    def test_an_address_that_may_not_be_mailed_hears_nothing(self, contact, csr, mails, change):
        for name, value in change.items():
            setattr(contact, name, value)
        change_contact(csr, contact, {"email": NEW})

        assert OLD not in [mail[0] for mail in mails()]

    def test_taking_the_address_away_is_told_too(self, scope, contact, csr, mails):
        change_contact(csr, contact, {"email": ""})

        ((to, kind, undo),) = mails()
        assert (to, kind) == (OLD, "address_changed")
        assert undo_address(scope, undo)
        assert contact.email == OLD


class TestAContactMovesTheAddress:
    def test_the_old_one_can_undo_it(self, scope, contact, mails):
        token = issue_link_token(scope, contact, "address", data={"email": NEW})
        assert confirm_address(scope.acting_as(actor_of(contact)), token)

        ((to, _kind, undo),) = mails()
        assert to == OLD
        assert fold(NEW) in contact.search
        assert undo_address(scope, undo)
        assert contact.email == OLD


class TestStaffChangeOtherProofs:
    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"identifier": "CC 9"}, "identifier"),
            ({"username": "ana9"}, "user name"),
            ({"portal_user": False}, "access to the portal"),
            ({"support_end": "2027-01-01"}, "access to the portal"),
        ],
    )
    def test_the_owner_is_told(self, scope, contact, csr, mails, change, says):
        change_contact(csr, contact, change)

        assert [mail[:2] for mail in mails()] == [(OLD, "account_changed")]
        assert says in scope.session.scalars(select(MailMessage.text)).one()

    def test_what_proves_nothing_is_not_told(self, contact, csr, mails):
        change_contact(csr, contact, {"first_name": "Anna", "phone": "+57 601 234 5678"})

        assert mails() == []

    def test_with_a_new_address_the_old_one_is_told(self, contact, csr, mails):
        change_contact(csr, contact, {"email": NEW, "identifier": "CC 9"})

        assert (OLD, "account_changed", "") in mails()
        assert (NEW, "account_changed", "") not in mails()

    def test_a_lock_and_its_end_are_told(self, contact, csr, mails):
        lock_person(csr, contact, "permanent", "staff")
        unlock_person(csr, contact, "staff")

        assert [mail[:2] for mail in mails()] == [(OLD, "account_changed")] * 2

    @pytest.mark.parametrize("change", [{"active": False}, {"roles": ["csr"]}])
    def test_colleagues_are_told_as_well(self, scope, staff, make_staff, mails, change):
        admin = scope.acting_as(actor_of(make_staff(roles=["admin"]), "people:manage"))
        change_staff(admin, staff, **change)

        assert [mail[:2] for mail in mails()] == [(staff.email, "account_changed")]
