"""Checking who calls: what they say is compared, and what is on record is never told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import ForbiddenError, Refused, record_activity
from plugins.csr_console.comparing import is_any
from plugins.csr_console.levels import MATCHED, SUPERVISED
from plugins.csr_console.models import Interaction
from plugins.csr_console.permissions import SUPERVISE
from plugins.csr_console.services.facts import chosen_facts, known_facts
from plugins.csr_console.services.guessing import count_wrong, hold_guessing, is_blocked
from plugins.csr_console.services.interactions import open_interactions, raise_level

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from core.plugin.api import Scope
    from core.plugin.api.people import Contact

_ = TranslationStringFactory("csr_console")

CHECKED = "csr_console.checked"
BLOCKED = "csr_console.blocked"
TRIED = "csr_console.tried_while_blocked"
SUPERVISION = "csr_console.supervised"
LONGEST = 300  # characters of what was said
BLOCKED_NOW = _(
    "Too many facts were wrong: for fifteen minutes, this customer can’t be checked by facts."
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check: how many of the facts match, and nothing else.

    :ivar is_blocked: it was not compared, as too much was wrong before
    """

    matched: int = 0
    given: int = 0
    is_enough: bool = False
    is_blocked: bool = False


def facts_needed(scope: Scope) -> int:
    """Return how many facts have to match; no more than are asked."""
    chosen = int(scope.tenant.settings("csr_console")["facts_needed"])
    return max(1, min(chosen, len(chosen_facts(scope))))


def check_facts(
    scope: Scope, interaction: Interaction, contact: Contact, said: Mapping[str, str]
) -> Checked:
    """Compare what the caller says with what is on record. The transaction must commit.

    As many facts as have to match are compared at least, so that nobody learns which is wrong.

    :param said: fact's name -> what the caller says; facts without words were not asked
    :raises Refused: too few facts are given
    """
    names = [fact.name for fact in chosen_facts(scope)]
    given = {name: said[name].strip()[:LONGEST] for name in names if said.get(name, "").strip()}
    needed = facts_needed(scope)
    if len(given) < needed:
        raise Refused(_("Ask for ${count} facts at least.", mapping={"count": needed}))
    counters = [
        hold_guessing(scope, "contact_id", contact.id),
        hold_guessing(scope, "staff_id", interaction.staff_id),
    ]
    if any(is_blocked(scope, counter) for counter in counters):
        record_activity(scope, TRIED, contact_id=contact.id)
        return Checked(is_blocked=True)
    matched = sum(is_any(words, known_facts(scope, contact, name)) for name, words in given.items())
    is_enough = matched >= needed
    record_activity(
        scope, CHECKED, contact_id=contact.id, matched=matched, given=len(given), enough=is_enough
    )
    blocks = [count_wrong(scope, counter, len(given) - matched) for counter in counters]
    if any(blocks):
        record_activity(scope, BLOCKED, contact_id=contact.id)
    if is_enough:
        raise_level(scope, interaction, MATCHED)
    return Checked(matched, len(given), is_enough)


def supervise(scope: Scope, contact_id: UUID, interaction_id: UUID) -> None:
    """Let a supervisor vouch for a caller, whoever helps them.

    :raises ForbiddenError: the actor is no supervisor, or the call has ended
    """
    scope.require(SUPERVISE.name)
    calls = [one for one in open_interactions(scope, contact_id) if one.id == interaction_id]
    if not calls:
        raise ForbiddenError("supervise")
    raise_level(scope, calls[0], SUPERVISED)
    record_activity(scope, SUPERVISION, contact_id=contact_id, staff_id=calls[0].staff_id)
