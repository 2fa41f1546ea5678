"""One policy for every door at which fields of contacts and of accounts show or are written."""

from typing import Any, NamedTuple

import pytest

from core.errors import Refused
from core.fields.services.publishing import install_form
from core.identity.services.accounts import (
    add_membership,
    change_account,
    create_account,
    get_account,
)
from core.identity.services.contacts import add_contact, change_contact, get_contact
from core.testing.cases import actor_of
from fields_config.defaults import load_default
from tests.support.policy_matrix import FIELDS, PLACES, check_cells, shown_on, value_of, with_matrix

VALUES = {field.key: value_of(field) for field in FIELDS}


class World(NamedTuple):
    """A contact and an account that have all values, and who looks at them."""

    contact: Any
    account: Any
    browsers: dict[str, Any]
    actors: dict[str, Any]
    open_scope: Any

    def may_write(self, key, place, values):
        """Return the fields that a service refuses; whatever it takes is not kept."""
        audience, screen = place
        with self.open_scope() as system:
            scope = system.acting_as(self.actors[audience])
            savepoint = scope.session.begin_nested()
            try:
                if key == "contact" and screen == "create":
                    given = {"first_name": "Eva", "last_name": "Ruiz", "email": "eva@x.example"}
                    add_contact(scope, {**given, **values})
                elif key == "contact":
                    change_contact(scope, get_contact(scope, self.contact.id), values)
                elif screen == "create":
                    name = {"name": "Sur"} if audience == "agent" else {}
                    create_account(scope, {**name, **values})
                else:
                    change_account(scope, get_account(scope, self.account.id), values)
            except Refused as refusal:
                return {*refusal.fields, *([""] if refusal.message else [])}
            finally:
                savepoint.rollback()
            return set()


@pytest.fixture
def world(open_scope, make_contact, as_customer, as_admin, make_staff):
    with open_scope() as scope:
        for key in ("contact", "account"):
            install_form(scope, key, with_matrix(scope.tenant.form(key)))
    contact = make_contact(**VALUES)
    with open_scope() as scope:
        account = create_account(scope, {"name": "Sur", **VALUES})
        add_membership(scope, contact.id, account.id, is_primary=True)
    browsers = {"customer": as_customer(contact), "agent": as_admin()}
    actors = {"customer": actor_of(contact), "agent": actor_of(make_staff(), "contacts:change")}
    return World(contact, account, browsers, actors, open_scope)


# Pages that are forms: a new one joins here.
def pages(world):
    people = "/admin/people"
    return {
        ("contact", "customer", "detail"): "/profile",
        ("contact", "agent", "create"): f"{people}/contacts/new",
        ("contact", "agent", "detail"): f"{people}/contacts/{world.contact.id}",
        ("account", "agent", "create"): f"{people}/accounts/new",
        ("account", "agent", "detail"): f"{people}/accounts/{world.account.id}",
    }


@pytest.mark.req("X-01", "D-04")
def test_a_field_is_what_was_granted_at_every_door(world, visitor):
    cells = check_cells(shown_on(visitor().get("/register")), ("customer", "create"))
    for (_key, *place), address in pages(world).items():
        page = world.browsers[place[0]].get(address)
        cells += check_cells(shown_on(page), tuple(place))
    assert cells >= 500


@pytest.mark.req("X-01", "D-04")
def test_who_heads_an_account_sees_of_it_what_was_granted(world, open_scope):
    with open_scope() as scope:
        install_form(scope, "contact", load_default("contact"))
    page = world.browsers["customer"].get("/profile")

    shown = {key: {"visible": told["visible"]} for key, told in shown_on(page).items()}

    check_cells(shown, ("customer", "detail"))
    assert "Sur" in page.html.select_one("main").get_text()


@pytest.mark.req("X-01", "D-04")
@pytest.mark.parametrize("key", ["contact", "account"])
@pytest.mark.parametrize("place", PLACES, ids=" ".join)
def test_programs_write_for_somebody_what_they_might_themselves(world, key, place):
    said = {}
    empty = world.may_write(key, place, dict.fromkeys(VALUES, ""))
    for field in FIELDS:
        refused = world.may_write(key, place, {field.key: "Other words"})
        is_taken = not refused & {"", field.key}
        said[field.key] = {"editable": is_taken, "required": is_taken and field.key in empty}
    check_cells(said, place)
