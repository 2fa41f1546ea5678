"""What must be exact also when many ask at once, on a database in which everything commits."""

from concurrent.futures import ThreadPoolExecutor

from core.errors import Refused
from core.identity.contacts import create_contact, list_contacts
from core.identity.models.contact import Contact
from core.identity.one_time import issue_link_token, use_link_token
from core.identity.sign_in import Browser, sign_in

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
