import pytest
from ventanilla_csat import plugin

from core.cases.services import close_case, get_case_by_id
from core.tenancy.services import switch_plugin


@pytest.fixture(scope="session")
def extra_plugins():
    return (plugin,)


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
