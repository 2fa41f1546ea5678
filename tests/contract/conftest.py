"""The hostile plugin, its peer, and people to meet them."""

import pytest

from tests.contract.hostile import faults
from tests.contract.hostile import plugin as hostile
from tests.contract.peer import plugin as peer


@pytest.fixture(scope="session")
def extra_plugins():
    return (hostile, peer)


@pytest.fixture(autouse=True)
def _calm():
    """Begin each test with a hostile plugin that does nothing yet."""
    faults.TODAY.clear()
    faults.CALLS.clear()
    peer.CALLS.clear()
    peer.CHOICE.clear()


@pytest.fixture
def misbehave(platform, app):
    """Choose a fault for a hook, with all forgotten that was before."""

    def misbehave(hook, fault):
        breaker = platform.plugins.breaker
        # Or the database would remember.
        breaker.on_open = breaker.on_close = lambda *_given: None
        breaker._faults.clear()
        faults.TODAY.clear()
        faults.CALLS.clear()
        faults.TODAY[hook] = fault

    return misbehave


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana")


@pytest.fixture
def portal(as_customer, ana):
    return as_customer(ana)


@pytest.fixture
def desk(as_admin):
    return as_admin()


@pytest.fixture
def case(make_case, ana):
    return make_case(ana, subject="No light")
