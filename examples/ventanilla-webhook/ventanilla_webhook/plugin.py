"""Webhooks, as the core sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import AdminPage, Permission, PluginManifest, hookimpl
from ventanilla_webhook import services
from ventanilla_webhook.permissions import SEE
from ventanilla_webhook.settings import Settings

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Scope

_ = TranslationStringFactory("webhook")

PAGE = AdminPage(title=_("Webhook"), route="webhook.page", section="plugins", permission=SEE)


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="webhook",
        title=_("Webhook"),
        description=_("Tells another system about new cases and notes."),
        package="ventanilla_webhook",
        settings_schema=Settings,
        permissions=[Permission(name=SEE, title=_("See where webhooks go"))],
        on_by_default=False,
    )


@hookimpl
def register_admin_pages() -> list[AdminPage]:
    return [PAGE]


@hookimpl
def case_created(scope: Scope, case_id: UUID) -> None:
    services.queue_case(scope, case_id)


@hookimpl
def note_added(scope: Scope, case_id: UUID, note_id: UUID) -> None:
    services.queue_note(scope, case_id, note_id)
