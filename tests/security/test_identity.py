"""Doors tell nothing of who is known, and nobody registers an address of our own."""

import re

import pytest

from core.identity.failures import ASKED_AN_HOUR
from core.identity.services.locks import lock_person
from core.tenancy.services import add_host, save_document
from core.testing.people import PASSWORD

NEW = "horse-staple-42"
LATER = "Too many requests from your network"
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


class TestSourceLimit:
    """Nobody has to prove anything there, so who asks without end is slowed down."""

    @pytest.mark.parametrize("door", ["/recover", "/staff/recover", "/verify", "/recover/code"])
    def test_a_source_that_asks_about_everybody_has_to_wait(self, door, platform, browsers):
        browser = browsers.open("acme")

        def ask(number, source="192.0.2.7"):
            body = {
                "email": f"ana{number}@mail.example",
                "name": f"ana{number}@mail.example",
                "code": "AAAA-AAAA",
                "new": NEW,
                "new-again": NEW,
                "csrf_token": browser.token,
            }
            browser.start()
            return browser.post(
                door, body, extra_environ={"REMOTE_ADDR": source}, expect_errors=True
            ).text

        for number in range(ASKED_AN_HOUR):
            assert LATER not in ask(number)

        assert LATER in ask("-last")
        assert LATER not in ask("-other", source="192.0.2.8")


@pytest.mark.parametrize(
    ("door", "fields"),
    [
        ("/register", {"first_name": "Eva", "last_name": "Ruiz"}),
        ("/profile/address", {"current": PASSWORD}),
    ],
)
class TestGivingAnAddress:
    """Who gives one that is somebody's already is not told, nor can measure it."""

    def test_the_answer_and_the_work_are_alike_for_everybody(
        self, door, fields, customers, browsers, queries, make_contact
    ):
        asker = make_contact() if door == "/profile/address" else None
        browsers.open("acme", asker).get(door)  # the form is made
        answers = {}
        for state, address in customers.items():
            browser = browsers.open("acme", asker)
            queries.clear()
            answer = browser.post(
                door, {**fields, "email": address, "csrf_token": browser.token}, expect_errors=True
            )
            asked = [statement.split()[0] for statement in queries.statements]
            headers = {name: text for name, text in answer.headers.items() if name not in VARYING}
            answers[state] = (answer.status, headers, asked, TOKEN.sub("", answer.follow().text))

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
