"""What an organisation has decided for itself, as the rest of the core sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from core.plugin import hookimpl
from core.plugin.contributions import ActivityDetail, ActivityKind, AdminPage
from core.plugin.manifest import Permission, PluginManifest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.scope import Scope

_ = TranslationStringFactory("core")


def _name_section(scope: Scope, data: Mapping[str, Any]) -> str:
    return scope.translate(scope.hooks.title_of(data["section"]))


SECTION = ActivityDetail(key="section", label=_("Section"), describe=_name_section)


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="settings",
        title=_("Settings"),
        package="core.tenancy",
        permissions=(
            Permission(name="settings:change", title=_("Change the organisation's settings")),
        ),
    )


@hookimpl
def register_activity() -> list[ActivityKind]:
    return [
        ActivityKind(name="settings_changed", title=_("Settings changed"), details=(SECTION,)),
    ]


@hookimpl
def register_admin_pages() -> list[AdminPage]:
    return [
        AdminPage(
            title=_("Settings"),
            route="core.settings",
            section="organisation",
            permission="settings:change",
            position=40,
        ),
    ]
