"""What people type is compared as people see it, and nothing equals nothing."""

import unicodedata

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.errors import Refused
from core.identity.addresses import fold_name
from core.identity.credentials.one_time import store_mailed_password, use_mailed_password
from core.identity.credentials.passwords import hasher
from core.identity.failures import MAILS_AN_HOUR
from core.identity.people import find_contact_by_address
from core.identity.services.contacts import add_contact
from core.identity.services.recovery import is_unverified_pair, recover
from core.identity.services.registration import register_contact
from core.identity.services.sign_in import Browser, sign_in
from core.identity.services.verification import resend_verification
from core.mail.models import MailMessage

FORMS = ("NFC", "NFD", "NFKC", "NFKD")
TYPED = "Ñandú ﬁnca 각 é"


def forms(text):
    return [unicodedata.normalize(form, text) for form in FORMS]


def count_mails(scope, kind):
    query = select(func.count()).select_from(MailMessage).where(MailMessage.kind == kind)
    return scope.session.scalar(query)


class TestPasswords:
    @pytest.mark.parametrize("stored", FORMS)
    def test_any_form_enters(self, stored):
        hashed = hasher().hash(unicodedata.normalize(stored, TYPED))

        assert all(hasher().matches(hashed, typed) for typed in forms(TYPED))
        assert not hasher().matches(hashed, "Nandu finca")

    def test_a_hash_of_what_was_typed_before_still_enters_and_is_renewed(self, scope, contact):
        typed = unicodedata.normalize("NFD", TYPED)
        old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(typed)
        contact.password_hash = old

        assert sign_in(scope, "contact", contact.email, typed, Browser()).outcome == "in"
        assert contact.password_hash != old
        composed = unicodedata.normalize("NFC", TYPED)
        assert sign_in(scope, "contact", contact.email, composed, Browser()).outcome == "in"

    def test_without_a_hash_nothing_is_right(self):
        assert not hasher().matches(None, TYPED)
        assert not hasher().matches("", unicodedata.normalize("NFD", TYPED))

    @pytest.mark.parametrize("around", ["{}", " {} ", "{}\u00a0", "{}\n"])
    def test_a_mailed_one_may_be_copied_with_blanks(self, scope, contact, around):
        store_mailed_password(scope, contact, "abcDEF234")

        assert use_mailed_password(scope, contact.id, around.format("abcDEF234"))

    @given(st.text(max_size=30))
    def test_names_are_the_same_in_every_form(self, text):
        assert len({fold_name(form) for form in (*forms(text)[:2], text)}) == 1


class TestNothingEqualsNothing:
    @pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\u0301", "\u3000\u0308", "\x00"])
    def test_an_identifier_that_folds_to_nothing_finds_nobody(self, scope, contact, blank):
        assert contact.identifier_key == ""

        recover(scope, "contact", contact.email, blank)
        scope.session.flush()

        assert count_mails(scope, "recover_link") == 0
        contact.verified_at = None
        assert not is_unverified_pair(scope, contact.email, blank)
        assert find_contact_by_address(scope, blank) is None

    @pytest.mark.parametrize("blank", ["\u0301", "\u0308\u0301"])
    def test_no_contact_is_given_one(self, scope, blank):
        with pytest.raises(Refused) as refused:
            add_contact(scope, {"first_name": "Ana", "identifier": blank})

        assert set(refused.value.fields) == {"identifier"}

    def test_the_true_one_recovers(self, scope, contact):
        contact.identifier, contact.identifier_key = "CC 1", "cc 1"
        recover(scope, "contact", contact.email, "cc\u00a01")
        scope.session.flush()

        assert count_mails(scope, "recover_link") == 1


class TestVerificationMails:
    def test_all_that_is_sent_counts_whatever_asked_for_it(self, scope, clock):
        values = {"first_name": "Ana", "email": "ana@x.example"}
        for _ in range(MAILS_AN_HOUR):
            register_contact(scope, values)
            resend_verification(scope, "ANA@x.example")
            recover(scope, "contact", "ana@x.example", None)
        scope.session.flush()
        assert count_mails(scope, "verify") == MAILS_AN_HOUR

        clock.advance(minutes=61)
        resend_verification(scope, "ana@x.example")
        scope.session.flush()
        assert count_mails(scope, "verify") == MAILS_AN_HOUR + 1

    def test_of_a_tenant_so_many_are_sent(self, scope, monkeypatch):
        monkeypatch.setattr("core.identity.failures.MAILS_OF_A_TENANT", 3)
        for number in range(5):
            register_contact(scope, {"first_name": "Ana", "email": f"a{number}@x.example"})
        scope.session.flush()

        assert count_mails(scope, "verify") == 3


class TestWhoRegistersLast:
    def test_names_of_whoever_registered_first_do_not_stay(self, scope):
        address = {"email": "ana@x.example"}
        register_contact(
            scope, {"first_name": "Evil", "username": "evil", "job_title": "1", **address}
        )
        register_contact(
            scope, {"first_name": "Ana", "username": "ana", "job_title": "2", **address}
        )

        contact = find_contact_by_address(scope, "ana@x.example")
        assert (contact.first_name, contact.username, contact.job_title) == ("Ana", "ana", "2")

    def test_a_user_name_that_is_taken_is_left_out(self, scope, make_contact):
        make_contact(username="ana")
        register_contact(scope, {"first_name": "Evil", "email": "ana@x.example"})
        register_contact(scope, {"first_name": "Ana", "username": "ana", "email": "ana@x.example"})

        contact = find_contact_by_address(scope, "ana@x.example")
        assert (contact.first_name, contact.username) == ("Ana", None)

    def test_what_staff_wrote_stays(self, scope):
        values = {"first_name": "Ana", "identifier": "CC 1", "email": "ana@x.example"}
        add_contact(scope, values)
        register_contact(scope, {**values, "first_name": "Evil", "identifier": "CC 9"})

        contact = find_contact_by_address(scope, "ana@x.example")
        assert (contact.first_name, contact.identifier) == ("Ana", "CC 1")

    def test_who_has_proven_the_address_is_left_alone(self, scope, contact):
        register_contact(scope, {"first_name": "Evil", "email": contact.email})

        assert contact.first_name == "Ana"
