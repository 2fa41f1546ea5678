"""Macros, as the core sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import MenuItem, Permission, PluginManifest, hookimpl
from ventanilla_macros import services
from ventanilla_macros.permissions import EDIT

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import AnswerTool, Scope, Slot

_ = TranslationStringFactory("macros")

PAGE = MenuItem(
    label=_("Macros"), route="macros.list", icon="chat-left-text", position=65, permission=EDIT
)


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="macros",
        title=_("Macros"),
        description=_("Agents insert texts into their answers that administrators keep."),
        package="ventanilla_macros",
        permissions=(Permission(name=EDIT, title=_("Write macros")),),
        on_by_default=False,
    )


@hookimpl
def menu_items(slot: Slot) -> list[MenuItem]:
    return [PAGE] if slot == "staff" else []


@hookimpl
def answer_tools(scope: Scope, case_id: UUID) -> list[AnswerTool]:
    return services.offer_texts(scope, case_id)
