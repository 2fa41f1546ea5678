"""Whose words something is: kept with it, so that it stays true when people change or leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

if TYPE_CHECKING:
    from core.scope import Scope

_ = TranslationStringFactory("core")

# Sentences that stand for a note's text, by the note's ``event``.
EVENTS = {
    "reopened_by_contact": _("The case has been reopened by the contact."),
    "reopened": _("The case has been reopened."),
}
LONGEST_NAME = 200


def signature(scope: Scope) -> dict[str, Any]:
    """Return the columns that say who the scope's actor is."""
    actor = scope.actor
    return {
        "author_kind": actor.kind,
        "author_id": actor.id,
        "author_name": actor.name[:LONGEST_NAME],
    }
