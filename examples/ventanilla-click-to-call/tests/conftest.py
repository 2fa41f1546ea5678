import pytest
from ventanilla_click_to_call import plugin

from core.tenancy.services import save_settings, switch_plugin


@pytest.fixture(scope="session")
def extra_plugins():
    return (plugin,)


@pytest.fixture
def switched_on(open_scope):
    """The plugin is on for the first organisation, and off for the other one."""
    with open_scope() as scope:
        switch_plugin(scope, "click_to_call", on=True)


@pytest.fixture
def call_by(open_scope, switched_on):
    """Choose what the link opens."""

    def call_by(address):
        with open_scope() as scope:
            save_settings(scope, "click_to_call", {"address": address})

    return call_by
