"""Locking and unlocking for a caller."""

import pytest

from core.plugin.contributions import LockWarning
from core.testing.cases import actor_of
from plugins.csr_console.services.interactions import begin, raise_level
from tests.support.pages import texts, words
from tests.support.people_pages import sign_in
from tests.unit.core.plugin.modules import make_plugin

SAYS = {}


def lock_warnings(contact_id):
    return SAYS.get("warnings", [])


@pytest.fixture(scope="session")
def extra_plugins():
    return (make_plugin("billing", lock_warnings),)


@pytest.fixture(autouse=True)
def says(platform):
    SAYS.clear()
    yield SAYS
    SAYS.clear()


@pytest.fixture
def identified(open_scope, clara, ana):
    """The caller is known by matching facts."""

    def identify():
        with open_scope(actor=actor_of(clara, "contacts:change", "csr_console:use")) as scope:
            raise_level(scope, begin(scope, ana.id, "sign_in"), 1)

    return identify


def click(page, text):
    return page.click(text, index=0)


class TestLockAccount:
    @pytest.mark.req("BE-17", "BE-18", "BE-30", "CS-12")
    def test_a_customer_is_found_locked_and_unlocked(  # a whole story
        self, console, ana, as_customer, identified, visitor
    ):
        customer = as_customer(ana)
        page = console.get("/customers?text=mora").click(href=f"/customers/{ana.id}")
        question = click(page, "Lock Account")
        assert "Lock the account of Ana Mora?" in words(question)
        assert texts(question, "#lock .v-submit button") == ["Yes, lock", "No"]

        back = question.forms["lock"].submit("no", status=303).follow()
        assert "Enrolled" in words(back, "body")
        assert customer.get("/cases").status_int == 200
        assert "Choose a reason." in words(question.forms["lock"].submit("lock", status=422))

        form = question.forms["lock"]
        form["reason"], form["note"] = "leaving", "Moves to Bilbao"
        page = form.submit("lock", status=303).follow()

        assert "Ana Mora is locked and signed out everywhere." in words(page, "body")
        assert "Permanent lock" in words(page, "body")
        assert "Moves to Bilbao" in words(page, "body")
        assert customer.get("/cases").status_int == 303
        assert sign_in(visitor(), ana.email).status_int == 422

        assert "Unlock Account" in texts(page, ".v-heading button[disabled]")
        refused = console.get(f"/customers/{ana.id}/unlock", status=403)
        assert "Check first who is calling." in words(refused)
        identified()
        form = click(console.get(f"/customers/{ana.id}"), "Unlock Account").forms["unlock"]
        assert "Choose a reason." in words(form.submit("unlock", status=422))
        form["reason"] = "rejoins"
        form.submit("unlock", status=303)

        assert sign_in(visitor(), ana.email).status_int == 303

    def test_what_plugins_will_do_is_said_first(self, console, ana, says):
        says["warnings"] = [LockWarning(text="Pending payments that will be removed: 1")]
        form = console.get(f"/customers/{ana.id}/lock").forms["lock"]
        form["reason"] = "leaving"

        page = form.submit("lock", status=422)

        assert "Pending payments that will be removed: 1" in words(page)
        form["heeded"] = True
        assert form.submit("lock", status=303)

    @pytest.mark.req("BE-19", "D-23")
    def test_ten_wrong_passwords_lock_and_the_caller_is_let_in(
        self, console, ana, identified, visitor
    ):
        for _ in range(9):
            sign_in(visitor(), ana.email, "not this one", status=422)
        assert "Temporary lock" not in words(console.get(f"/customers/{ana.id}"), "body")
        sign_in(visitor(), ana.email, "not this one", status=422)
        page = console.get(f"/customers/{ana.id}")
        assert "Temporary lock" in words(page, "body")
        assert "too many wrong passwords" in words(page, "body")

        identified()
        form = click(console.get(f"/customers/{ana.id}"), "Unlock Account").forms["unlock"]
        form["reason"] = "ten_failures"
        form.submit("unlock", status=303)

        assert sign_in(visitor(), ana.email).status_int == 303

    @pytest.mark.req("CS-12")
    def test_no_other_page_unlocks_for_an_unknown_caller(self, console, ana, identified):
        form = console.get(f"/customers/{ana.id}/lock").forms["lock"]
        form["reason"] = "privacy"
        form.submit("lock", status=303)
        path = f"/admin/people/contacts/{ana.id}/unlock"
        form = console.get(path).forms["unlock"]
        form["reason"] = "privacy_restored"

        assert "Check first who is calling." in words(form.submit("unlock", status=422))
        identified()
        assert form.submit("unlock", status=303)

    def test_the_status_is_said_in_the_readers_language(self, as_csr, make_staff, ana):
        reader = as_csr(make_staff(roles=["csr"], locale="es"))
        form = reader.get(f"/customers/{ana.id}/lock").forms["lock"]
        form["reason"] = "privacy"
        page = form.submit("lock", status=303).follow()

        assert texts(page, ".c-head .v-badge") == ["Bloqueo permanente"]

    def test_who_may_not_use_the_console_finds_no_such_page(self, as_agent, ana):
        for name in ("lock", "unlock"):
            as_agent().get(f"/customers/{ana.id}/{name}", status=404)
