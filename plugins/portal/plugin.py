"""The portal, as the core sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import PluginManifest, hookimpl
from plugins.portal.services import menu
from plugins.portal.services.columns import COLUMNS
from plugins.portal.services.listing import VIEWS
from plugins.portal.settings import Settings

if TYPE_CHECKING:
    from core.plugin.api import MenuItem, Scope, Slot
    from core.plugin.api.cases import CaseColumn, CaseView

_ = TranslationStringFactory("portal")


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="portal",
        title=_("Customer portal"),
        description=_("Customers file cases, follow them and answer, in their own language."),
        package="plugins.portal",
        settings_schema=Settings,
    )


@hookimpl
def register_case_columns() -> list[CaseColumn]:
    return COLUMNS


@hookimpl
def register_case_views() -> list[CaseView]:
    return VIEWS


@hookimpl
def menu_items(scope: Scope, slot: Slot) -> list[MenuItem]:
    return menu.list_menu_items(scope) if slot == "portal" else []
