"""The button that locks a contact's way into the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.identity.services.contacts import get_contact
from core.plugin.contributions import Action

if TYPE_CHECKING:
    from uuid import UUID

    from core.scope import Scope

_ = TranslationStringFactory("core")


def offer_lock(scope: Scope, contact_id: UUID) -> Action:
    """Return the button that locks the contact, or ends the lock."""
    contact = get_contact(scope, contact_id)
    name = {"name": contact.name}
    is_locked = contact.is_locked
    return Action(
        label=_("Unlock") if is_locked else _("Lock ${name}", mapping=name),
        route="core.contact_lock",
        params={"id": contact.id},
        post=True,
        values={"unlock": "unlock"} if is_locked else {"lock": "lock"},
        icon="unlock" if is_locked else "lock",
        confirm="" if is_locked else _("Lock ${name}?", mapping=name),
        permission="contacts:change",
        beside="access",
    )
