"""Who develops a plugin sees on the page what fails; nobody else ever does."""

import dataclasses

import pytest

NOTICE = "v-development"


@pytest.fixture
def failing(platform):
    with platform.scope("acme") as scope:
        key = (scope.tenant_id, "greeting", "panels")
    with pytest.raises(ValueError, match="no way") as failed:
        int("no way <b>")
    platform.plugins.breaker.failed(key, failed.value)


@pytest.fixture
def in_development(platform):
    platform.settings = dataclasses.replace(platform.settings, demo=True, reload=True)


class TestNotice:
    def test_it_names_plugin_hook_and_the_last_line(self, in_development, failing, visitor):
        page = visitor().get("/login")

        assert "<strong>greeting</strong> · <code>panels</code>" in page.text
        assert "no way &lt;b&gt;" in page.text
        assert "(test_development.py, line " in page.text

    def test_another_tenants_failure_is_not_shown(self, in_development, failing, visitor):
        assert NOTICE not in visitor("globex").get("/login").text

    def test_it_is_gone_once_nothing_fails(self, in_development, visitor):
        assert NOTICE not in visitor().get("/login").text

    @pytest.mark.parametrize("changed", [{}, {"demo": True}])
    def test_it_is_never_shown_elsewhere(self, platform, failing, visitor, changed):
        platform.settings = dataclasses.replace(platform.settings, **changed)

        assert NOTICE not in visitor().get("/login").text
