"""Contacts come in and go out."""

import re

import pytest

from core.identity.models.contact import Contact
from core.identity.models.session import KnownDevice, WebSession
from core.identity.services.locks import lock_person
from core.testing.people import PASSWORD
from tests.support.people_pages import sign_in

SAME = "This does not match."


class TestSignIn:
    @pytest.mark.req("BA-P-18", "DC-08")
    def test_it_lets_a_contact_in(self, testapp, make_contact):
        ana = make_contact()

        page = sign_in(testapp, ana.email)

        assert page.status_int == 303
        assert page.headers["Location"].endswith("/")
        assert testapp.get("/profile").status_int == 200

    def test_it_takes_the_address_however_it_is_written(self, testapp, make_contact):
        make_contact(email="Ana.Lopez@Café.example")

        assert sign_in(testapp, "  ana.lopez@XN--CAF-DMA.example ").status_int == 303

    def test_it_goes_on_to_where_the_visitor_wanted_to(self, testapp, make_contact):
        ana = make_contact()
        first = testapp.get("/profile/security", status=303)

        page = sign_in(testapp, ana.email, path=first.headers["Location"])

        assert page.headers["Location"].endswith("/profile/security")

    @pytest.mark.parametrize(
        "target", ["https://evil.example/", "//evil.example/", "/\\evil.example"]
    )
    def test_it_never_goes_to_another_host(self, testapp, make_contact, target):
        ana = make_contact()

        page = sign_in(testapp, ana.email, path=f"/login?next={target}")

        assert "evil" not in page.headers["Location"]

    @pytest.mark.req("BA-P-13", "D-08")
    def test_it_answers_everyone_it_refuses_alike(self, testapp, make_contact, open_scope):
        refused = {
            "unknown": "nobody@acme.example",
            "wrong": make_contact().email,
            "unverified": make_contact(verified_at=None).email,
            "not granted": make_contact(portal_user=False).email,
            "hidden": make_contact(hidden=True).email,
            "before its time": make_contact(support_start="2999-01-01").email,
            "after its time": make_contact(support_end="2001-01-01").email,
        }
        locked = make_contact()
        refused["locked"] = locked.email
        with open_scope() as scope:
            lock_person(
                scope,
                scope.session.get(Contact, (scope.tenant_id, locked.id)),
                "permanent",
                "misuse",
            )

        answers = {}
        for what, address in refused.items():
            password = "not this one" if what == "wrong" else PASSWORD
            page = sign_in(testapp, address, password, status=422)
            answers[what] = page.text.replace(address, "").replace(page.headers["X-Request-Id"], "")
            assert SAME in page.text
            assert PASSWORD not in page.text

        assert len({_without_tokens(answer) for answer in answers.values()}) == 1

    def test_it_begins_a_session_with_a_new_cookie_and_token(self, testapp, make_contact):
        ana = make_contact()
        before = testapp.get("/login").html.select_one("[name=csrf_token]")["value"]
        cookie = testapp.cookies["ventanilla"]

        page = sign_in(testapp, ana.email)

        assert testapp.cookies["ventanilla"] != cookie
        inside = testapp.get("/profile").html.select_one("[name=csrf_token]")["value"]
        assert inside != before
        cookies = page.headers.getall("Set-Cookie")
        assert all("HttpOnly" in c and "SameSite=Lax" in c for c in cookies)

    def test_it_uses_host_cookies_over_https(self, visitor, make_contact):
        ana = make_contact()
        client = visitor()
        client.extra_environ["wsgi.url_scheme"] = "https"

        page = sign_in(client, ana.email)

        names = [c.partition("=")[0] for c in page.headers.getall("Set-Cookie")]
        assert {"__Host-ventanilla", "__Host-device"} <= set(names)
        assert all("secure" in c for c in page.headers.getall("Set-Cookie"))

    def test_it_works_at_the_persons_own_tenant_only(self, visitor, make_contact):
        ana = make_contact()

        assert sign_in(visitor("globex"), ana.email).status_int == 422

    @pytest.mark.req("D-01")
    def test_it_takes_a_user_name_where_the_tenant_wants_it(self, testapp, make_contact, set_up):
        make_contact(username="Anita")

        assert sign_in(testapp, "anita").status_int == 422
        set_up(username_alias=True)
        assert sign_in(testapp, "anita").status_int == 303

    def test_it_survives_whatever_is_typed(self, testapp):
        for name in ("\x00", "@", "a@", "😀" * 400, "'; --", "a@b\r\nX: y", "\u202e@x.example"):
            assert sign_in(testapp, name, "\x00" * 2000).status_int == 422

    def test_it_keeps_what_was_typed_when_the_session_is_over(self, testapp, make_contact):
        ana = make_contact()
        page = testapp.get("/login")
        testapp.reset()
        form = next(f for f in page.forms.values() if "password" in f.fields)
        form["name"], form["password"] = ana.email, PASSWORD

        answer = form.submit(status=422)

        assert ana.email in answer.text

    @pytest.mark.req("BA-P-04")
    def test_its_page_offers_the_languages(self, testapp):
        page = testapp.get("/login")
        assert "Español" in page.text
        assert "Português" in page.text
        form = next(f for f in page.forms.values() if f.action == "/language")

        page = form.submit("language", value="pt").follow()

        assert '<html lang="pt"' in page.text


class TestSignOut:
    @pytest.mark.req("BA-P-19", "AT-21")
    def test_it_ends_the_session_on_the_server(self, testapp, make_contact, open_scope):
        ana = make_contact()
        sign_in(testapp, ana.email)
        stolen = testapp.cookies["ventanilla"]
        page = testapp.get("/profile")

        next(f for f in page.forms.values() if f.action == "/logout").submit(status=303)

        testapp.set_cookie("ventanilla", stolen)
        assert testapp.get("/profile").status_int == 303
        with open_scope() as scope:
            assert scope.session.query(WebSession).count() == 0

    def test_its_address_alone_only_asks(self, as_customer):
        client = as_customer()

        page = client.get("/logout")

        assert client.get("/profile").status_int == 200
        form = next(f for f in page.html.select("main form") if f["action"] == "/logout")
        client.post("/logout", {"csrf_token": form.find("input")["value"]}, status=303)
        assert "/login" in client.get("/profile").location

    def test_it_needs_the_token(self, testapp, make_contact):
        sign_in(testapp, make_contact().email)

        assert testapp.post("/logout", status=400)
        assert testapp.get("/profile").status_int == 200


class TestLockOut:
    def fail(self, visitor, address, times=10):
        for _ in range(times):
            sign_in(visitor(), address, "not this one", status=422)

    @pytest.mark.req("X-11", "BE-19", "D-23")
    def test_ten_failures_over_fresh_cookies_lock(self, visitor, make_contact, open_scope):
        ana = make_contact()

        self.fail(visitor, ana.email)

        assert sign_in(visitor(), ana.email).status_int == 422
        with open_scope() as scope:
            contact = scope.session.get(Contact, (scope.tenant_id, ana.id))
            assert contact.portal_status_at(scope.now()) == "temporarily_locked"

    def test_nine_do_not_and_coming_in_begins_the_count_anew(self, visitor, make_contact):
        ana = make_contact()
        for _ in range(2):
            self.fail(visitor, ana.email, 9)
            assert sign_in(visitor(), ana.email).status_int == 303

    @pytest.mark.req("X-11", "D-23")
    def test_the_owner_gets_in_from_a_known_browser(self, visitor, make_contact):
        ana = make_contact()
        own = visitor()
        sign_in(own, ana.email, status=303)
        next(f for f in own.get("/profile").forms.values() if f.action == "/logout").submit()

        self.fail(visitor, ana.email, 12)

        assert sign_in(visitor(), ana.email).status_int == 422
        assert sign_in(own, ana.email).status_int == 303

    def test_a_known_browser_has_ten_tries_too(self, visitor, make_contact, open_scope):
        ana = make_contact()
        own = visitor()
        sign_in(own, ana.email, status=303)
        device = own.cookies["device"]
        own.reset()
        for _ in range(10):
            own.set_cookie("device", device)
            sign_in(own, ana.email, "not this one", status=422)

        with open_scope() as scope:
            assert scope.session.query(KnownDevice).count() == 0
            contact = scope.session.get(Contact, (scope.tenant_id, ana.id))
            assert not contact.is_locked_at(scope.now())

    def test_who_is_inside_stays_inside(self, visitor, make_contact):
        ana = make_contact()
        own = visitor()
        sign_in(own, ana.email, status=303)

        self.fail(visitor, ana.email)

        assert own.get("/profile").status_int == 200

    def test_a_lock_by_staff_ends_the_session(self, visitor, make_contact, open_scope):
        ana = make_contact()
        own = visitor()
        sign_in(own, ana.email, status=303)
        with open_scope() as scope:
            contact = scope.session.get(Contact, (scope.tenant_id, ana.id))
            lock_person(scope, contact, "permanent", "privacy")

        assert own.get("/profile").status_int == 303
        assert sign_in(own, ana.email).status_int == 422

    def test_a_source_that_tries_everybody_has_to_wait(self, visitor, make_contact, clock):
        ana = make_contact()
        for number in range(50):
            sign_in(visitor(), f"{number}@acme.example", "x", status=422)

        assert "Wait 15 minutes" in sign_in(visitor(), ana.email, status=422).text
        clock.advance(minutes=16)
        assert sign_in(visitor(), ana.email).status_int == 303


def _without_tokens(text):
    text = re.sub(r'name="(csrf_token|_key)" value="[^"]*"', "", text)
    return re.sub(r'value=""', "", text)
