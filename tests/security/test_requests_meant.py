"""What was not meant does nothing: posts without the token, methods that nobody uses."""

import re

import pytest

from core.testing.people import PASSWORD
from tests.security.access import BODIES, open_for, read_table, views_of, word_for
from tests.security.browsers import CSRF

POSTS = [line for line in read_table() if line.method == "POST"]
REFERENCE = re.compile(r"[0-9a-f]{16}")
NOWHERE = "00000000-0000-0000-0000-000000000000"
TOKENS = ({}, {"csrf_token": ""}, {"csrf_token": "wröng"}, {"csrf_token": "x" * 5000})
INVALID = 422
METHODS = ("HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "X")


@pytest.mark.parametrize("role", ["stranger", "owner", "csr", "agent", "admin"])
class TestForgedPost:
    def test_nothing_is_accepted(self, role, registry, browsers, acme, globex, address_of, rows):
        visits = open_for(role, browsers, acme, globex)
        before = rows.read()
        accepted = {}

        for line in POSTS:
            for token in TOKENS:
                body = BODIES.get(line.route, {}) | token
                browser = visits[registry.routes.audiences[line.name]]
                answer = browser.post(address_of(acme, line.route), body, expect_errors=True)
                if answer.status_int not in {400, 404, 422} and word_for(answer) != "door":
                    accepted[str(line)] = answer.status

        assert accepted == {}
        assert rows.read() == before


class TestForgedForm:
    """A form that is right in everything but its token."""

    @pytest.mark.parametrize(("token", "status"), [(CSRF, 303), ("stale", 422)])
    def test_of_a_note(self, token, status, browsers, acme, rows):
        browser = browsers.open("acme", acme.people["owner"])
        before = rows.read()

        answer = browser.post(
            f"/cases/{acme.case.number}/notes",
            {"message": "<p>More</p>", "csrf_token": token},
            expect_errors=True,
        )

        assert answer.status_int == status
        assert (rows.read() == before) is (status == 422)

    @pytest.mark.parametrize(("token", "status"), [(CSRF, 303), ("stale", 422)])
    @pytest.mark.parametrize(("door", "role"), [("/login", "owner"), ("/staff/login", "agent")])
    def test_of_signing_in(self, door, role, token, status, browsers, acme, rows):
        browser = browsers.open("acme")
        before = rows.read(but=())
        name = acme.people[role].email

        answer = browser.post(
            door,
            {"name": name, "password": PASSWORD, "csrf_token": token},
            expect_errors=True,
        )

        assert answer.status_int == status
        assert (rows.read(but=()) == before) is (status == 422)

    @pytest.mark.parametrize(("token", "status"), [(CSRF, 303), ("stale", 422)])
    @pytest.mark.parametrize(
        ("role", "page", "name", "words"),
        [
            ("owner", "/profile", "last_name", "Of the River"),
            ("admin", "/admin/organisation", "name", "Works & Sons"),
            ("admin", "/admin/people/accounts/new", "name", "River Works"),
            ("admin", "/admin/fields/case/product/options/text", "text", "Of the River"),
        ],
    )
    def test_of_words_keeps_them(self, role, page, name, words, token, status, browsers, acme):
        browser = browsers.open("acme", acme.people[role])
        form = next(form for form in browser.get(page).forms.values() if name in form.fields)
        form[name] = words
        form["csrf_token"] = token

        answer = form.submit(expect_errors=True)

        assert answer.status_int == status
        if status == INVALID:
            again = next(form for form in answer.forms.values() if name in form.fields)
            assert again[name].value == words


class TestForgedOrigin:
    def test_it_is_refused_by_forms_that_come_back(self, browsers, acme):
        browser = browsers.open("acme", acme.people["owner"], https=True)

        answer = browser.post(
            f"/cases/{acme.case.number}/notes",
            {"message": "<p>More</p>", "csrf_token": browser.token},
            headers={"Origin": "https://evil.example"},
            expect_errors=True,
        )

        assert answer.status_int == INVALID

    def test_another_sites_form_is_refused_in_spite_of_a_true_token(self, app, browsers, acme):
        browser = browsers.open("acme", acme.people["owner"], https=True)

        answer = browser.post(
            "/language",
            {"csrf_token": browser.token, "language": "es"},
            headers={"Origin": "https://evil.example", "Referer": "https://evil.example/"},
            expect_errors=True,
        )

        assert answer.status_int == 400

    def test_our_own_is_accepted(self, app, browsers, acme):
        browser = browsers.open("acme", acme.people["owner"], https=True)

        answer = browser.post(
            "/language",
            {"csrf_token": browser.token, "language": "es"},
            headers={"Referer": f"https://{browser.extra_environ['HTTP_HOST']}/"},
        )

        assert answer.status_int == 303


@pytest.mark.parametrize("role", ["stranger", "owner", "admin"])
class TestUnusualMethod:
    def test_it_changes_nothing(self, role, registry, browsers, acme, globex, address_of, rows):
        visits = open_for(role, browsers, acme, globex)
        before = rows.read()

        failing = [
            (method, route)
            for route in sorted({route for route, _method in views_of(registry)})
            for method in METHODS
            if visits[registry.routes.audiences[route.partition("?")[0]]]
            .send(method, address_of(acme, route))
            .status_int
            >= 500
        ]

        assert failing == []
        assert rows.read() == before


class TestForbidden:
    """What is not for somebody looks like what does not exist."""

    @pytest.mark.parametrize(
        ("slug", "role", "route", "thing"),
        [
            ("acme", "other", "portal.case", "number"),
            ("acme", "other", "core.file", "id"),
            ("acme", "agent", "core.staff_member", "id"),
            ("globex", "owner", "core.file", "id"),
            ("globex", "admin", "core.contact", "id"),
            ("globex", "admin", "core.account", "id"),
            ("globex", "admin", "core.staff_file", "id"),
        ],
    )
    def test_the_pages_are_the_same(
        self, slug, role, route, thing, browsers, acme, globex, address_of
    ):
        world = {"acme": acme, "globex": globex}[slug]
        browser = browsers.open(slug, world.people[role])
        place = acme.place(route)
        pages = []

        for there in (place[thing], "999" if thing == "number" else NOWHERE):
            acme.places[route] = {**place, thing: there}
            page = browser.get(address_of(acme, route), expect_errors=True)
            page.text = page.text.replace(address_of(acme, route), "")
            assert page.status_int == 404
            pages.append(REFERENCE.sub("", page.text))

        assert pages[0] == pages[1]
