"""Every one-time secret at every page: only its own uses it up."""

import pytest

from core.identity.credentials.one_time import (
    find_secret,
    has_secret,
    issue_code,
    issue_link_token,
    store_mailed_password,
)
from core.identity.models.contact import Contact
from core.identity.models.staff import Staff
from core.tenancy.services import save_document
from tests.support.people_pages import form_with

CHOSEN = "a long new password"
TOKENS = {  # name -> purpose, whose
    "verify": ("verify", "contact"),
    "address": ("address", "contact"),
    "undo": ("undo", "contact"),
    "recover": ("recover", "contact"),
    "recover of staff": ("recover", "staff"),
    "code": ("code", "contact"),
    "password": ("password", "contact"),
}
PAGES = {  # path -> whose secret it takes
    "/verify/{}": "verify",
    "/verify/address/{}": "address",
    "/undo/{}": "undo",
    "/recover/{}": "recover",
    "/staff/recover/{}": "recover of staff",
    "/recover/code": "code",
    "/login": "password",
    "/staff/login": None,
}


@pytest.fixture
def secrets(open_scope, make_contact, make_staff):
    """Make one secret of each kind for Ana, who has to prove her address, and for Eva."""
    ana = make_contact(email="ana@acme.example", verified_at=None)
    eva = make_staff(email="ana@acme.example")
    with open_scope() as scope:
        people = {
            "contact": scope.session.get_one(Contact, (scope.tenant_id, ana.id)),
            "staff": scope.session.get_one(Staff, (scope.tenant_id, eva.id)),
        }
        made = {"code": issue_code(scope, people["contact"]), "password": "mailedPassword7"}
        store_mailed_password(scope, people["contact"], made["password"])
        for name, (purpose, whose) in TOKENS.items():
            if name not in made:
                data = {"email": "new@acme.example" if purpose == "address" else "old@acme.example"}
                made[name] = issue_link_token(scope, people[whose], purpose, data=data)
    return made, {"contact": ana.id, "staff": eva.id}


def send(testapp, path, secret):
    """Send a page's form, with the secret in the address and wherever the form asks for one."""
    page = testapp.get("/staff/login" if path.startswith("/staff") else "/login")
    form = form_with(page, "csrf_token", "name")
    fields = {"csrf_token": form["csrf_token"].value}
    if "recover" in path:
        fields |= {"new": CHOSEN, "new-again": CHOSEN}
    if "code" in path:
        fields |= {"name": "ana@acme.example", "code": secret}
    if "login" in path:
        fields |= {"name": "ana@acme.example", "password": secret}
    testapp.post(path.format(secret), fields, expect_errors=True)


class TestEverySecretAtEveryPage:
    @pytest.mark.parametrize("path", PAGES)
    def test_only_its_own_page_uses_it_up(self, testapp, secrets, open_scope, path):
        made, ids = secrets
        for name, secret in made.items():
            if name != PAGES[path]:
                send(testapp, path, secret)
        with open_scope() as scope:
            used = [
                name
                for name, (purpose, whose) in TOKENS.items()
                if not has_secret(scope, ids[whose], purpose)
            ]
        assert used == []

        if PAGES[path]:
            send(testapp, path, made[PAGES[path]])
            purpose, whose = TOKENS[PAGES[path]]
            with open_scope() as scope:
                if purpose in {"code", "password"}:
                    assert not has_secret(scope, ids[whose], purpose)
                else:
                    assert find_secret(scope, purpose, made[PAGES[path]]) is None

    def test_who_may_not_enter_keeps_a_mailed_password(self, testapp, secrets, open_scope):
        made, ids = secrets
        with open_scope() as scope:
            scope.session.get_one(Contact, (scope.tenant_id, ids["contact"])).portal_access = False
        send(testapp, "/login", made["password"])
        with open_scope() as scope:
            assert has_secret(scope, ids["contact"], "password")

    def test_an_address_that_became_anothers_uses_up_no_link(
        self, testapp, secrets, open_scope, make_contact
    ):
        made, _ids = secrets
        make_contact(email="new@acme.example")
        send(testapp, "/verify/address/{}", made["address"])

        with open_scope() as scope:
            assert find_secret(scope, "address", made["address"]) is not None


class TestUndoPage:
    def test_the_owner_takes_the_address_back_and_chooses_a_password(
        self, testapp, secrets, open_scope
    ):
        made, ids = secrets
        page = testapp.get(f"/undo/{made['undo']}")
        assert "Take my address back" in page.text

        page = list(page.forms.values())[-1].submit().follow()
        form = form_with(page, "new", "new-again")
        form["new"] = form["new-again"] = CHOSEN
        form.submit().follow()

        with open_scope() as scope:
            contact = scope.session.get_one(Contact, (scope.tenant_id, ids["contact"]))
            assert contact.email == "old@acme.example"
        assert "already" in testapp.get(f"/undo/{made['undo']}").follow().text

    def test_a_link_that_is_over_leads_to_those_who_help(self, testapp, open_scope):
        with open_scope() as scope:
            save_document(scope, "branding", {"support_email": "help@acme.example"})
        page = testapp.get(f"/undo/{'x' * 43}").maybe_follow()

        assert page.html.select_one("main a")["href"] == "mailto:help@acme.example"

    def test_staff_who_move_an_address_leave_its_owner_a_link(
        self, testapp, as_agent, make_contact, make_staff, mailed
    ):
        ana = make_contact(email="ana@acme.example")
        desk = as_agent(make_staff(roles=["admin"]))
        form = desk.get(f"/admin/people/contacts/{ana.id}").forms["contact"]
        form["email"] = "thief@acme.example"
        form.submit().follow()

        subject, text, links = mailed("ana@acme.example")
        assert subject == "Your email address was changed"
        assert "thief@acme.example" in text
        assert testapp.get(links[0], status=200)
        assert mailed("thief@acme.example")[0] == "Email address verification"
