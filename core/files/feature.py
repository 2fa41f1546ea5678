"""Files, as the rest of the core sees them."""

from translationstring import TranslationStringFactory

from core.files.settings import FileSettings
from core.plugin import hookimpl
from core.plugin.manifest import PluginManifest

_ = TranslationStringFactory("core")


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="files", title=_("Files"), package="core.files", settings_schema=FileSettings
    )
