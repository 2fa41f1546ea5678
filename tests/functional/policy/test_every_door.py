"""One policy for every door: each field shows itself at each as it was granted, or not at all."""

from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest

from core.cases.models import Case
from core.cases.services import (
    CaseFilter,
    get_case,
    list_cases,
    read_changes,
    read_new_case,
    visible_values,
)
from core.errors import Refused
from core.fields.services.publishing import install_form
from core.testing.cases import actor_of
from fields_config.definition import Access, FieldDefinition, Grant
from tests.support.policy_matrix import (
    FIELDS,
    PLACES,
    check_cells,
    shown_on,
    value_of,
    with_matrix,
)

DETAILS = [place for place in PLACES if place[1] == "detail"]


@pytest.fixture
def ana(make_contact):
    return make_contact()


@pytest.fixture
def case(open_scope, make_case, ana):
    """Publish a form with a field for every way to grant one, and file a case that has them all."""
    with open_scope() as scope:
        install_form(scope, "case", with_matrix(scope.tenant.form("case")))
    return make_case(ana, **{field.key: value_of(field) for field in FIELDS})


class World(NamedTuple):
    """A case, and who looks at it: in a browser, and through the services."""

    case: Any
    contact: Any
    browsers: dict[str, Any]
    actors: dict[str, Any]
    open_scope: Any

    def page(self, audience, screen):
        addresses = {
            ("customer", "create"): "/cases/new",
            ("customer", "detail"): f"/cases/{self.case.number}",
            ("agent", "create"): f"/desk/new?contact={self.contact.id}",
            ("agent", "detail"): f"/desk/cases/{self.case.number}",
        }
        return self.browsers[audience].get(addresses[audience, screen])

    @contextmanager
    def scope(self, audience):
        with self.open_scope() as scope:
            yield scope.acting_as(self.actors[audience])


@pytest.fixture
def world(case, ana, as_customer, as_agent, open_scope, make_staff):
    agent = actor_of(make_staff(), "cases:read", "cases:answer", "cases:change")
    browsers = {"customer": as_customer(ana), "agent": as_agent()}
    return World(case, ana, browsers, {"customer": actor_of(ana), "agent": agent}, open_scope)


def on_page(world, place):
    """Return how a field shows on the page of a form."""
    return shown_on(world.page(*place))


def in_filters(world, place):
    """Return which fields the page of a list lets its reader narrow it by."""
    address = {"customer": "/cases?tab=all", "agent": "/desk?view=all"}[place[0]]
    page = world.browsers[place[0]].get(address)
    found = {
        field.key: {"visible": page.html.select_one(f'[name="f-{field.key}"]') is not None}
        for field in FIELDS
    }
    for field in FIELDS:
        if not found[field.key]["visible"]:
            assert field.key not in page.text
            assert field.labels["en"] not in page.text
    return found


def in_lists(world, place):
    """Return by which fields the services narrow a list; they pass over what they don't offer."""
    with world.scope(place[0]) as scope:

        def numbers(field, value):
            wanted = CaseFilter(view="all", fields={field.key: value})
            return [row.number for row in list_cases(scope, wanted).rows]

        for field in FIELDS:
            assert numbers(field, value_of(field)) == [world.case.number]
        return {field.key: {"visible": not numbers(field, "Other words")} for field in FIELDS}


def by_service(world, place):
    """Return what programs that act for somebody see, may write and must write."""
    with world.scope(place[0]) as scope:
        case = get_case(scope, world.case.number)

        def refused(values):
            try:
                if place[1] == "create":
                    read_new_case(scope, values)
                else:
                    read_changes(scope, case, values)
            except Refused as refusal:
                return {*refusal.fields, *([""] if refusal.message else [])}
            return set()

        found = {}
        for field in FIELDS:
            is_taken = not refused({field.key: "Other words"}) & {"", field.key}
            is_missed = field.key in refused({field.key: ""})
            found[field.key] = {"editable": is_taken, "required": is_taken and is_missed}
        if place[1] == "detail":
            shown = {view.key for view in visible_values(scope, case)}
            found = {key: {**told, "visible": key in shown} for key, told in found.items()}
        return found


def by_partial_filing(world, place):
    """Return what is taken of a mail, in which nobody can be asked to mend anything."""
    with world.scope(place[0]) as scope:
        given = {field.key: "Other words" for field in FIELDS}
        taken = read_new_case(scope, given, is_partial=True)
        empty = read_new_case(scope, {}, is_partial=True)
        return {
            field.key: {
                "editable": taken.given.get(field.key) == "Other words"
                and field.key not in taken.dropped,
                "required": field.key in empty.missing,
            }
            for field in FIELDS
        }


# Every door at which fields show or are written: what it says of each field at a place. A new one
# joins here.
DOORS = {
    on_page: PLACES,
    in_filters: DETAILS,
    in_lists: DETAILS,
    by_service: PLACES,
    by_partial_filing: [("customer", "create")],
}


@pytest.mark.req("X-01", "D-04", "AT-05")
def test_a_field_is_what_was_granted_at_every_door(world):
    cells = 0
    for door, places in DOORS.items():
        for place in places:
            cells += check_cells(door(world, place), place)
    assert cells >= 500


@pytest.mark.req("X-01")
@pytest.mark.parametrize("access", [Access.HIDDEN, Access.VIEW])
def test_what_can_not_be_edited_can_not_be_written(case, ana, as_customer, open_scope, access):
    portal = as_customer(ana)
    form = portal.get(f"/cases/{case.number}").forms["properties"]
    smuggled = next(f for f in FIELDS if f.grant("customer", "detail").access is access)

    portal.post(form.action, [*form.submit_fields("save"), (smuggled.key, "mine")], status="*")

    with open_scope() as scope:
        found = scope.session.get(Case, (scope.tenant_id, case.id))
        assert found.custom[smuggled.key] == value_of(smuggled)


@pytest.mark.req("X-01", "BA-P-28")
@pytest.mark.parametrize("key", ["product", "status", "channel"])
@pytest.mark.parametrize("access", [Access.HIDDEN, Access.VIEW])
def test_what_is_hidden_is_not_found_by_searching(
    ana, make_case, as_customer, as_agent, open_scope, key, access
):
    with open_scope() as scope:
        form = scope.tenant.form("case")
        field = form.field(key).with_grant("customer", "detail", Grant(access))
        install_form(scope, "case", form.with_field(field))
    label = {"product": "Invoice", "status": "In progress", "channel": "Telephone"}[key]
    given = {"product": "general/problem/billing", "status": "in_progress", "channel": "phone"}
    make_case(ana, **given)

    by_customer = as_customer(ana).get("/cases", {"tab": "all", "q": label})
    by_agent = as_agent().get("/desk", {"view": "all", "q": label})

    found = len(by_customer.html.select("#cases tbody th"))
    assert found == (0 if access is Access.HIDDEN else 1)
    assert len(by_agent.html.select("#cases tbody th")) == 1


@pytest.mark.req("X-01")
def test_a_filter_that_is_hidden_is_one_that_never_was(case, ana, as_customer):
    portal = as_customer(ana)
    hidden = next(f for f in FIELDS if f.grant("customer", "detail").access is Access.HIDDEN)

    by_hidden, by_unknown = (
        portal.get("/cases", {"tab": "all", f"f-{key}": value_of(hidden)})
        for key in (hidden.key, "nobody_knows")
    )

    for page in (by_hidden, by_unknown):
        assert len(page.html.select("#cases tbody th")) == 1
        told = [one.get_text(strip=True) for one in page.html.select("#cases [role=status]")]
        assert told == ["Part of this address is not known here and was left out."]


@pytest.mark.req("X-01")
def test_agents_do_not_search_in_what_is_hidden_from_them(ana, make_case, as_agent, open_scope):
    places = dict.fromkeys(PLACES, Grant(Access.EDIT))
    with open_scope() as scope:
        form = scope.tenant.form("case")
        for key, access in (("seen", Access.VIEW), ("unseen", Access.HIDDEN)):
            grants = {**places, ("agent", "detail"): Grant(access)}
            form = form.with_field(
                FieldDefinition(
                    key=key, type="text", labels={"en": key}, grants=grants, searchable=True
                )
            )
        install_form(scope, "case", form)
    make_case(ana, seen="Zaragoza", unseen="Cartagena")
    desk = as_agent()

    found = {
        word: len(desk.get("/desk", {"view": "all", "q": word}).html.select("#cases tbody th"))
        for word in ("zaragoza", "cartagena")
    }

    assert found == {"zaragoza": 1, "cartagena": 0}
