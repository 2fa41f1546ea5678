"""What stands on every answer, whatever was asked: headers, cookies, where redirects lead."""

from dataclasses import replace

import pytest
from webob import Request

from core.app import create_app
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
)


class TestHeaders:
    @pytest.mark.parametrize("role", ["stranger", "owner", "admin"])
    def test_they_are_on_every_answer(self, role, registry, browsers, acme, globex, address_of):
        visits = open_for(role, browsers, acme, globex)
        bare = {}

        for line in read_table():
            answer = visits[registry.audiences[line.name]].send(
                line.method, address_of(acme, line.route)
            )
            missing = [name for name in HEADERS if name not in answer.headers]
            if missing or "Cache-Control" not in answer.headers:
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
        answer = browsers.open("acme", https=https).get("/login")

        cookies = answer.headers.getall("Set-Cookie")
        assert cookies or not https
        for cookie in cookies:
            words = {word.strip().lower() for word in cookie.split(";")}
            assert {"httponly", "samesite=lax", "path=/"} <= words
            assert ("secure" in words) is https
            assert cookie.startswith("__Host-") is https


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
