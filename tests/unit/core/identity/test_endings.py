"""What ends with what: secrets, sessions and privileges of a person whose state changes."""

import pytest

from core.identity.credentials.one_time import find_secret, issue_link_token
from core.identity.devices import find_device, remember_device
from core.identity.failures import count_try
from core.identity.services.contacts import change_contact
from core.identity.services.locks import lock_person, person_key
from core.identity.services.profile import confirm_address
from core.identity.services.recovery import set_password
from core.identity.services.sessions import find_visitor, open_session
from core.identity.services.sign_in import LIMIT, Browser, sign_in
from core.identity.services.staff import change_staff

NEW = "horse-staple-42"
PASSWORD = "ventanilla-demo"


@pytest.fixture
def link(scope, contact):
    return issue_link_token(scope, contact, "recover")


@pytest.fixture
def session(scope, contact):
    token = open_session(scope, "contact", contact.id)
    scope.session.flush()
    return token


def is_inside(scope, token):
    return find_visitor(scope.session, scope.tenant, "contact", token, scope.now()) is not None


class TestNewPassword:
    def test_browsers_known_before_have_no_privilege(self, scope, contact):
        device = remember_device(scope, contact, "")
        scope.session.flush()
        assert find_device(scope, contact.id, device)

        set_password(scope, contact, NEW)

        assert find_device(scope, contact.id, device) is None


class TestNewAddress:
    def test_links_to_the_old_one_are_dead_once_it_is_confirmed(self, scope, contact, link):
        token = issue_link_token(scope, contact, "address", data={"email": "new@x.example"})

        assert confirm_address(scope, token)

        assert contact.email == "new@x.example"
        assert find_secret(scope, "recover", link) is None

    def test_one_that_staff_write_ends_links_and_sessions(self, scope, contact, link, session):
        change_contact(scope, contact, {"email": "new@x.example"})
        contact.verified_at = scope.now()

        assert find_secret(scope, "recover", link) is None
        assert not is_inside(scope, session)

    def test_another_change_ends_nothing(self, scope, contact, link, session):
        change_contact(scope, contact, {"phone": "+1 202 555 0123"})

        assert find_secret(scope, "recover", link)
        assert is_inside(scope, session)


class TestLock:
    def test_links_are_dead(self, scope, contact, link):
        lock_person(scope, contact, "temporary", "privacy")

        assert find_secret(scope, "recover", link) is None

    def test_so_are_those_of_staff_who_left(self, scope, staff):
        link = issue_link_token(scope, staff, "recover")

        change_staff(scope, staff, active=False)

        assert find_secret(scope, "recover", link) is None


class TestLimit:
    def test_the_right_password_is_not_judged_after_ten_even_before_the_lock(self, scope, contact):
        for _try in range(LIMIT):
            count_try(scope, person_key(contact))

        assert not contact.is_locked_at(scope.now())
        assert sign_in(scope, "contact", contact.email, PASSWORD, Browser()).outcome == "no"
