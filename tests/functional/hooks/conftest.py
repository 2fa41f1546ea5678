"""A plugin that takes part in everything, and what it was told."""

import pytest

from tests.functional.hooks import listener


@pytest.fixture(scope="session")
def extra_plugins():
    return (listener,)


@pytest.fixture(autouse=True)
def react():
    """What the plugin does about an event: hook -> function. It begins with nothing."""
    listener.HEARD.clear()
    listener.REACT.clear()
    return listener.REACT


@pytest.fixture
def heard(jobs):
    """Let the jobs run that are due; return what the plugin was told of an event since."""

    def heard(hook):
        jobs.run()
        found = [given for name, given in listener.HEARD if name == hook]
        listener.HEARD.clear()
        return found

    return heard


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="García")


@pytest.fixture
def case(make_case, ana, heard):
    case = make_case(ana)
    heard("case_created")
    return case
