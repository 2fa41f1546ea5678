"""The smallest plugin: a panel on the portal's first page."""

from core.plugin.api import Panel, Place, PluginManifest, Scope, hookimpl


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="hello", title="Hello", package="ventanilla_hello", on_by_default=False
    )


@hookimpl
def panels(scope: Scope, place: Place) -> list[Panel]:
    if place != "home":
        return []
    return [Panel(title="Hello", text=f"Good to see you, {scope.actor.name}.", position=1)]
