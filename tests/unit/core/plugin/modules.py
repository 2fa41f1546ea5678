"""Plugins made on the spot, as modules."""

from types import ModuleType

from core.plugin import hookimpl
from core.plugin.manifest import PluginManifest


def make_plugin(name, *functions, **manifest):
    """Return a module that is a plugin with these hook implementations."""
    module = ModuleType(f"made_{name}")

    def register_plugin():
        return PluginManifest(name=name, title=name.title(), package="core.plugin", **manifest)

    for function in (register_plugin, *functions):
        setattr(module, function.__name__, hookimpl(function))
    return module
