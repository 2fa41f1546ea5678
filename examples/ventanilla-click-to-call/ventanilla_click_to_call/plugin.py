"""Click to call, as the core sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import PluginManifest, hookimpl
from ventanilla_click_to_call import services
from ventanilla_click_to_call.settings import Settings

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Action, Scope

_ = TranslationStringFactory("click_to_call")


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="click_to_call",
        title=_("Click to call"),
        description=_("A link beside a contact's telephone calls it."),
        package="ventanilla_click_to_call",
        settings_schema=Settings,
        on_by_default=False,
    )


@hookimpl
def contact_actions(scope: Scope, contact_id: UUID) -> list[Action]:
    return services.offer_call(scope, contact_id)
