import pytest

from core.errors import NotFoundError, Refused
from core.tenancy.services import (
    create_tenant,
    read_document,
    save_settings,
    switch_plugin,
)


class TestCreateTenant:
    @pytest.mark.parametrize("slug", ["", "Acme", "a.b", "-a", "a" * 64, "acme\n"])
    def test_it_refuses_what_is_no_host_name(self, platform, slug):
        with platform.every_tenant() as session, pytest.raises(Refused):
            create_tenant(session, slug=slug, name="Acme", now=platform.clock())

    def test_it_refuses_a_slug_that_is_taken(self, platform):
        with platform.every_tenant() as session, pytest.raises(Refused, match="already"):
            create_tenant(session, slug="acme", name="Another", now=platform.clock())


class TestSwitchPlugin:
    def test_it_shows_at_the_next_scope_and_keeps_everything(self, platform):
        with platform.scope("acme") as scope:
            before = scope.tenant
            assert "portal" in before.plugins
            switch_plugin(scope, "portal", on=False)
        with platform.scope("acme") as scope:
            assert "portal" not in scope.tenant.plugins
            switch_plugin(scope, "portal", on=True)
        with platform.scope("acme") as scope:
            assert scope.tenant.plugins == before.plugins
            assert scope.tenant.forms == before.forms

    def test_it_does_not_touch_another_tenant(self, platform):
        with platform.scope("acme") as scope:
            switch_plugin(scope, "portal", on=False)
        with platform.scope("globex") as scope:
            assert "portal" in scope.tenant.plugins

    def test_it_knows_what_is_installed(self, scope):
        with pytest.raises(NotFoundError):
            switch_plugin(scope, "absent", on=True)


class TestSaveSettings:
    def test_it_fills_in_defaults_and_shows_at_the_next_scope(self, platform):
        with platform.scope("acme") as scope:
            save_settings(scope, "identity", {"password_min": 10})
        with platform.scope("acme") as scope:
            assert scope.tenant.settings("identity")["password_min"] == 10
            assert scope.tenant.settings("identity")["password_max"] == 128

    def test_a_value_that_is_no_longer_allowed_falls_back(self, platform):
        with platform.scope("acme") as scope:
            save_settings(scope, "identity", {"password_min": 1, "recovery": "code"})
        with platform.scope("acme") as scope:
            assert scope.tenant.settings("identity")["password_min"] == 8
            assert scope.tenant.settings("identity")["recovery"] == "code"
            assert read_document(scope, "settings")["identity"]["password_min"] == 1

    def test_no_password_would_be_both_so_long_and_so_short(self, platform):
        with platform.scope("acme") as scope:
            save_settings(scope, "identity", {"password_min": 40, "password_max": 20})
        with platform.scope("acme") as scope:
            identity = scope.tenant.settings("identity")
            assert (identity["password_min"], identity["password_max"]) == (40, 128)
