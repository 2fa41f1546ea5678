"""The plugins themselves, as the rest of the core sees them."""

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


def _name_plugin(scope: Scope, data: Mapping[str, Any]) -> str:
    return scope.translate(scope.hooks.title_of(data["plugin"]))


PLUGIN = ActivityDetail(key="plugin", label=_("Plugin"), describe=_name_plugin)
HOOK = ActivityDetail(key="hook", label=_("Part"))
ERROR = ActivityDetail(key="error", label=_("Error"))
TRACE = ActivityDetail(key="trace", label=_("Reference"))
ON = ActivityDetail(key="on", label=_("Switched on"))


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="plugins",
        title=_("Plugins"),
        package="core.plugin",
        permissions=(Permission(name="plugins:switch", title=_("Switch plugins on and off")),),
    )


@hookimpl
def register_activity() -> list[ActivityKind]:
    return [
        ActivityKind(
            name="plugin_fault_cleared",
            title=_("Plugin's part tried again"),
            details=(PLUGIN, HOOK),
        ),
        ActivityKind(
            name="plugin_put_aside",
            title=_("Plugin's part disabled"),
            details=(PLUGIN, HOOK, ERROR, TRACE),
        ),
        ActivityKind(name="plugin_switched", title=_("Plugin switched"), details=(PLUGIN, ON)),
    ]


@hookimpl
def register_admin_pages() -> list[AdminPage]:
    return [
        AdminPage(
            title=_("Plugins"),
            route="core.plugins",
            section="plugins",
            permission="plugins:switch",
            position=10,
        ),
    ]
