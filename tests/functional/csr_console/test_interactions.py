"""The call: it begins for a reason, and ends with an outcome or by itself."""

import pytest

from core.testing.cases import actor_of
from plugins.csr_console.levels import ACTIONS, MATCHED, SUPERVISED
from plugins.csr_console.services.interactions import begin, current, raise_level, refusal


@pytest.fixture
def at_console(open_scope, clara, ana):
    """A scope in which Clara acts, once everybody is there."""
    with open_scope("acme", actor=actor_of(clara, "csr_console:use")) as scope:
        yield scope


class TestPages:
    def test_a_call_begins_for_a_reason_and_ends_with_an_outcome(self, console, ana, words):
        page = console.get("/customers?text=mora").click("Ana Mora")
        side = next(form for form in page.forms.values() if "_reason" in form.fields)
        side["_reason"] = "mails"

        page = side.submit().follow()
        assert "Does not get our emails" in words(page, "body")

        side = next(form for form in page.forms.values() if "_outcome" in form.fields)
        side["_outcome"] = "Address corrected"
        assert "The call has ended." in words(side.submit("_end").follow(), "body")

    def test_nobody_else_opens_the_console(self, as_agent, make_staff, ana):
        agent = as_agent(make_staff(name="Hugo", roles=["agent"]))
        agent.get("/customers", status=404)
        agent.get(f"/customers/{ana.id}", status=404)


class TestLevels:
    def test_an_action_waits_for_its_level(self, at_console, ana):
        call = begin(at_console, ana.id, "sign_in")
        assert "facts match" in refusal(at_console, ana.id, "unlock")
        assert refusal(at_console, ana.id, "recovery_link") == ""

        raise_level(at_console, call, MATCHED)

        assert refusal(at_console, ana.id, "unlock") == ""
        assert refusal(at_console, ana.id, "delete")

    def test_the_level_ends_with_the_call(self, at_console, ana):
        raise_level(at_console, begin(at_console, ana.id, "sign_in"), SUPERVISED)

        begin(at_console, ana.id, "password")

        assert refusal(at_console, ana.id, "unlock")

    def test_left_alone_it_ends_by_itself(self, at_console, ana, clock):
        begin(at_console, ana.id, "sign_in")
        clock.advance(minutes=29)
        assert current(at_console, ana.id) is not None
        clock.advance(minutes=1)
        assert current(at_console, ana.id) is None

        begin(at_console, ana.id, "sign_in")

        assert current(at_console, ana.id) is not None

    def test_each_action_has_a_least_level(self, at_console):
        settings = at_console.tenant.settings("csr_console")
        for action, protected in ACTIONS.items():
            assert settings[f"level_{action}"] == str(protected.least)
