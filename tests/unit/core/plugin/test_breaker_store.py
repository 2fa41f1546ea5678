from datetime import timedelta

import pytest

from core.admin.services.disabled import clear_fault, list_faults
from core.errors import ForbiddenError, NotFoundError
from core.log import set_up_logging
from core.platform import Platform
from core.plugin import breaker, hookspecs
from core.plugin.loading import load_plugins
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


def another_process(platform, **versions):
    """The same installation, seen by a process that knows nothing yet."""
    registry = load_plugins(modules=[BAD])
    registry.breaker.versions |= versions
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
    process.breaker_store.settle()


@pytest.fixture
def disabled(process):
    for _ in range(breaker.FAILURES):
        ask(process)
    process.breaker_store.settle()
    CALLS.clear()
    return process


class TestListFaults:
    def test_the_admin_sees_what_failed_and_the_line_of_the_log(self, disabled, clock):
        with disabled.scope("acme") as scope:
            (fault,) = list_faults(scope)

        assert (fault.plugin, fault.hook) == ("bad", "menu_items")
        assert fault.error.startswith("RuntimeError: broken (test_breaker_store.py, line ")
        assert len(fault.trace_id) == 12
        assert (fault.since, fault.until - fault.since) == (
            clock.now,
            timedelta(seconds=breaker.REST),
        )

    def test_a_single_failure_is_not_listed(self, process):
        ask(process)
        process.breaker_store.settle()

        with process.scope("acme") as scope:
            assert list_faults(scope) == []

    def test_it_is_one_tenants_affair(self, disabled):
        with disabled.scope("globex") as scope:
            assert list_faults(scope) == []

    def test_not_everybody_may_see_it(self, disabled):
        with disabled.scope("acme", actor=ANONYMOUS) as scope, pytest.raises(ForbiddenError):
            list_faults(scope)


class TestBreakerStore:
    def test_another_process_leaves_the_hook_alone_too(self, disabled):
        ask(another_process(disabled))

        assert CALLS == []

    def test_for_another_tenant_it_is_called(self, disabled):
        ask(another_process(disabled), "globex")

        assert CALLS == ["bad"]

    def test_after_its_rest_it_is_tried_once_and_rests_again(self, disabled):
        for fault in disabled.plugins.breaker._faults.values():
            fault.open_until = 0.0

        ask(disabled)
        ask(disabled)

        assert CALLS == ["bad"]

    def test_when_that_goes_well_all_is_forgotten_everywhere(self, disabled):
        other = another_process(disabled)
        ask(other)
        ANSWER.append("well")
        for fault in disabled.plugins.breaker._faults.values():
            fault.open_until = 0.0

        ask(disabled)
        disabled.breaker_store.settle()
        ask(other)

        assert CALLS == ["bad", "bad"]
        with disabled.scope("acme") as scope:
            assert list_faults(scope) == []

    def test_once_its_code_is_another_it_is_on_again_everywhere(self, disabled):
        mended = another_process(disabled, bad="of another version")
        ask(disabled)

        ask(mended)
        mended.breaker_store.settle()
        ask(disabled)

        assert CALLS == ["bad", "bad"]

    def test_what_rolls_back_does_not_take_the_fault_along(self, process):
        def spoil():
            with process.scope("acme") as scope:
                for _ in range(breaker.FAILURES):
                    scope.hooks.gather(hookspecs.menu_items, scope=scope, slot="portal")
                raise ValueError("the request fails")

        with pytest.raises(ValueError, match="the request"):
            spoil()
        process.breaker_store.settle()

        with process.scope("acme") as scope:
            assert len(list_faults(scope)) == 1


class TestClearFault:
    def test_every_process_calls_the_hook_again(self, disabled):
        other = another_process(disabled)
        ask(other)
        with disabled.scope("acme") as scope:
            clear_fault(scope, "bad", "menu_items")

        ask(disabled)
        ask(other)

        assert CALLS == ["bad", "bad"]

    def test_there_must_be_one(self, process):
        with process.scope("acme") as scope, pytest.raises(NotFoundError):
            clear_fault(scope, "bad", "menu_items")
