"""The buttons at the head of a customer's console, from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.csr_console.services.impersonating import offer_visit
from plugins.csr_console.services.locks import offer_locks
from plugins.csr_console.services.recovery import offer_recovery

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.plugin.api import Action, Scope
    from core.plugin.api.people import Contact

# Each is given the scope and the customer.
OFFERS: tuple[Callable[[Scope, Contact], list[Action]], ...] = (
    offer_visit,
    offer_locks,
    offer_recovery,
)


def list_actions(scope: Scope, contact: Contact) -> list[Action]:
    """Return what can be done for the customer."""
    return [action for offer in OFFERS for action in offer(scope, contact)]
