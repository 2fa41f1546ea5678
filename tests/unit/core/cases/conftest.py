"""People around a case: its contact, somebody else, an agent who may do everything with cases."""

from dataclasses import replace

import pytest
from sqlalchemy import insert

from core.cases.models import Case
from core.db.base import new_id
from core.testing.cases import actor_of, file_case

VALUES = {
    "product": "general/question/information",
    "subject": "No light",
    "message": "<p>Since <b>yesterday</b>.</p>",
}
CASES = ("cases:read", "cases:answer", "cases:change")


@pytest.fixture
def contact(make_contact):
    return make_contact(first_name="Ana", last_name="Díaz")


@pytest.fixture
def ana(scope, contact):
    return scope.acting_as(actor_of(contact))


@pytest.fixture
def bruno(scope, make_contact):
    return scope.acting_as(actor_of(make_contact(first_name="Bruno", last_name="Gil")))


@pytest.fixture
def agent(scope, make_staff):
    return scope.acting_as(actor_of(make_staff(name="Carla"), *CASES))


@pytest.fixture
def reader(scope, make_staff):
    return scope.acting_as(actor_of(make_staff(name="Dora"), "cases:read"))


@pytest.fixture
def case(ana):
    return file_case(ana, VALUES)


@pytest.fixture
def many_cases(scope, case):
    """Cases enough for a planner to choose an index: number -> id."""
    columns = {c.key: getattr(case, c.key) for c in Case.__table__.columns}
    ids = {100 + turn: new_id() for turn in range(3000)}
    scope.session.execute(
        insert(Case), [{**columns, "id": id_, "number": number} for number, id_ in ids.items()]
    )
    return ids


@pytest.fixture
def with_settings():
    """The same scope, for a tenant with other settings of one section."""

    def change(scope, section, **values):
        tenant = scope.tenant
        settings = {
            **tenant.choices.settings,
            section: {**tenant.settings(section), **values},
        }
        choices = replace(tenant.choices, settings=settings, cache={})
        return replace(scope, tenant=replace(tenant, choices=choices))

    return change


@pytest.fixture
def with_type():
    """The same scope, for a tenant with one more kind of field."""

    def change(scope, kind):
        tenant = scope.tenant
        types = {**tenant.types, kind.name: kind}
        choices = replace(tenant.choices, types=types, cache={})
        return replace(scope, tenant=replace(tenant, choices=choices))

    return change


@pytest.fixture
def with_form():
    """The same scope, for a tenant whose case form was changed by a function."""

    def change(scope, change):
        tenant = scope.tenant
        published = tenant.forms["case"]
        forms = {
            **tenant.forms,
            "case": replace(published, definition=change(published.definition)),
        }
        choices = replace(tenant.choices, forms=forms, cache={})
        return replace(scope, tenant=replace(tenant, choices=choices))

    return change
