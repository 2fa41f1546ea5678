"""The button that lets staff see the portal as the customer sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import Action
from core.plugin.api.impersonation import IMPERSONATE, why_not_impersonate
from plugins.csr_console.services.interactions import refusal

if TYPE_CHECKING:
    from core.plugin.api import Scope
    from core.plugin.api.people import Contact

_ = TranslationStringFactory("csr_console")


def offer_visit(scope: Scope, contact: Contact) -> list[Action]:
    """Return the button, or why it has no effect."""
    why = why_not_impersonate(scope, contact) or refusal(scope, contact.id, "impersonate")
    return [
        Action(
            label=_("Impersonate"),
            route="csr_console.impersonate",
            params={"id": contact.id},
            icon="eye",
            permission=IMPERSONATE,
            disabled_because=why,
        )
    ]
