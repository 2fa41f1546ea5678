"""The record of activity, as the rest of the core sees it."""

from translationstring import TranslationStringFactory

from core.plugin import hookimpl
from core.plugin.manifest import Permission, PluginManifest

_ = TranslationStringFactory("core")


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="audit",
        title=_("Activity"),
        package="core.activity",
        permissions=(Permission(name="audit:read", title=_("Read the activity log")),),
    )
