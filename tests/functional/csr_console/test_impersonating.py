"""The button that opens the customer's portal in a window of its own."""

import pytest

from core.identity.services.impersonation import refuse_impersonation
from core.testing.cases import actor_of
from plugins.csr_console.services.interactions import begin, current, raise_level
from tests.support.pages import words


@pytest.fixture
def known(open_scope, clara, ana):
    """The caller is on the line, and is known well enough."""
    with open_scope("acme", actor=actor_of(clara, "contacts:read")) as scope:
        begin(scope, ana.id, "navigation")
        raise_level(scope, current(scope, ana.id), 1)


def buttons(page):
    return {one.get_text(strip=True): one for one in page.html.select("main button, main a")}


class TestImpersonate:
    @pytest.mark.req("BE-14", "CS-07")
    def test_it_asks_why_and_opens_the_portal_in_a_new_window(self, console, known, ana):
        page = console.get(f"/customers/{ana.id}").click("Impersonate", index=0)
        form = page.forms["visit"]
        form["reason"] = "She can't find her bill"

        page = form.submit()
        opening = next(one for one in page.forms.values() if "_token" in one.fields)
        portal = opening.submit().follow()

        assert page.html.select_one("form[target=_blank]")["method"] == "post"
        assert "You see the portal as Ana Mora." in words(portal, ".v-looking")

    def test_it_needs_a_reason(self, console, known, ana):
        page = console.get(f"/customers/{ana.id}/impersonate")

        page.forms["visit"].submit(status=422)

    def test_a_caller_who_is_not_known_well_enough_stops_it(self, console, ana):
        page = console.get(f"/customers/{ana.id}")
        assert "disabled" in buttons(page)["Impersonate"].attrs
        assert "Check first who is calling" in words(page)

        csrf = page.html.select_one("[name=csrf_token]")["value"]
        path = f"/customers/{ana.id}/impersonate"
        answer = console.post(path, {"csrf_token": csrf, "reason": "Why not"}, status=403)

        assert 'name="_token"' not in answer

    @pytest.mark.req("CS-11")
    def test_it_says_that_the_customer_does_not_want_it(
        self, console, known, ana, open_scope, change_parameters
    ):
        change_parameters("impersonation", may_refuse=True)
        with open_scope("acme", actor=actor_of(ana)) as scope:
            refuse_impersonation(scope, refuses=True)

        page = console.get(f"/customers/{ana.id}")

        assert "disabled" in buttons(page)["Impersonate"].attrs
        assert "The customer does not want to be visited." in words(page)
