"""How plugins are found, checked, switched and called.

A plugin is a module with functions marked by :data:`hookimpl`, named by the entry-point group
``ventanilla.plugins``::

    from core.plugin import hookimpl
    from core.plugin.manifest import PluginManifest

    @hookimpl
    def register_plugin() -> PluginManifest:
        return PluginManifest(name="hello", title="Hello", package="ventanilla_hello")
"""

import pluggy

PROJECT = "ventanilla"
ENTRY_POINTS = "ventanilla.plugins"
API_VERSION = (1, 0)

hookimpl = pluggy.HookimplMarker(PROJECT)
hookspec = pluggy.HookspecMarker(PROJECT)
