"""What an administrator reads before switching a plugin off."""

from datetime import timedelta
from types import ModuleType

import pytest

from core.jobs import every, schedule
from core.jobs.registry import load_core_tasks
from core.plugin import hookimpl
from core.plugin.manifest import PluginManifest


@pytest.fixture(scope="session")
def extra_plugins():
    """Another plugin, which needs the portal."""
    survey = ModuleType("survey_plugin")

    @hookimpl
    def register_plugin():
        return PluginManifest(
            name="survey", title="Survey", package="core.plugin", requires=("portal",)
        )

    survey.register_plugin = register_plugin
    return (survey,)


@pytest.fixture
def names(as_admin):
    """Return the names under each heading of a plugin's card."""

    def names(plugin):
        page = as_admin().get("/admin/plugins")
        parts = page.html.select(f"section[aria-labelledby=plugin-{plugin}] details dl > *")
        found = {}
        for part in parts:
            text = part.get_text(strip=True)
            if part.name == "dt":
                heading = found.setdefault(text, [])
            else:
                heading.append(text)
        return found

    return names


@pytest.mark.req("X-06")
class TestImpact:
    def test_it_names_pages_menu_entries_jobs_and_dependants(self, names, monkeypatch):
        load_core_tasks()
        monkeypatch.setattr(schedule, "_periodics", {})
        every(timedelta(days=1), "portal.tidy", plugin="portal", title="Forget old drafts")
        every(timedelta(days=1), "portal.send_digest", plugin="portal")

        found = names("portal")

        assert {"/cases/new", "/cases/…", "/login"} <= set(found["Pages"])
        assert "/desk" not in found["Pages"]
        assert {"New case", "My cases"} <= set(found["Menu entries"])
        assert found["Regular jobs"] == ["Forget old drafts", "send digest"]
        assert found["Plugins that need it"] == ["Survey"]

    def test_it_says_nothing_of_what_there_is_not(self, names):
        found = names("agent_desk")

        assert found["Menu entries"] == ["Cases"]
        assert "Regular jobs" not in found
        assert "Plugins that need it" not in found
