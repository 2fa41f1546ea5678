"""Bills and payments, as the core sees them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import (
    ActivityDetail,
    ActivityKind,
    MenuItem,
    Panel,
    Permission,
    PluginManifest,
    hookimpl,
)
from core.plugin.api.people import list_contacts
from ventanilla_billing import services

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Audience, LockWarning, Place, Scope, Slot
    from core.plugin.api.people import Kind, LockKind

_ = TranslationStringFactory("billing")


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="billing",
        title=_("Bills and payments"),
        description=_("Customers see and pay their bills."),
        package="ventanilla_billing",
        permissions=(
            Permission(
                name=services.READ,
                title=_("See payments and note that they are paid"),
                roles=frozenset({"csr"}),
            ),
        ),
        on_by_default=False,
    )


@hookimpl
def register_activity() -> list[ActivityKind]:
    details = tuple(
        ActivityDetail(key=state, label=services.STATES[state]) for state in services.GONE
    )
    return [ActivityKind(name=services.REMOVED, title=_("Payments removed"), details=details)]


@hookimpl
def menu_items(slot: Slot) -> list[MenuItem]:
    if slot != "portal":
        return []
    return [MenuItem(label=_("Bills"), route="billing.bills", icon="credit-card", position=40)]


@hookimpl
def panels(scope: Scope, place: Place, about: UUID | None, audience: Audience) -> list[Panel]:
    if place != "contact.main" or audience != "agent" or about is None:
        return []
    data = {"bills": services.list_bills(scope, about), "states": services.STATES}
    return [Panel(title=_("Bills and payments"), template="billing/panel.jinja2", data=data)]


@hookimpl
def lock_warnings(scope: Scope, contact_id: UUID) -> list[LockWarning]:
    return services.warn_of_lock(scope, contact_id)


@hookimpl
def person_locked(scope: Scope, kind: Kind, person_id: UUID, lock: LockKind) -> None:
    if kind == "contact" and lock != "temporary":
        services.remove_unpaid(scope, person_id)


@hookimpl
def demo_made(scope: Scope) -> None:
    for number, contact in enumerate(list_contacts(scope, size=5), start=1):
        due_on = services.today(scope) + timedelta(days=10)
        services.add_bill(scope, contact.id, f"{due_on:%Y}-{number:04}", 4990 + number, due_on)
