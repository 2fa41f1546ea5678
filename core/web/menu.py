"""The core's own entries of the staff menu."""

from translationstring import TranslationStringFactory

from core.plugin.contributions import MenuItem

_ = TranslationStringFactory("core")

CORE_MENU: tuple[MenuItem, ...] = (
    MenuItem(
        label=_("People"),
        route="core.people",
        icon="people",
        position=60,
        permission="contacts:read",
    ),
    MenuItem(
        label=_("Fields and forms"),
        route="core.studio",
        icon="ui-checks",
        position=70,
        permission="fields:design",
    ),
    MenuItem(
        label=_("Plugins"),
        route="core.plugins",
        icon="puzzle",
        position=75,
        permission="plugins:switch",
    ),
    MenuItem(
        label=_("Organisation"),
        route="core.admin",
        icon="building",
        position=80,
        permission="settings:change",
    ),
    MenuItem(
        label=_("My profile"), route="core.staff_profile", icon="person", position=90, personal=True
    ),
)
