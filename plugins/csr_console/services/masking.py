"""What of a customer is not shown before the caller is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.csr_console.services.facts import chosen_facts
from plugins.csr_console.services.interactions import refusal

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Scope

MASK = "•••••"


def is_known(scope: Scope, contact_id: UUID) -> bool:
    """Whether the caller is known well enough for everything to be shown.

    Until then, pages show no fact of :func:`masked_facts`, and nothing that may contain one.
    """
    return not refusal(scope, contact_id, "view")


def masked_facts(scope: Scope, contact_id: UUID) -> frozenset[str]:
    """Return the names of facts that are not shown now: ``contact.phone``, ``case.last``."""
    if is_known(scope, contact_id):
        return frozenset()
    return frozenset(fact.name for fact in chosen_facts(scope))
