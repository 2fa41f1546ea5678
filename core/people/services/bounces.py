"""The button that ends a contact's mark of mails that come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.identity.services.contacts import get_contact
from core.plugin.contributions import Action

if TYPE_CHECKING:
    from uuid import UUID

    from core.scope import Scope

_ = TranslationStringFactory("core")


def offer_end_of_bounces(scope: Scope, contact_id: UUID) -> list[Action]:
    """Return the button, where the contact has the mark."""
    if not get_contact(scope, contact_id).is_unreachable:
        return []
    return [
        Action(
            label=_("Mails arrive again"),
            route="core.contact_mail",
            params={"id": contact_id},
            post=True,
            icon="envelope",
            permission="contacts:change",
        )
    ]
