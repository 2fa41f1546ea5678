"""The desk, as the core sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import MenuItem, PluginManifest, hookimpl
from core.plugin.api.cases import READ
from plugins.agent_desk.services.columns import COLUMNS
from plugins.agent_desk.services.listing import VIEWS

if TYPE_CHECKING:
    from core.plugin.api import Slot
    from core.plugin.api.cases import CaseColumn, CaseView

_ = TranslationStringFactory("agent_desk")

CASES = MenuItem(
    label=_("Cases"), route="agent_desk.cases", icon="inbox", position=10, permission=READ
)


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="agent_desk",
        title=_("Agents' desk"),
        description=_("Staff find cases, answer them and keep internal notes."),
        package="plugins.agent_desk",
    )


@hookimpl
def register_case_columns() -> list[CaseColumn]:
    return COLUMNS


@hookimpl
def register_case_views() -> list[CaseView]:
    return VIEWS


@hookimpl
def menu_items(slot: Slot) -> list[MenuItem]:
    return [CASES] if slot == "staff" else []
