import pytest
from ventanilla_macros import plugin, services

from core.scope import SYSTEM
from core.tenancy.services import switch_plugin


@pytest.fixture(scope="session")
def extra_plugins():
    return (plugin,)


@pytest.fixture
def switched_on(open_scope):
    """The plugin is on for the first organisation, and off for the other one."""
    with open_scope() as scope:
        switch_plugin(scope, "macros", on=True)


@pytest.fixture
def add(open_scope, switched_on):
    """Keep a macro."""

    def add(title, html, slug="acme"):
        with open_scope(slug, actor=SYSTEM) as scope:
            services.add_macro(scope, title, html)

    return add
