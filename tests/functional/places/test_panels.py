"""Blocks that plugins add to pages: where they stand, how often they are asked for."""

import pytest

from core.plugin.contributions import Panel
from core.tenancy.services import switch_plugin
from tests.support.pages import words

RUBBISH = (42, [42], [Panel], None, "text", [None])


@pytest.fixture
def pages(portal, desk, visitor, case, ana):
    """Return a page by its name."""
    paths = {
        "home": (portal, "/"),
        "portal list": (portal, "/cases"),
        "portal case": (portal, f"/cases/{case.number}"),
        "portal files": (portal, f"/cases/{case.number}?tab=files"),
        "portal profile": (portal, "/profile"),
        "portal security": (portal, "/profile/security"),
        "portal sign-in": (visitor(), "/login"),
        "desk list": (desk, "/desk"),
        "desk case": (desk, f"/desk/cases/{case.number}"),
        "contact": (desk, f"/admin/people/contacts/{ana.id}"),
        "console": (desk, f"/customers/{ana.id}"),
        "staff profile": (desk, "/staff/profile"),
        "staff security": (desk, "/staff/profile/security"),
        "staff sign-in": (visitor(), "/staff/login"),
    }

    def pages(name):
        browser, path = paths[name]
        return browser.get(path)

    return pages


class TestPanels:
    @pytest.mark.parametrize(
        ("page", "audience", "places"),
        [
            ("home", "customer", ["home"]),
            ("portal list", "customer", ["list.top"]),
            ("portal case", "customer", ["case.top", "case.below_answer", "case.side"]),
            ("portal files", "customer", ["case.top", "case.side"]),
            ("portal profile", "customer", ["profile"]),
            ("portal security", "customer", ["security"]),
            ("portal sign-in", "customer", ["sign_in"]),
            ("desk list", "agent", ["list.top"]),
            ("desk case", "agent", ["case.top", "case.below_answer", "case.side"]),
            ("contact", "agent", ["contact.top", "contact.main", "contact.side"]),
            ("console", "agent", ["contact.top"]),
            ("staff profile", "agent", ["profile"]),
            ("staff security", "agent", ["security"]),
            ("staff sign-in", "agent", ["sign_in"]),
        ],
    )
    def test_each_page_draws_its_places_once(self, pages, naming, page, audience, places):
        text = words(pages(page))

        assert sorted(given["place"] for given in naming.asked_for("panels")) == sorted(places)
        for place in places:
            assert text.count(f"{place} for the {audience}") == 1

    def test_a_plugin_is_told_what_the_page_is_about(self, pages, adding, case, ana):
        pages("desk case")
        pages("contact")
        pages("desk list")

        assert {given["about"] for given in adding.asked_for("panels")} == {case.id, ana.id, None}

    def test_they_stand_among_ours_by_their_positions(self, pages, adding):
        adding.answers["panels"] = lambda place, **_: (
            [Panel(title="First", text="1", position=1), Panel(title="Later", text="9")]
            if place == "case.side"
            else []
        )

        titles = [title.get_text() for title in pages("desk case").html.select("aside h2")]

        assert titles == ["First", "Assignee", "Customer", "Fields", "Later"]

    def test_off_means_off(self, pages, naming, open_scope):
        with open_scope() as scope:
            switch_plugin(scope, "adding", on=False)

        assert "Added" not in words(pages("home"))
        assert naming.asked == []

    @pytest.mark.parametrize("page", ["home", "portal case", "desk case", "contact"])
    @pytest.mark.parametrize("answer", RUBBISH)
    def test_rubbish_leaves_the_page_whole(self, pages, adding, page, answer):
        adding.answers["panels"] = answer

        assert "Ana" in words(pages(page), "body")

    @pytest.mark.parametrize("page", ["portal case", "desk case"])
    def test_an_error_leaves_our_own_in_their_places(self, pages, adding, page):
        adding.answers["panels"] = lambda **_: 1 / 0

        assert pages(page).html.select("aside h2")
