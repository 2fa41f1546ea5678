"""The smallest plugin: a panel on the portal's first page."""

from core.plugin.api import Panel, PluginManifest, Scope, hookimpl


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="hello", title="Hello", package="ventanilla_hello", on_by_default=False
    )


@hookimpl
def home_panels(scope: Scope) -> list[Panel]:
    return [Panel(title="Hello", text=f"Good to see you, {scope.actor.name}.", position=1)]
