"""The record of activity, as the rest of the core sees it."""

from translationstring import TranslationStringFactory

from core.activity.settings import ActivitySettings
from core.plugin import hookimpl
from core.plugin.contributions import ActivityDetail, ActivityKind, AdminPage
from core.plugin.manifest import Permission, PluginManifest

_ = TranslationStringFactory("core")


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="audit",
        title=_("Activity"),
        package="core.activity",
        settings_schema=ActivitySettings,
        permissions=(
            Permission(name="audit:read", title=_("Read the activity log")),
            Permission(
                name="audit:export",
                title=_("Export the activity of a contact"),
                roles=frozenset({"csr"}),
            ),
        ),
    )


@hookimpl
def register_activity() -> list[ActivityKind]:
    purpose = ActivityDetail(key="purpose", label=_("Purpose"), staff_only=True)
    return [
        ActivityKind(
            name="activity_exported",
            title=_("Activity exported"),
            details=(purpose,),
            group="exports",
            staff_only=False,
        )
    ]


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
