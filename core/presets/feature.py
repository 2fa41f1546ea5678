"""Configurations that come as a whole, as the rest of the core sees them."""

from translationstring import TranslationStringFactory

from core.plugin import hookimpl
from core.plugin.contributions import ActivityDetail, ActivityKind
from core.plugin.manifest import PluginManifest

_ = TranslationStringFactory("core")

CHANGES = ActivityDetail(key="changes", label=_("Changes"))


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(name="presets", title=_("Settings"), package="core.presets")


@hookimpl
def register_activity() -> list[ActivityKind]:
    return [
        ActivityKind(name="config_imported", title=_("Configuration imported"), details=(CHANGES,)),
    ]
