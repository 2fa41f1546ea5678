import pytest
import ventanilla_hello

from core.tenancy.services import switch_plugin


@pytest.fixture(scope="session")
def extra_plugins():
    return (ventanilla_hello,)


@pytest.fixture
def switched_on(open_scope):
    """The plugin is on for the first organisation, and off for the other one."""
    with open_scope() as scope:
        switch_plugin(scope, "hello", on=True)
