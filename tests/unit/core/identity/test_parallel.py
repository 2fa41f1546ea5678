"""What must be exact also when many ask at once, on a database in which everything commits."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest

from core.db.base import new_id
from core.errors import ForbiddenError, Refused
from core.identity.credentials.one_time import (
    CODES,
    GUESSES,
    has_secret,
    issue_code,
    issue_link_token,
    store_mailed_password,
    use_code,
    use_link_token,
)
from core.identity.models.contact import Contact
from core.identity.permissions import RECOVER
from core.identity.services.assisted_recovery import make_recovery_code
from core.identity.services.contacts import create_contact, list_contacts
from core.identity.services.locks import lock_person
from core.identity.services.sign_in import Browser, sign_in
from core.identity.services.staff import change_staff, get_staff
from core.scope import Actor

PASSWORD = "ventanilla-demo"


def at_once(times, act):
    with ThreadPoolExecutor(times) as pool:
        return [future.result() for future in [pool.submit(act, n) for n in range(times)]]


class TestParallel:
    def test_a_link_works_for_one_of_many(self, open_scope, make_contact, platform):
        ana = make_contact()
        with open_scope() as scope:
            token = issue_link_token(
                scope, scope.session.get(Contact, (scope.tenant_id, ana.id)), "recover"
            )

        def use(_number):
            with open_scope() as scope:
                return use_link_token(scope, "recover", token) is not None

        assert sum(at_once(8, use)) == 1

    @pytest.mark.parametrize("kind", CODES)
    def test_a_code_works_for_one_of_many(self, open_scope, make_contact, platform, kind):
        ana = make_contact()
        with open_scope() as scope:
            code = issue_code(scope, scope.session.get(Contact, (scope.tenant_id, ana.id)), kind)

        def use(_number):
            with open_scope() as scope:
                return use_code(scope, [ana.id], code) is not None

        assert sum(at_once(GUESSES, use)) == 1

    def test_no_code_outlives_a_lock_that_comes_at_once(self, open_scope, make_contact, platform):
        ana = make_contact()
        csr = Actor(kind="staff", id=new_id(), permissions=frozenset({RECOVER}))

        def act(number):
            with open_scope(actor=csr) as scope:
                contact = scope.session.get(Contact, (scope.tenant_id, ana.id))
                if number:
                    lock_person(scope, contact, "permanent", "misuse")
                else:
                    with suppress(Refused):
                        make_recovery_code(scope, contact)

        at_once(2, act)
        with open_scope() as scope:
            assert not has_secret(scope, ana.id, "phone_code")

    def test_only_five_codes_are_judged(self, open_scope, make_contact, platform):
        ana = make_contact()
        with open_scope() as scope:
            code = issue_code(scope, scope.session.get(Contact, (scope.tenant_id, ana.id)))

        def guess(wrong):
            with open_scope() as scope:
                return use_code(scope, [ana.id], wrong) is not None

        assert sum(at_once(GUESSES, lambda number: guess(f"AAAA-AAA{number}"))) == 0
        assert not guess(code)

    def test_a_mailed_password_opens_for_one_of_many(self, open_scope, make_contact, platform):
        ana = make_contact()
        with open_scope() as scope:
            contact = scope.session.get(Contact, (scope.tenant_id, ana.id))
            store_mailed_password(scope, contact, "mailed-4711")

        def enter(_number):
            with open_scope() as scope:
                return sign_in(scope, "contact", ana.email, "mailed-4711", Browser()).outcome

        assert sorted(at_once(6, enter)) == ["choose", *["no"] * 5]

    def test_two_administrators_do_not_shut_each_other_out(self, open_scope, make_staff, platform):
        one, other = make_staff(roles=["admin"]), make_staff(roles=["admin"])
        begun = Barrier(2)

        def shut_out(number):
            by, whom = (one, other) if number else (other, one)
            actor = Actor(kind="staff", id=by.id, permissions=frozenset({"people:manage"}))
            try:
                with open_scope(actor=actor) as scope:
                    if not platform.settings.is_sqlite:  # there, one writes after the other
                        begun.wait(10)
                    change_staff(scope, get_staff(scope, whom.id), active=False)
            except ForbiddenError:
                return False
            return True

        assert sorted(at_once(2, shut_out)) == [False, True]

    def test_only_ten_passwords_are_judged(self, open_scope, make_contact, platform):
        ana = make_contact()

        def guess(number):
            # The right one comes last of a long row, all at once.
            with open_scope() as scope:
                password = "wrong" if number < 10 else PASSWORD
                return sign_in(scope, "contact", ana.email, password, Browser()).outcome

        at_once(10, guess)
        assert set(at_once(10, lambda _n: guess(10))) == {"no"}
        with open_scope() as scope:
            assert scope.session.get(Contact, (scope.tenant_id, ana.id)).is_locked_by_failures

    def test_nine_failures_at_once_lock_nobody(self, open_scope, make_contact, platform):
        ana = make_contact()

        def guess(_number):
            with open_scope() as scope:
                sign_in(scope, "contact", ana.email, "wrong", Browser())

        at_once(9, guess)
        with open_scope() as scope:
            assert sign_in(scope, "contact", ana.email, PASSWORD, Browser()).outcome == "in"

    def test_an_address_is_one_contact(self, open_scope, platform):
        def register(_number):
            try:
                with open_scope() as scope:
                    values = {"first_name": "Ana", "email": "ana@x.example"}
                    create_contact(scope, values, by_self=True)
            except Refused:
                return False
            return True

        assert sum(at_once(6, register)) == 1
        with open_scope() as scope:
            assert len(list_contacts(scope, "ana@x.example")) == 1
