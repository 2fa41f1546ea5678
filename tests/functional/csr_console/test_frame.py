"""What all pages about a customer have around them."""

import pytest

from core.plugin.contributions import Action, MenuItem, Panel
from plugins.csr_console.services import actions
from tests.support.adding import ADDING, make_plugin
from tests.support.pages import words

PAYMENTS = "https://pay.example/admin"


@pytest.fixture(scope="session")
def extra_plugins():
    return (make_plugin(),)


@pytest.fixture
def adding(platform):
    ADDING.answers.clear()
    yield ADDING
    ADDING.answers.clear()


class TestFrame:
    @pytest.mark.req("BE-16")
    def test_the_header_says_how_the_customer_stands_with_the_portal(
        self, console, ana, as_customer
    ):
        page = console.get(f"/customers/{ana.id}")

        head = page.html.select_one(".c-head")
        assert "Enrolled" in head.select_one(".v-badge-good").get_text()
        assert "ana@acme.example" in head.get_text()
        assert "Never signed in to the portal" in head.get_text()

        as_customer(ana)

        head = console.get(f"/customers/{ana.id}").html.select_one(".c-head")
        assert "Last seen in the portal" in head.get_text()

    @pytest.mark.req("BE-04")
    def test_a_notice_asks_to_check_the_caller_first(self, console, ana):
        page = console.get(f"/customers/{ana.id}")

        notice = page.html.select_one("main [role=note]").get_text()
        assert "follow your organisation’s security checks" in notice

    @pytest.mark.req("BE-13")
    def test_it_leads_to_the_payment_administration(self, console, ana, change_parameters):
        assert "Payment Administration" not in words(console.get(f"/customers/{ana.id}"))

        change_parameters(payment_administration=PAYMENTS)

        page = console.get(f"/customers/{ana.id}")
        link = page.html.select_one(".k-top a:last-child")
        assert link.get_text(strip=True) == "Go to Payment Administration"
        assert link["href"] == PAYMENTS

    def test_what_is_not_allowed_now_is_shown_with_the_reason(self, console, ana, monkeypatch):
        def offer(scope, contact):
            stopped = "Check first who is calling."
            return [
                Action(label="Look", route="csr_console.customers"),
                Action(label="Open", route="csr_console.customers", disabled_because=stopped),
            ]

        monkeypatch.setattr(actions, "OFFERS", (offer,))
        page = console.get(f"/customers/{ana.id}")

        head = page.html.select_one(".v-heading")
        assert head.select_one("button[disabled]").get_text(strip=True) == "Open"
        assert "Open: Check first who is calling." in head.get_text(" ", strip=True)
        assert head.find("a", string=lambda text: text == "Look") is not None


class TestOtherPlugins:
    def test_they_add_tabs_and_warnings(self, console, ana, adding):
        adding.answers["csr_console_tabs"] = [
            MenuItem(label="Meters", route="csr_console.customer", position=5),
            MenuItem(label="Bosses", route="csr_console.customer", permission="people:manage"),
        ]
        adding.answers["panels"] = lambda place, **_: (
            [Panel(title="Beware", text="Two payments wait")] if place == "contact.top" else []
        )

        page = console.get(f"/customers/{ana.id}")

        tabs = [tab.get_text(strip=True) for tab in page.html.select("main .v-tabs a")]
        assert tabs[:2] == ["Meters", "Customer Information"]
        assert "Bosses" not in tabs
        assert "Two payments wait" in words(page)
