"""The smallest plugin: a panel on the portal's first page."""

from core.plugin import hookimpl
from core.plugin.contributions import Panel
from core.plugin.manifest import PluginManifest
from core.scope import Scope


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="hello", title="Hello", package="ventanilla_hello", on_by_default=False
    )


@hookimpl
def home_panels(scope: Scope) -> list[Panel]:
    return [Panel(title="Hello", text=f"Good to see you, {scope.actor.name}.", position=1)]
