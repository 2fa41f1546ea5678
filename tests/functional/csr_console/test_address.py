"""Another address to sign in with."""

import re
from dataclasses import replace

import pytest

from core.testing.mail import text_of
from plugins.csr_console.levels import MATCHED
from tests.support.pages import words
from tests.support.people_pages import fill

NEW = "ana.new@acme.example"
LINK = re.compile(r"/(?:undo|verify)/\S+")


@pytest.fixture
def platform(platform, mailbox):
    platform.settings = replace(platform.settings, smtp_url=mailbox.url)
    return platform


@pytest.fixture
def edit(console, ana):
    """Change Ana's address on the page that all staff have."""
    return lambda status=None: fill(
        console.get(f"/admin/people/contacts/{ana.id}"), email=NEW, status=status
    )


@pytest.fixture
def link_to(jobs, mailbox):
    def find(address):
        jobs.run()
        return LINK.search(text_of(mailbox.to(address)[-1]))[0]

    return find


def press(page):
    """Press the button that the page is about."""
    return next(form for form in page.forms.values() if not form.action).submit()


class TestChangeAddress:
    @pytest.mark.req("CS-14")
    def test_it_needs_a_confirmed_caller_and_both_addresses_hear_of_it(
        self, console, as_admin, as_agent, clara, ana, edit, know_caller, link_to, visitor, clock
    ):
        assert "Check first who is calling" in words(edit(422))
        know_caller(ana, MATCHED)
        assert "Check first who is calling" in words(edit(422))
        know_caller(ana)

        assert edit().status_int == 303

        undo, verify = link_to("ana@acme.example"), link_to(NEW)
        assert undo.startswith("/undo/")
        press(visitor().get(verify))
        page = console.get(f"/customers/{ana.id}/recovery")
        assert "only a supervisor" in words(page, "main [role=alert]")
        forged = {"_do": "link", "csrf_token": page.forms[0]["csrf_token"].value}
        refused = console.post(f"/customers/{ana.id}/recovery", forged).follow()
        assert "only a supervisor" in words(refused, "body")
        supervised = as_admin().get(f"/customers/{ana.id}/recovery")
        assert "only a supervisor" not in words(supervised)

        clock.advance(hours=23, minutes=59)
        press(visitor().get(undo))
        assert "ana@acme.example" in words(as_agent(clara).get(f"/customers/{ana.id}"), ".c-head")

    @pytest.mark.req("CS-14")
    def test_after_a_day_it_stands(
        self, as_agent, clara, ana, edit, know_caller, link_to, visitor, clock
    ):
        know_caller(ana)
        edit()
        undo = link_to("ana@acme.example")

        clock.advance(hours=24)

        assert "24 hours are over" in words(visitor().get(undo).follow())
        page = as_agent(clara).get(f"/customers/{ana.id}/recovery")
        assert "only a supervisor" not in words(page)

    def test_who_changes_anything_else_is_not_asked(self, console, ana):
        page = console.get(f"/admin/people/contacts/{ana.id}")

        assert fill(page, first_name="Anna").status_int == 303
