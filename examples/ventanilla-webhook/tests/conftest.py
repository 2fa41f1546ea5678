import pytest
from ventanilla_webhook import plugin

from core.tenancy.services import save_settings, switch_plugin

KEY = "known to the receiver too"


@pytest.fixture(scope="session")
def extra_plugins():
    return (plugin,)


@pytest.fixture
def key():
    return KEY


@pytest.fixture
def switched_on(open_scope, receiver):
    """The plugin is on for the first organisation, and off for the other one."""
    with open_scope() as scope:
        switch_plugin(scope, "webhook", on=True)
        save_settings(scope, "webhook", {"url": receiver.url, "key": KEY})
