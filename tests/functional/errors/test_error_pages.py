"""What somebody meets who went astray: their own menu, their own side of the counter."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import OperationalError

from core.web import bare
from core.web.request import Request


def menu_of(page):
    return [link.text for link in page.html.select("nav.v-side-menu a")]


class TestSignedIn:
    @pytest.mark.parametrize("address", ["/nowhere", "/cases/99", "/cases/nowhere/at/all"])
    def test_a_customer_keeps_the_menu(self, as_customer, address):
        page = as_customer().get(address, status=404)

        assert "My cases" in " ".join(menu_of(page))
        assert page.html.select_one("main a.v-btn-primary")["href"] == "/"

    @pytest.mark.parametrize("address", ["/nowhere", "/admin/nowhere", "/desk/cases/99"])
    def test_staff_keep_theirs(self, as_admin, address):
        page = as_admin().get(address, status=404)

        assert "Organisation" in " ".join(menu_of(page))
        assert page.html.select_one("main a.v-btn-primary")["href"] == "/staff"

    def test_a_customer_does_not_see_what_staff_have(self, as_customer):
        assert menu_of(as_customer().get("/admin/nowhere", status=404)) == []


class TestStranger:
    @pytest.mark.parametrize(("address", "home"), [("/nowhere", "/"), ("/admin/nowhere", "/staff")])
    def test_a_stranger_sees_no_menu(self, testapp, address, home):
        page = testapp.get(address, status=404)

        assert menu_of(page) == []
        assert page.html.select_one(".v-brand")["href"] == home


class TestUnknownHost:
    @pytest.mark.parametrize("host", ["localhost:6543", "nobody.localhost:6543", "evil.example"])
    @pytest.mark.parametrize("address", ["/", "/login", "/cases/new", "/staff/login", "/nowhere"])
    def test_it_says_so_and_names_nobody(self, visitor, host, address):
        german = {"Accept-Language": "de"}

        page = visitor(host=host).get(address, headers=german, status=404)

        page.mustcontain("Hier ist niemand", no=["acme", "Acme", host])
        assert "Set-Cookie" not in page.headers

    def test_outside_a_demo_there_is_no_list_either(self, testapp):
        testapp.get("/demo", status=404)


class TestDemo:
    @pytest.fixture
    def platform(self, platform):
        platform.settings = replace(platform.settings, demo=True)
        return platform

    def test_its_bare_address_leads_to_all_organisations(self, visitor):
        page = visitor(host="localhost:6543").get("/").follow()

        page.mustcontain("ana@demo.example", "admin@demo.example", "ventanilla-demo")
        addresses = [link["href"] for link in page.html.select(".v-tile a")]
        assert "http://msp.localhost:6543/" in addresses
        assert "http://utility.localhost:6543/staff" in addresses

    def test_another_address_leads_there_too(self, visitor):
        page = visitor(host="nobody.localhost:6543").get("/cases", status=404)

        page.click("To the demo").mustcontain("Rivermouth Water")


class TestWithoutDatabase:
    """A page all the same: it asks neither the database nor the tenant."""

    @pytest.fixture
    def away(self, monkeypatch, visitor):
        """Return a browser to which no page can be drawn."""
        client = visitor()

        def fail(_request):
            raise OperationalError("SELECT a secret", {}, Exception("no route to the database"))

        monkeypatch.setattr(Request, "tenant", property(fail))
        return client

    @pytest.mark.parametrize(
        ("language", "title"),
        [("en", "The service is busy"), ("fr-CA", "Le service est occupé"), ("xx", "The service")],
    )
    def test_it_is_readable_in_the_visitors_language(self, away, language, title):
        page = away.get("/login", headers={"Accept-Language": language}, status=503)

        assert page.content_type == "text/html"
        assert page.html.h1.text.startswith(title)
        assert page.html.html["lang"] == (language[:2] if language != "xx" else "en")
        assert page.headers["Retry-After"]
        assert page.html.select_one(".v-reference code").text == page.headers["X-Request-Id"]
        page.mustcontain(no=["secret", "route to"])

    def test_a_script_gets_the_sentence(self, away):
        told = away.get("/login", headers={"Accept": "application/json"}, status=503).json

        assert told == {
            "error": "The service is busy. Nothing was saved. Please try again in a moment."
        }

    def test_a_line_is_left_if_no_page_can_be_drawn_at_all(self, away, monkeypatch):
        def fail(*_args, **_values):
            raise OSError("no such template")

        monkeypatch.setattr(bare, "render", fail)

        page = away.get("/login", status=503)

        assert page.content_type == "text/plain"
        assert page.text.startswith("503 The service is busy\n")
