"""The record of activity, as the rest of the core sees it."""

from translationstring import TranslationStringFactory

from core.plugin import hookimpl
from core.plugin.contributions import AdminPage
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


@hookimpl
def register_admin_pages() -> list[AdminPage]:
    return [
        AdminPage(
            title=_("Activity"),
            route="core.audit",
            section="organisation",
            permission="audit:read",
            position=50,
        ),
    ]
