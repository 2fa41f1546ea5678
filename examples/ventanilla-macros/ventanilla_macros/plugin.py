"""Macros, as the core sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import AdminPage, Permission, PluginManifest, hookimpl
from ventanilla_macros import services
from ventanilla_macros.permissions import EDIT

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import AnswerTool, Scope

_ = TranslationStringFactory("macros")


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="macros",
        title=_("Macros"),
        description=_("Agents insert texts into their answers that administrators write."),
        package="ventanilla_macros",
        permissions=(Permission(name=EDIT, title=_("Write macros")),),
        on_by_default=False,
    )


@hookimpl
def register_admin_pages() -> list[AdminPage]:
    return [
        AdminPage(title=_("Macros"), route="macros.macros", section="organisation", permission=EDIT)
    ]


@hookimpl
def answer_tools(scope: Scope, case_id: UUID) -> list[AnswerTool]:
    return services.offer_texts(scope, case_id)
