"""Locking and unlocking at the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import Action, Refused
from core.plugin.api.people import is_lock_offered, lock_of
from plugins.csr_console.permissions import CHANGE
from plugins.csr_console.services.interactions import refusal

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Scope
    from core.plugin.api.people import Contact

_ = TranslationStringFactory("csr_console")


def offer_locks(scope: Scope, contact: Contact) -> list[Action]:
    """Return the ways to the questions before a lock, and before its end."""
    actions = []
    if lock_of(scope, contact) is not None:
        actions.append(_action(scope, contact, "unlock", _("Unlock Account")))
    if is_lock_offered(scope, contact):
        actions.append(_action(scope, contact, "lock", _("Lock Account")))
    return actions


def refuse_unknown_caller(scope: Scope, contact_id: UUID) -> None:
    """Let nobody unlock for a caller who is not known well enough, whichever page they ask on.

    :raises Refused: the caller's level is too low
    """
    why = refusal(scope, contact_id, "unlock")
    if why:
        raise Refused(why)


def _action(scope: Scope, contact: Contact, name: str, label: str) -> Action:
    return Action(
        label=label,
        route=f"csr_console.{name}",
        params={"id": contact.id},
        icon=name,
        permission=CHANGE,
        disabled_because=refusal(scope, contact.id, name),
    )
