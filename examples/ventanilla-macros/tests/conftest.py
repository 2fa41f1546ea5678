import pytest
from ventanilla_macros import plugin
from ventanilla_macros.models import Macro

from core.db.base import new_id
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
    """Add a macro."""

    def add(title, html, slug="acme"):
        with open_scope(slug) as scope:
            macro = Macro(id=new_id(), tenant_id=scope.tenant_id, title=title, html=html)
            scope.session.add(macro)

    return add
