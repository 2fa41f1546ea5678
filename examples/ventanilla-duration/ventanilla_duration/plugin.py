"""Durations, as the core sees them."""

from translationstring import TranslationStringFactory

from core.plugin.api import PluginManifest, hookimpl
from core.plugin.api.fields import FieldType
from ventanilla_duration.kind import DURATION

_ = TranslationStringFactory("duration")


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="duration",
        title=_("Durations"),
        description=_("A kind of field for hours and minutes."),
        package="ventanilla_duration",
        on_by_default=False,
    )


@hookimpl
def register_field_types() -> list[FieldType]:
    return [DURATION]
