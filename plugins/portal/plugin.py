"""The portal, as the core sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import Panel, PluginManifest, hookimpl
from plugins.portal.services import menu
from plugins.portal.services.closed_cases import list_case_actions
from plugins.portal.services.columns import COLUMNS
from plugins.portal.services.incomplete import list_missing_panels
from plugins.portal.services.listing import VIEWS
from plugins.portal.settings import Settings

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Action, Audience, MenuItem, Place, Scope, Slot
    from core.plugin.api.cases import CaseColumn, CaseView

_ = TranslationStringFactory("portal")

BESIDE_A_CASE = [
    Panel(title=_("Details"), template="portal/beside_details.jinja2", position=10),
    Panel(title=_("Properties"), template="portal/beside_properties.jinja2", position=20),
]


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


@hookimpl
def panels(scope: Scope, place: Place, about: UUID | None, audience: Audience) -> list[Panel]:
    if audience != "customer" or about is None:
        return []
    if place == "case.top":
        return list_missing_panels(scope, about)
    return BESIDE_A_CASE if place == "case.side" else []


@hookimpl
def case_actions(scope: Scope, case_id: UUID, audience: Audience) -> list[Action]:
    return list_case_actions(scope, case_id) if audience == "customer" else []
