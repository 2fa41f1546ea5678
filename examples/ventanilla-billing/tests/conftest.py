from datetime import timedelta

import pytest
from ventanilla_billing import plugin, services

from core.tenancy.services import switch_plugin


@pytest.fixture(scope="session")
def extra_plugins():
    return (plugin,)


@pytest.fixture
def switched_on(open_scope):
    """The plugin is on for the first organisation, and off for the other one."""
    with open_scope() as scope:
        switch_plugin(scope, "billing", on=True)


@pytest.fixture
def ana(switched_on, make_contact, open_scope):
    """A customer with three bills."""
    ana = make_contact(first_name="Ana", last_name="Mora", locale="es")
    with open_scope() as scope:
        for number in range(1, 4):
            due_on = services.today(scope) + timedelta(days=10)
            services.add_bill(scope, ana.id, f"A-{number}", 4990, due_on)
    return ana
