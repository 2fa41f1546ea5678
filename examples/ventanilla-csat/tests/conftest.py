from types import ModuleType

import pytest
from ventanilla_csat import plugin

from core.cases.services import close_case, get_case_by_id
from core.plugin.api import PluginManifest, hookimpl
from core.tenancy.services import switch_plugin


@pytest.fixture(scope="session")
def other_plugin():
    """Another plugin, which hears of ratings and knows nothing else of them."""
    module = ModuleType("other_plugin")
    module.heard = []

    @hookimpl
    def register_plugin():
        return PluginManifest(name="other", title="Other", package="core.plugin")

    @hookimpl(optionalhook=True)
    def csat_rated(scope, case_id, score):
        module.heard.append((scope.tenant.slug, case_id, score))

    module.register_plugin, module.csat_rated = register_plugin, csat_rated
    return module


@pytest.fixture(scope="session")
def extra_plugins(other_plugin):
    return (plugin, other_plugin)


@pytest.fixture
def switched_on(open_scope):
    """The plugin is on for the first organisation, and off for the other one."""
    with open_scope() as scope:
        switch_plugin(scope, "csat", on=True)


@pytest.fixture
def make_closed(open_scope, make_case):
    """File a case of a contact and close it."""

    def make(contact, **given):
        case = make_case(contact, **given)
        with open_scope(given.get("slug", "acme")) as scope:
            close_case(scope, get_case_by_id(scope, case.id))
        return case

    return make
