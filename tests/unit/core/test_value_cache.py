from datetime import timedelta
from uuid import UUID

import pytest

from core.tenancy.services import save_settings, switch_plugin
from core.value_cache import ValueCache

MINUTE = timedelta(minutes=1)
ONE, OTHER = UUID(int=1), UUID(int=2)


@pytest.fixture
def make():
    """Return one value after the other, and count them."""

    def make():
        make.count += 1
        return make.count

    make.count = 0
    return make


def ask(platform, make, key="portal.weather", slug="acme", ttl=MINUTE):
    with platform.scope(slug) as scope:
        return scope.cache(key, ttl, make)


class TestScopeCache:
    def test_a_value_is_made_once_while_it_is_fresh(self, platform, make, clock):
        assert [ask(platform, make) for _ in range(3)] == [1, 1, 1]
        clock.advance(minutes=1)
        assert ask(platform, make) == 2

    def test_a_clock_that_is_put_back_keeps_nothing_longer(self, platform, make, clock):
        ask(platform, make)
        clock.advance(minutes=-5)
        assert ask(platform, make) == 2

    def test_each_tenant_and_each_key_has_its_own(self, platform, make):
        ask(platform, make)

        assert ask(platform, make, slug="globex") == 2
        assert ask(platform, make, key="portal.tides") == 3
        assert ask(platform, make) == 1

    def test_a_change_of_settings_makes_it_anew(self, platform, make):
        ask(platform, make)
        with platform.scope("acme") as scope:
            save_settings(scope, "portal", {})
        assert ask(platform, make) == 2

    def test_so_does_the_switch_of_a_plugin(self, platform, make):
        ask(platform, make)
        for on in (False, True):
            with platform.scope("acme") as scope:
                switch_plugin(scope, "portal", on=on)
        assert ask(platform, make) == 2

    def test_what_is_nothing_is_a_value_too(self, platform):
        calls = []
        for _ in range(2):
            assert ask(platform, lambda: calls.append(1)) is None
        assert len(calls) == 1

    def test_what_fails_is_not_remembered(self, platform, make):
        def fail():
            raise LookupError

        with pytest.raises(LookupError):
            ask(platform, fail)
        assert ask(platform, make) == 1

    @pytest.mark.parametrize("key", ["", "weather", "absent.weather", ".weather"])
    def test_a_key_names_the_plugin_whose_it_is(self, platform, make, key):
        with pytest.raises(ValueError, match="key"):
            ask(platform, make, key=key)


class TestBounds:
    def test_a_tenant_that_has_many_drops_its_own_least_used(self, make, clock):
        cache = ValueCache(most_per_tenant=2)
        cache.get((OTHER, 1), "a", clock(), MINUTE, make)
        for key in ("a", "b", "a", "c"):
            cache.get((ONE, 1), key, clock(), MINUTE, make)
        before = make.count

        for tenant, key in ((OTHER, "a"), (ONE, "a"), (ONE, "c")):
            cache.get((tenant, 1), key, clock(), MINUTE, make)
        assert make.count == before
        cache.get((ONE, 1), "b", clock(), MINUTE, make)
        assert make.count == before + 1

    def test_the_tenant_that_was_not_asked_for_longest_goes(self, make, clock):
        cache = ValueCache(most_tenants=1)
        for tenant in (ONE, OTHER, ONE):
            cache.get((tenant, 1), "a", clock(), MINUTE, make)

        assert make.count == 3

    def test_what_an_older_configuration_made_replaces_nothing(self, clock):
        cache = ValueCache()
        cache.get((ONE, 2), "a", clock(), MINUTE, lambda: "new")

        assert cache.get((ONE, 1), "a", clock(), MINUTE, lambda: "old") == "old"
        assert cache.get((ONE, 2), "a", clock(), MINUTE, lambda: "newer") == "new"
