"""People around a case: its contact, somebody else, an agent who may do everything with cases."""

from dataclasses import replace

import pytest

from core.cases.services import create_case
from core.testing.cases import actor_of

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
    return create_case(ana, VALUES)


@pytest.fixture
def with_settings():
    """The same scope, for a tenant with other settings of one section."""

    def change(scope, section, **values):
        tenant = scope.tenant
        settings = {
            **tenant.choices.settings,
            section: {**tenant.settings(section), **values},
        }
        choices = replace(tenant.choices, settings=settings, kept={})
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
        choices = replace(tenant.choices, forms=forms, kept={})
        return replace(scope, tenant=replace(tenant, choices=choices))

    return change
