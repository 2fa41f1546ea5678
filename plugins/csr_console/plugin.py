"""The customer service console, as the core sees it."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from core.plugin.api import ActivityKind, AdminPage, MenuItem, PluginManifest, hookimpl
from plugins.csr_console import activity, hooks
from plugins.csr_console.permissions import SUPERVISE, USE
from plugins.csr_console.services import index
from plugins.csr_console.services.addresses import check_address
from plugins.csr_console.services.codes import MAIL
from plugins.csr_console.services.limits import MANAGE
from plugins.csr_console.services.locks import refuse_unknown_caller
from plugins.csr_console.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from core.plugin.api import Scope, Slot

_ = TranslationStringFactory("csr_console")

CUSTOMERS = MenuItem(
    label=_("Customers"),
    route="csr_console.customers",
    icon="telephone",
    position=15,
    permission=USE.name,
    replaces="core.people",
)


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="csr_console",
        title=_("Customer service console"),
        description=_("Whoever calls is found, checked, helped and protected."),
        package="plugins.csr_console",
        settings_schema=Settings,
        permissions=(USE, SUPERVISE),
        mails={MAIL: _("code for a caller")},
    )


@hookimpl
def register_hooks() -> list[ModuleType]:
    return [hooks]


@hookimpl
def register_activity() -> list[ActivityKind]:
    return activity.KINDS


@hookimpl
def check_unlock(scope: Scope, contact_id: UUID) -> None:
    refuse_unknown_caller(scope, contact_id)


@hookimpl
def check_contact(scope: Scope, contact_id: UUID, changes: Mapping[str, Any]) -> None:
    if "email" in changes:
        check_address(scope, contact_id)


@hookimpl
def register_admin_pages() -> list[AdminPage]:
    return [
        AdminPage(
            title=_("Caller verification"),
            route="csr_console.facts",
            section="organisation",
            permission="settings:change",
            position=45,
        ),
        AdminPage(
            title=_("Districts of staff"),
            route="csr_console.limits",
            section="people",
            permission=MANAGE,
            position=40,
        ),
    ]


@hookimpl
def menu_items(slot: Slot) -> list[MenuItem]:
    return [CUSTOMERS] if slot == "staff" else []


@hookimpl
def index_contact(scope: Scope, contact_id: UUID) -> None:
    index.index_contacts(scope, [contact_id])


@hookimpl
def index_account(scope: Scope, account_id: UUID) -> None:
    last = index.index_account(scope, account_id)
    if last is not None:
        scope.enqueue(index.INDEX_ACCOUNT, account_id, last)


@hookimpl
def form_published(scope: Scope, form: str) -> None:
    if form != "case":
        scope.enqueue(index.INDEX_CUSTOMERS)


@hookimpl
def plugin_switched(scope: Scope, on: bool) -> None:  # noqa: FBT001  # called by name
    if on:
        scope.enqueue(index.INDEX_CUSTOMERS)
