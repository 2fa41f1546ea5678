from datetime import timedelta
from uuid import uuid4

import pytest

from core.clock import utc_now
from core.errors import ForbiddenError, NotFoundError
from core.log import set_up_logging
from core.platform import Platform
from core.plugin import breaker, hookspecs
from core.plugin.breaker import Breaker
from core.plugin.loading import load_plugins
from core.plugin.quarantine import clear_fault, forget_faults, list_faults
from core.scope import ANONYMOUS
from core.tenancy.cache import TenantConfigs
from tests.unit.core.plugin.modules import make_plugin

CALLS = []
ANSWER = []


def menu_items():
    CALLS.append("bad")
    if ANSWER:
        return []
    raise RuntimeError("broken")


BAD = make_plugin("bad", menu_items)


def another_process(platform):
    """The same installation, seen by a process that knows nothing yet."""
    registry = load_plugins(modules=[BAD])
    configs = TenantConfigs(registry, platform.settings.base_domain)
    return Platform(platform.settings, platform.engine, registry, configs, platform.clock)


def ask(platform, slug="acme"):
    with platform.scope(slug) as scope:
        scope.hooks.gather(hookspecs.menu_items, scope=scope, slot="portal")


@pytest.fixture
def process(platform):
    set_up_logging(platform.settings)
    CALLS.clear()
    ANSWER.clear()
    process = another_process(platform)
    yield process
    # Its thread must be through with the engine before that is closed.
    process.quarantine.settle()


@pytest.fixture
def put_aside(process):
    for _ in range(breaker.FAILURES):
        ask(process)
    process.quarantine.settle()
    CALLS.clear()
    return process


class TestListFaults:
    def test_the_admin_sees_what_failed_and_the_line_of_the_log(self, put_aside, clock):
        with put_aside.scope("acme") as scope:
            (fault,) = list_faults(scope)

        assert (fault.plugin, fault.hook) == ("bad", "menu_items")
        assert fault.error == "RuntimeError: broken"
        assert len(fault.trace_id) == 12
        assert (fault.since, fault.until - fault.since) == (
            clock.now,
            timedelta(seconds=breaker.REST),
        )

    def test_a_single_failure_is_not_listed(self, process):
        ask(process)
        process.quarantine.settle()

        with process.scope("acme") as scope:
            assert list_faults(scope) == []

    def test_it_is_one_tenants_affair(self, put_aside):
        with put_aside.scope("globex") as scope:
            assert list_faults(scope) == []

    def test_not_everybody_may_see_it(self, put_aside):
        with put_aside.scope("acme", actor=ANONYMOUS) as scope, pytest.raises(ForbiddenError):
            list_faults(scope)


class TestQuarantine:
    def test_another_process_leaves_the_hook_alone_too(self, put_aside):
        ask(another_process(put_aside))

        assert CALLS == []

    def test_for_another_tenant_it_is_called(self, put_aside):
        ask(another_process(put_aside), "globex")

        assert CALLS == ["bad"]

    def test_after_its_rest_it_is_tried_once_and_rests_again(self, put_aside, monkeypatch):
        for fault in put_aside.plugins.breaker._faults.values():
            fault.open_until = 0.0

        ask(put_aside)
        ask(put_aside)

        assert CALLS == ["bad"]

    def test_when_that_goes_well_all_is_forgotten_everywhere(self, put_aside):
        other = another_process(put_aside)
        ask(other)
        ANSWER.append("well")
        for fault in put_aside.plugins.breaker._faults.values():
            fault.open_until = 0.0

        ask(put_aside)
        put_aside.quarantine.settle()
        ask(other)

        assert CALLS == ["bad", "bad"]
        with put_aside.scope("acme") as scope:
            assert list_faults(scope) == []

    def test_what_rolls_back_does_not_take_the_fault_along(self, process):
        def spoil():
            with process.scope("acme") as scope:
                for _ in range(breaker.FAILURES):
                    scope.hooks.gather(hookspecs.menu_items, scope=scope, slot="portal")
                raise ValueError("the request fails")

        with pytest.raises(ValueError, match="the request"):
            spoil()
        process.quarantine.settle()

        with process.scope("acme") as scope:
            assert len(list_faults(scope)) == 1


class TestClearFault:
    def test_every_process_calls_the_hook_again(self, put_aside):
        other = another_process(put_aside)
        ask(other)
        with put_aside.scope("acme") as scope:
            clear_fault(scope, "bad", "menu_items")

        ask(put_aside)
        ask(other)

        assert CALLS == ["bad", "bad"]

    def test_there_must_be_one(self, process):
        with process.scope("acme") as scope, pytest.raises(NotFoundError):
            clear_fault(scope, "bad", "menu_items")


class TestForgetFaults:
    def test_every_quarantine_ends_and_every_process_hears_of_it(self, platform):
        with platform.scope("acme") as scope:
            fuse, version = (scope.tenant_id, "portal", "menu_items"), scope.tenant.version
        platform.plugins.breaker.failed(fuse, ValueError("no"), at_once=True)
        platform.quarantine.settle()
        with platform.scope("acme") as scope:
            assert len(list_faults(scope)) == 1

        with platform.every_tenant() as session:
            forget_faults(session)

        with platform.scope("acme") as scope:
            assert list_faults(scope) == []
            assert scope.tenant.version > version
        assert platform.plugins.breaker.allows(fuse)


class TestAdopts:
    def test_while_code_changes_what_another_process_says_counts_for_nothing(self):
        breaker, tenant_id = Breaker(), uuid4()
        breaker.adopts = False
        now = utc_now()
        until = (now + timedelta(minutes=5)).isoformat()

        breaker.adopt(tenant_id, {"a.b": {"until": until, "trace_id": "", "error": ""}}, now)

        assert breaker.allows((tenant_id, "a", "b"))
