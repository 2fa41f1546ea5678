"""The author of a note or file, copied to it: it stays true when people change or leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

if TYPE_CHECKING:
    from core.scope import Scope

_ = TranslationStringFactory("core")

# What a note says that has an ``event`` instead of a text.
EVENTS = {
    "reopened_by_contact": _("The case has been reopened by the contact."),
    "reopened": _("The case has been reopened."),
}
LONGEST_NAME = 200


def author_columns(scope: Scope) -> dict[str, Any]:
    """Return the columns that name the scope's actor as the author."""
    actor = scope.actor
    return {
        "author_kind": actor.kind,
        "author_id": actor.id,
        "author_name": actor.name[:LONGEST_NAME],
    }
