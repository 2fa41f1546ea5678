import pytest
from ventanilla_due import plugin

from core.plugin.api.cases import close_case, get_case_by_id, reopen_case
from core.tenancy.services import switch_plugin


@pytest.fixture(scope="session")
def extra_plugins():
    return (plugin,)


@pytest.fixture
def switched_on(open_scope):
    """The plugin is on for the first organisation, and off for the other one."""
    with open_scope() as scope:
        switch_plugin(scope, "due", on=True)


@pytest.fixture
def change(open_scope, jobs):
    """Close or reopen a case, and let the plugin hear of it."""

    def change(case, *, closed):
        with open_scope() as scope:
            found = get_case_by_id(scope, case.id)
            if closed:
                close_case(scope, found)
            else:
                reopen_case(scope, found)
        jobs.run()

    return change


@pytest.fixture
def words():
    """Return what the parts of a page say that a selector finds."""

    def read(page, selector):
        return [one.get_text(" ", strip=True) for one in page.html.select(selector)]

    return read
