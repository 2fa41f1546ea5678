"""Changing the address that a customer signs in with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.plugin.api import Refused
from plugins.csr_console.permissions import SUPERVISE, USE
from plugins.csr_console.services.interactions import refusal

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Scope


def check_address(scope: Scope, contact_id: UUID) -> None:
    """Let representatives change it only for a caller who is known well enough, on any page.

    :raises Refused: the level is too low. Whoever supervises is not asked, nor who has no console
    """
    actor = scope.actor
    if not actor.may(USE.name) or actor.may(SUPERVISE.name):
        return
    why = refusal(scope, contact_id, "change_address")
    if why:
        raise Refused(fields={"email": why})
