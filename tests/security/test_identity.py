"""Doors tell nothing of who is known, and nobody registers an address of our own."""

import re

import pytest

from core.identity.locks import lock_person
from core.tenancy.services import add_host, save_document

VARYING = ("X-Request-Id", "Date", "Set-Cookie", "Content-Length")
TOKEN = re.compile(r'(csrf_token" value=|name="_key" value=)"[^"]*"')


@pytest.fixture
def customers(make_contact):
    """Addresses by what became of those whose they are."""
    return {
        "enrolled": make_contact().email,
        "in other letters": make_contact().email.upper(),
        "unverified": make_contact(verified_at=None).email,
        "locked": make_contact(lock_kind="permanent", lock_reason="staff").email,
        "hidden": make_contact(hidden=True).email,
        "without the portal": make_contact(portal_user=False).email,
        "of another tenant": make_contact(slug="globex").email,
        "unknown": "nobody@mail.example",
    }


@pytest.fixture
def members(make_staff, make_contact, open_scope):
    """The same of staff."""
    locked = make_staff()
    with open_scope() as scope:
        lock_person(scope, scope.session.merge(locked), "permanent", "misuse")
    return {
        "active": make_staff().email,
        "disabled": make_staff(active=False).email,
        "locked": locked.email,
        "a customer": make_contact().email,
        "unknown": "nobody@mail.example",
    }


@pytest.mark.parametrize(
    ("door", "whose"),
    [("/recover", "customers"), ("/verify", "customers"), ("/staff/recover", "members")],
)
class TestAskingForAMail:
    def test_the_answer_and_the_work_are_alike_for_everybody(
        self, door, whose, request, browsers, queries
    ):
        people = request.getfixturevalue(whose)
        browsers.open("acme").get(door)  # the form is made
        answers = {}
        for state, address in people.items():
            browser = browsers.open("acme")
            queries.clear()
            answer = browser.post(door, {"email": address, "csrf_token": browser.token})
            asked = len(queries)
            headers = {name: text for name, text in answer.headers.items() if name not in VARYING}
            page = TOKEN.sub("", answer.follow().text)
            answers[state] = (answer.status, headers, asked, page)

        unknown = answers.pop("unknown")
        assert unknown[0].startswith("303")
        assert {state: answer for state, answer in answers.items() if answer != unknown} == {}


@pytest.mark.parametrize("address", ["help@acme.example", "Anything@PORTAL.acme.example"])
class TestOwnAddress:
    """Mail to it comes to the tenant itself: its owner could sign in as nobody's customer."""

    @pytest.fixture(autouse=True)
    def _where_mail_comes_to(self, open_scope, platform):
        with open_scope() as scope:
            save_document(scope, "branding", {"support_email": "help@acme.example"})
        with platform.every_tenant() as session:
            add_host(session, scope.tenant_id, "portal.acme.example")

    @pytest.mark.parametrize(
        ("path", "role", "fields"),
        [
            ("/register", None, {"first_name": "Ana", "last_name": "Ruiz"}),
            ("/profile/address", "owner", {"current": "ventanilla-demo"}),
            ("/admin/people/contacts/new", "csr", {"first_name": "Ana", "last_name": "Ruiz"}),
            ("/admin/people/staff/new", "admin", {"name": "Ana", "roles": "agent"}),
        ],
    )
    def test_it_is_refused_at_every_door(self, path, role, fields, address, browsers, acme, rows):
        browser = browsers.open("acme", role and acme.people[role])
        body = {**fields, "csrf_token": browser.token}
        uncounted = {"web_session", "sign_in_failure"}
        before = rows.read(but=uncounted)

        page = browser.post(path, {**body, "email": address}, expect_errors=True)

        assert page.status_int == 422
        assert "can't be used here" in page.html.main.text
        assert rows.read(but=uncounted) == before
        assert browser.post(path, {**body, "email": "ana.ruiz@mail.example"}).status_int == 303
