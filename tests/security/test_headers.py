"""What stands on every answer, whatever was asked: headers, cookies, where redirects lead."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select
from webob import Request

from core.activity.models import Activity
from core.app import create_app
from core.tenancy.services import add_host, raise_version
from core.testing.cases import A_CASE
from core.testing.mail import text_of
from core.web.headers import HEADERS
from tests.security.access import open_for, path_of, read_table
from tests.security.browsers import Browsers

EVIL = (
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/x\r\nSet-Cookie: a=b",
    "/\t/evil.example",
    "///evil.example",
    "/\u6f22",  # no header can hold it
)
BODIES = ("plain", "html")
ADDRESS = re.compile(r"https?://[^/\s\"'<>]*")


class TestHeaders:
    @pytest.mark.parametrize("role", ["stranger", "owner", "admin"])
    def test_they_are_on_every_answer(self, role, registry, browsers, acme, globex, address_of):
        visits = open_for(role, browsers, acme, globex)
        bare = {}

        for line in read_table():
            answer = visits[registry.routes.audiences[line.name]].send(
                line.method, address_of(acme, line.route)
            )
            missing = [name for name in HEADERS if name not in answer.headers]
            if missing:
                bare[str(line)] = missing

        assert bare == {}

    @pytest.mark.parametrize(
        ("host", "path"),
        [
            ("acme", "/nothing"),
            ("unknown", "/"),
            ("acme", "/static/core/x/y.css"),
        ],
    )
    def test_they_are_on_errors(self, host, path, browsers):
        answer = browsers.open("acme").get(
            path, extra_environ={"HTTP_HOST": f"{host}.localhost:6543"}, expect_errors=True
        )

        assert answer.status_int in {400, 404}
        assert set(HEADERS) <= set(answer.headers)

    def test_they_are_on_the_answer_to_a_path_that_is_no_text(self, app):
        environ = Request.blank("/", base_url="http://acme.localhost:6543").environ

        answer = Request({**environ, "PATH_INFO": "/\xff"}).send(app)

        assert answer.status_int == 400
        assert set(HEADERS) <= set(answer.headers)

    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_they_are_on_what_is_refused_before_it_is_read(self, scheme, browsers):
        browser = browsers.open("acme", https=scheme == "https")

        answer = browser.send("POST", "/login", CONTENT_LENGTH="9" * 20)

        assert answer.status_int == 413
        assert set(HEADERS) <= set(answer.headers)
        assert ("Strict-Transport-Security" in answer.headers) is (scheme == "https")

    def test_https_is_to_stay(self, browsers):
        for https in (True, False):
            answer = browsers.open("acme", https=https).get("/login")
            assert ("Strict-Transport-Security" in answer.headers) is https

    def test_private_answers_are_kept_by_nobody(self, browsers, acme, address_of):
        browser = browsers.open("acme", acme.people["owner"])

        for path in ("/", "/cases", address_of(acme, "core.file")):
            assert "no-store" in browser.get(path).headers["Cache-Control"]


class TestCookies:
    @pytest.mark.parametrize("https", [True, False])
    def test_no_script_and_no_other_site_gets_them(self, https, browsers, acme):
        browser = browsers.open("acme", https=https)
        browser.reset()  # it has none as yet

        cookies = browser.get("/login").headers.getall("Set-Cookie")
        assert cookies
        for cookie in cookies:
            words = {word.strip().lower() for word in cookie.split(";")}
            assert {"httponly", "samesite=lax", "path=/"} <= words
            assert ("secure" in words) is https
            assert cookie.startswith("__Host-") is https

    def test_they_hold_whatever_is_said_to_somebody_who_never_looks(self, browsers, acme):
        browser = browsers.open("acme")
        for number in range(30):
            body = {"email": f"ana{number}@mail.example", "csrf_token": browser.token}
            assert browser.post("/recover", body).status_int == 303

    def test_they_hold_the_longest_name(self, browsers, acme, make_contact):
        browser = browsers.open("acme", acme.people["csr"])
        lock = {"kind": "temporary", "reason": "misuse", "csrf_token": browser.token}
        for _time in range(3):
            contact = make_contact(first_name="\N{GRINNING FACE}" * 100, last_name="Y" * 100)
            browser.post(f"/admin/people/contacts/{contact.id}/lock", lock, status=303)

        page = browser.get(f"/admin/people/contacts/{contact.id}")
        assert "\N{GRINNING FACE}" * 90 + "…" in page.text


class TestStaticFile:
    @pytest.mark.parametrize(
        "name", ["%00.css", "x" * 300 + ".css", "..%2f..%2frouting.py", ".%2e/"]
    )
    def test_what_no_file_is_called_is_not_found(self, name, browsers, acme, address_of):
        folder = address_of(acme, "core.static").rpartition("/")[0]

        browsers.open("acme").get(f"{folder}/{name}", status=404)


class TestRedirect:
    @pytest.mark.parametrize("target", EVIL)
    @pytest.mark.parametrize("path", ["/language", "/theme"])
    def test_it_leads_to_ourselves(self, path, target, browsers):
        browser = browsers.open("acme")

        answer = browser.post(path, {"csrf_token": browser.token, "next": target})

        assert answer.location.startswith("http://acme.localhost:6543/")
        assert path_of(answer.location) == "/"
        assert "evil" not in answer.location

    def test_a_path_of_ours_is_kept(self, browsers):
        browser = browsers.open("acme")

        answer = browser.post("/theme", {"csrf_token": browser.token, "next": "/cases/7"})

        assert path_of(answer.location) == "/cases/7"


class TestForwardedHeaders:
    @pytest.mark.parametrize(("trusted", "secure"), [((), False), (("192.0.2.1",), True)])
    def test_they_are_believed_of_named_proxies_alone(self, trusted, secure, platform):
        platform.settings = replace(platform.settings, trusted_proxies=trusted)
        browser = Browsers(create_app(platform=platform), platform).open("acme")

        answer = browser.get(
            "/login",
            headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"},
            extra_environ={"REMOTE_ADDR": "192.0.2.1"},
        )

        assert ("Strict-Transport-Security" in answer.headers) is secure
        assert "evil.example" not in answer

    @pytest.mark.parametrize(
        ("trusted", "source"), [((), "192.0.2.1"), (("192.0.2.1",), "203.0.113.9")]
    )
    def test_so_is_the_address_that_failures_are_counted_by(self, trusted, source, platform, acme):
        platform.settings = replace(platform.settings, trusted_proxies=trusted)
        browser = Browsers(create_app(platform=platform), platform).open("acme")

        browser.post(
            "/login",
            {"name": acme.people["owner"].email, "password": "wrong", "csrf_token": browser.token},
            headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"},
            extra_environ={"REMOTE_ADDR": "192.0.2.1"},
            status=422,
        )

        with platform.scope("acme") as scope:
            failed = scope.session.scalars(
                select(Activity).where(Activity.kind == "login_failed")
            ).one()
        assert failed.data["source"] == source


class TestLinksInMail:
    """They lead to where the tenant is configured to be, whatever a request says of its host.

    Bruno asks: Ana's address can be undone, and until then recovery mails no link to it.
    """

    @pytest.mark.parametrize(
        "forged",
        [
            {"Host": "acme.localhost:6666"},
            {"Host": "ACME.localhost"},
            {"X-Forwarded-Host": "evil.example"},
            {"X-Forwarded-Proto": "https"},
            {"Forwarded": "host=evil.example;proto=https"},
            {"X-Original-Host": "evil.example", "X-Forwarded-Server": "evil.example"},
            {"Referer": "https://evil.example/", "X-Rewrite-URL": "https://evil.example/"},
        ],
        ids=lambda forged: " ".join(map(": ".join, forged.items())),
    )
    def test_they_are_those_of_the_configuration(self, forged, browsers, acme, mailbox, jobs):
        jobs.run()
        mailbox.clear()
        stranger = browsers.open("acme")
        bruno = browsers.open("acme", acme.people["other"])
        token = {"csrf_token": stranger.token}
        address = acme.people["other"].email

        stranger.post("/recover", {"email": address, **token}, headers=forged, status=303)
        stranger.post("/verify", {"email": address, **token}, headers=forged, status=303)
        bruno.post("/cases/new", {**A_CASE, **token}, headers=forged, status=303)
        jobs.run()

        written = "".join(text_of(mail, kind) for mail in mailbox.messages for kind in BODIES)
        assert "/recover/" in written
        assert f"/cases/{acme.case.number + 1}" in written
        assert set(ADDRESS.findall(written)) == {"http://acme.localhost:6543"}

    def test_a_domain_of_its_own_is_in_them_by_whichever_host_one_came(
        self, browsers, acme, mailbox, jobs, platform
    ):
        with platform.every_tenant() as session:
            add_host(session, acme.case.tenant_id, "help.acme.example")
        with platform.scope("acme") as scope:
            raise_version(scope)
        stranger = browsers.open("acme")
        recover = {"email": acme.people["other"].email, "csrf_token": stranger.token}

        stranger.post("/recover", recover, status=303)
        jobs.run()

        (mail,) = [mail for mail in mailbox.messages if "/recover/" in text_of(mail)]
        assert set(ADDRESS.findall(text_of(mail))) == {"http://help.acme.example"}
