from dataclasses import replace
from types import ModuleType

import colander
import pytest

from core.plugin.loading import Plugin
from core.tenancy import cache
from core.tenancy.services import save_document
from core.testing.database import OTHER_TENANT, TENANT


@pytest.fixture
def config(platform):
    def load(slug):
        with platform.scope(slug, reading=True) as scope:
            return scope.tenant

    return load


@pytest.fixture
def same_locale(platform):
    """The two tenants differ in nothing but their names."""
    for slug in (TENANT, OTHER_TENANT):
        with platform.every_tenant() as session:
            tenant = session.query(cache.Tenant).filter_by(slug=slug).one()
            tenant.default_locale, tenant.languages = "en", ["en", "es"]
            tenant.version += 1


class TestTenantConfigs:
    def test_tenants_that_chose_the_same_share_what_is_made_of_it(self, config, same_locale):
        one, other = config(TENANT), config(OTHER_TENANT)

        assert one.id != other.id
        assert one.cache is other.cache
        assert one.settings("cases") is other.settings("cases")

    def test_a_choice_of_its_own_parts_a_tenant_from_the_others(
        self, platform, config, same_locale
    ):
        before = config(OTHER_TENANT)
        with platform.scope(TENANT) as scope:
            save_document(scope, "wording", {"en": {"Home": "Start"}})

        changed = config(TENANT)

        assert changed.cache is not before.cache
        assert config(OTHER_TENANT) is before

    def test_nobody_can_change_what_others_share(self, config):
        with pytest.raises(TypeError):
            config(TENANT).settings("cases")["first_number"] = 7
        with pytest.raises(TypeError):
            config(TENANT).choices.wording["en"] = {"Home": "Start"}
        with pytest.raises(TypeError):
            config(TENANT).domains["core"] = "elsewhere"

    def test_a_schema_that_fails_at_a_stored_value_costs_no_more_than_the_values(
        self, platform, config, monkeypatch
    ):
        class Fragile(colander.MappingSchema):
            share = colander.SchemaNode(
                colander.Integer(), validator=lambda _node, share: 1 // share, missing=1
            )

        manifest = replace(platform.plugins.plugins["portal"].manifest, settings_schema=Fragile)
        monkeypatch.setitem(
            platform.plugins.plugins, "portal", Plugin(manifest, ModuleType("portal"))
        )
        platform.configs = cache.TenantConfigs(platform.plugins, "localhost")
        with platform.scope(TENANT) as scope:
            save_document(scope, "settings", {"portal": {"share": 0}, "cases": {"first_number": 7}})

        assert dict(config(TENANT).settings("portal")) == {"share": 1}
        assert config(TENANT).settings("cases")["first_number"] == 7

    def test_what_nobody_has_chosen_any_more_is_forgotten(self, platform, config, same_locale):
        config(OTHER_TENANT)
        for accent in ("#111111", "#222222", "#333333"):
            with platform.scope(TENANT) as scope:
                save_document(scope, "branding", {"accent": accent})
            config(TENANT)
            del scope  # it would keep the configuration of its day

        assert len(platform.configs._choices) == 2

    def test_the_least_used_go_when_there_are_too_many(self, config, monkeypatch, same_locale):
        monkeypatch.setattr(cache, "MOST_TENANTS", 1)
        first = config(TENANT)
        config(OTHER_TENANT)

        assert config(TENANT) is not first
