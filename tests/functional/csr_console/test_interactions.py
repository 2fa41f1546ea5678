"""The call: it begins for a reason, and ends with an outcome or by itself."""

import pytest
from sqlalchemy import select

from core.plugin.api import Activity
from core.testing.cases import actor_of
from plugins.csr_console.levels import ACTIONS, MATCHED, SUPERVISED
from plugins.csr_console.services.interactions import begin, current, raise_level, refusal
from tests.support.pages import texts

STEPS = ("Call began", "Profile", "Call ended")


@pytest.fixture
def at_console(open_scope, clara, ana):
    """A scope in which Clara acts, once everybody is there."""
    with open_scope("acme", actor=actor_of(clara, "csr_console:use")) as scope:
        yield scope


class TestPages:
    def test_a_call_begins_for_a_reason_and_ends_with_an_outcome(self, console, ana, words):
        page = console.get("/customers?text=mora").click("Ana Mora")
        why = next(form for form in page.forms.values() if "_reason" in form.fields)

        page = why.submit("_reason", value="mails").follow()
        assert "Does not get our emails" in words(page, "body")

        side = next(form for form in page.forms.values() if "_outcome" in form.fields)
        side["_outcome"] = "Address corrected"
        assert "The call has ended." in words(side.submit("_end").follow(), "body")

    def test_nobody_else_opens_the_console(self, as_agent, make_staff, ana):
        agent = as_agent(make_staff(name="Hugo", roles=["agent"]))
        agent.get("/customers", status=404)
        agent.get(f"/customers/{ana.id}", status=404)

    @pytest.mark.req("CS-02")
    def test_all_that_happens_is_grouped_under_the_call_with_its_time(
        self, console, ana, open_scope, clara, words, clock
    ):
        begin_at = console.get(f"/customers/{ana.id}")
        why = next(form for form in begin_at.forms.values() if "_reason" in form.fields)
        page = why.submit("_reason", value="mails").follow()
        with open_scope("acme", actor=actor_of(clara, "csr_console:use")) as scope:
            raise_level(scope, current(scope, ana.id), MATCHED)
        clock.advance(minutes=3)
        form = console.get(f"/customers/{ana.id}/edit/profile").forms["customer"]
        form["last_name"] = "Mora Ruiz"
        form.submit()
        end = next(form for form in page.forms.values() if "_outcome" in form.fields)
        end["_outcome"] = "Name corrected"
        end.submit("_end")
        clock.advance(minutes=3)
        again = console.get(f"/customers/{ana.id}")
        why = next(form for form in again.forms.values() if "_reason" in form.fields)
        why.submit("_reason", value="payments")

        before = words(console.get(f"/customers/{ana.id}/calls"))
        with open_scope("acme", actor=actor_of(clara, "csr_console:use")) as scope:
            raise_level(scope, current(scope, ana.id), MATCHED)
        page = console.get(f"/customers/{ana.id}/calls")

        assert "Name corrected" not in before
        newest, oldest = page.html.select("main .v-card[aria-labelledby^=call-]")
        assert "goes on" in newest.get_text()
        assert "Name corrected" in oldest.get_text()
        steps = [step.get_text() for step in oldest.select("li")]
        assert [word in step for word, step in zip(STEPS, steps, strict=True)] == [True] * 3
        assert "last_name" in steps[1] or "Last name" in steps[1]


class TestLevels:
    @pytest.mark.req("CS-06")
    def test_a_button_says_what_is_missing_and_a_forged_request_is_refused_and_logged(
        self, console, ana, open_scope, words
    ):
        path = f"/customers/{ana.id}"
        page = console.get(path)
        assert "Add an account" in texts(page, "main button[disabled]")
        assert "Add an account: Check first who is calling." in words(page)
        token = next(iter(page.forms.values()))["csrf_token"].value

        page = console.post(
            f"{path}/add-account", {"csrf_token": token, "_account": str(ana.id)}, status=403
        )

        assert "Check first who is calling." in words(page)
        with open_scope("acme") as scope:
            kinds = list(scope.session.scalars(select(Activity.kind)))
        assert kinds.count("csr_console.refused") == 1

    def test_an_action_waits_for_its_level(self, at_console, ana):
        call = begin(at_console, ana.id, "sign_in")
        assert "facts match" in refusal(at_console, ana.id, "unlock")
        assert refusal(at_console, ana.id, "recovery_link") == ""

        raise_level(at_console, call, MATCHED)

        assert refusal(at_console, ana.id, "unlock") == ""
        assert refusal(at_console, ana.id, "delete")

    @pytest.mark.req("CS-06")
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
