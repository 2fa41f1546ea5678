import pytest
from ventanilla_duration import plugin

from core.tenancy.services import switch_plugin


@pytest.fixture(scope="session")
def extra_plugins():
    return (plugin,)


@pytest.fixture
def switched_on(open_scope):
    """The plugin is on for the first organisation, and off for the other one."""
    with open_scope() as scope:
        switch_plugin(scope, "duration", on=True)
