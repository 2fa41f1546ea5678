"""The hostile plugin, its peer, and people to meet them."""

import pytest

from core.plugin import activation, field_types, supervision
from core.plugin.fence import FencedCall
from tests.contract.hostile import misdeeds
from tests.contract.hostile import plugin as hostile
from tests.contract.peer import plugin as peer

LIMIT = 0.6  # seconds; in life it is longer
PATIENCE = 60.0  # with those that behave: only a machine that is busy makes them slow


class Limit:
    """Stands for the limit of a call: short for the hostile plugin, and for no other."""

    def __get__(self, call, _owner):
        return call.__dict__["limit"] if call.fuse[1] == "hostile" else PATIENCE

    def __set__(self, call, seconds):
        call.__dict__["limit"] = seconds


@pytest.fixture(scope="session")
def extra_plugins():
    return (hostile, peer)


@pytest.fixture(autouse=True)
def _calm(monkeypatch):
    """Begin each test with a hostile plugin that does nothing yet, and little patience."""
    monkeypatch.setattr(activation, "LIMIT", LIMIT)
    monkeypatch.setattr(activation, "EVENT_LIMIT", LIMIT)
    monkeypatch.setattr(FencedCall, "limit", Limit(), raising=False)
    monkeypatch.setattr(supervision, "BUDGET", LIMIT)
    monkeypatch.setattr(field_types, "TYPE_LIMIT", LIMIT)
    misdeeds.TODAY.clear()
    misdeeds.CALLS.clear()
    misdeeds.HOLD.begin_anew()
    peer.CALLS.clear()
    peer.CHOICE.clear()
    yield
    misdeeds.HOLD.begin_anew()


@pytest.fixture
def misbehave(platform, app, monkeypatch):
    """Choose a misdeed for a hook, with all forgotten that was before.

    :param proven: the hook has been called often and always came back
    """

    monkeypatch.setattr(field_types, "REST", 0.0)

    def misbehave(hook, misdeed, *, proven=False):
        breaker = platform.plugins.breaker
        breaker.on_trip = breaker.on_mend = None  # or the database would remember
        breaker._faults.clear()
        misdeeds.TODAY.clear()
        misdeeds.CALLS.clear()
        misdeeds.HOLD.begin_anew()
        for impl in platform.plugins.supervisor._implementations.values():
            impl.to_prove = 0 if proven else supervision.PROBATION
        misdeeds.TODAY[hook] = misdeed

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
