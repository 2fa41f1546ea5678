"""People's pages, as the rest of the core sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.people.services.bounces import offer_end_of_bounces
from core.people.services.locking import offer_lock
from core.plugin import hookimpl
from core.plugin.contributions import AdminPage
from core.plugin.manifest import PluginManifest

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.contributions import Action
    from core.scope import Scope

_ = TranslationStringFactory("core")


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(name="people", title=_("People"), package="core.people")


@hookimpl
def register_admin_pages() -> list[AdminPage]:
    return [
        AdminPage(
            title=_("Contacts"),
            route="core.people",
            section="people",
            permission="contacts:read",
            position=10,
        ),
        AdminPage(
            title=_("Accounts"),
            route="core.accounts",
            section="people",
            permission="contacts:read",
            position=20,
        ),
        AdminPage(
            title=_("Staff"),
            route="core.staff_list",
            section="people",
            permission="people:manage",
            position=30,
        ),
    ]


@hookimpl
def contact_actions(scope: Scope, contact_id: UUID) -> list[Action]:
    return [*offer_lock(scope, contact_id), *offer_end_of_bounces(scope, contact_id)]
