"""Interactions: what one member of staff does for one caller, from its reason to its outcome."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, select
from translationstring import TranslationStringFactory

from core.plugin.api import ForbiddenError, insert_once, new_id, record_activity
from core.plugin.api.people import get_contact
from plugins.csr_console.levels import ACTIONS, LEVELS, MATCHED
from plugins.csr_console.models import Interaction

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from core.plugin.api import Scope

_ = TranslationStringFactory("csr_console")

IDLE = timedelta(minutes=30)
ASKED = "csr_console.asked"  # where a session keeps what it has read
# How far behind the note of the last step may be: else each page would write.
BEHIND = timedelta(minutes=1)
# The reasons to call that every organisation has; it may have others of its own.
REASONS = {
    "sign_in": _("Cannot sign in"),
    "password": _("Cannot reset the password"),
    "leave": _("Wants to delete or deactivate the account"),
    "add_account": _("Wants to add an account to the portal"),
    "navigation": _("Needs help finding the way around"),
    "mails": _("Does not get our emails"),
    "payments": _("Wants to set up or check autopay or e-bills"),
    "deactivated": _("Says that the account was deactivated"),
}
STARTED = "csr_console.interaction_started"
ENDED = "csr_console.interaction_ended"
REFUSED = "csr_console.refused"


def reasons_of(scope: Scope) -> dict[str, str]:
    """Return the reasons to call, by code, in the reader's language; then the tenant's own."""
    usual = {code: scope.translate(words) for code, words in REASONS.items()}
    own = scope.tenant.settings("csr_console")["reasons"]
    return usual | {words: words for words in own}


def current(scope: Scope, contact_id: UUID) -> Interaction | None:
    """Return the interaction that the acting member of staff has with the customer, if any.

    One that was left alone for thirty minutes has ended.
    """
    found = _unfinished(scope, contact_id)
    return None if found is None or found.touched_at <= scope.now() - IDLE else found


def ended_at(scope: Scope, interaction: Interaction) -> datetime | None:
    """Return when it ended, by hand or because it was left alone; ``None`` while it goes on."""
    if interaction.ended_at is not None:
        return interaction.ended_at
    alone = interaction.touched_at + IDLE
    return alone if alone <= scope.now() else None


def open_interactions(scope: Scope, contact_id: UUID) -> list[Interaction]:
    """Return what is going on with the customer now, whoever helps them."""
    query = select(Interaction).where(Interaction.contact_id == contact_id, _goes_on(scope))
    return list(scope.session.scalars(query.order_by(Interaction.id)))


def checked_contacts(scope: Scope, contact_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the contacts with whom the actor has an interaction of level 1 or more."""
    query = select(Interaction.contact_id).where(
        Interaction.staff_id == scope.actor.id,
        Interaction.contact_id.in_(contact_ids),
        Interaction.level >= MATCHED,
        _goes_on(scope),
    )
    return set(scope.session.scalars(query)) if contact_ids else set()


def begin(scope: Scope, contact_id: UUID, reason: str) -> Interaction:
    """Begin to help a customer; what was going on with them ends, and its level with it.

    :param reason: one of :data:`REASONS`, or a code of the organisation's own
    :raises NotFoundError: the tenant has no such contact
    """
    get_contact(scope, contact_id)
    old = _unfinished(scope, contact_id)
    if old is not None:
        end(scope, old)
    now = scope.now()
    insert_once(
        scope.session,
        Interaction,
        tenant_id=scope.tenant_id,
        id=new_id(),
        contact_id=contact_id,
        staff_id=scope.actor.id,
        reason=reason,
        level=0,
        started_at=now,
        touched_at=now,
        outcome="",
    )
    record_activity(scope, STARTED, contact_id=contact_id, reason=reason)
    _forget(scope, contact_id)
    begun = _unfinished(scope, contact_id)
    if begun is None:  # it was ended in another window in this very moment
        raise ForbiddenError(str(contact_id))
    return begun


def touch(scope: Scope, interaction: Interaction) -> None:
    """Note that it goes on."""
    now = scope.now()
    if interaction.touched_at < now - BEHIND:
        interaction.touched_at = now


def end(scope: Scope, interaction: Interaction, outcome: str = "") -> None:
    """End it. Where it was left alone, it ended when that was long enough."""
    if interaction.ended_at is not None:
        return
    now = scope.now()
    interaction.ended_at = min(now, interaction.touched_at + IDLE)
    interaction.outcome = outcome
    record_activity(scope, ENDED, contact_id=interaction.contact_id, outcome=outcome)
    scope.session.flush()
    _forget(scope, interaction.contact_id)


def raise_level(scope: Scope, interaction: Interaction, level: int) -> None:
    """Note that the caller is known better than before."""
    interaction.level = max(interaction.level, level)
    interaction.touched_at = scope.now()


def level_needed(scope: Scope, action: str) -> int:
    """Return the level that the organisation asks for before this action.

    Where callers are asked for facts, nobody reads them before: what is shown until then is masked.
    """
    settings = scope.tenant.settings("csr_console")
    least = MATCHED if action == "view" and settings["facts"] else ACTIONS[action].least
    return max(int(settings[f"level_{action}"]), least)


def refusal(scope: Scope, contact_id: UUID, action: str) -> str:
    """Say why the actor can't do this for the customer now; empty where nothing stands against it.

    :param action: one of :data:`plugins.csr_console.levels.ACTIONS`
    """
    needed = level_needed(scope, action)
    if needed == 0:
        return ""
    interaction = current(scope, contact_id)
    if interaction is not None and interaction.level >= needed:
        return ""
    level = {"level": scope.translate(LEVELS[needed])}
    return scope.translate(_("Check first who is calling. Level needed: ${level}.", mapping=level))


def _goes_on(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that an interaction has neither been ended nor been left alone."""
    return and_(Interaction.ended_at.is_(None), Interaction.touched_at > scope.now() - IDLE)


def _unfinished(scope: Scope, contact_id: UUID) -> Interaction | None:
    """Return what has not been ended. Pages ask for each of their buttons, the database once."""
    asked: dict[Any, Interaction | None] = scope.session.info.setdefault(ASKED, {})
    key = (scope.actor.id, contact_id)
    if key not in asked:
        asked[key] = scope.session.scalar(
            select(Interaction).where(
                Interaction.staff_id == scope.actor.id,
                Interaction.contact_id == contact_id,
                Interaction.ended_at.is_(None),
            )
        )
    return asked[key]


def _forget(scope: Scope, contact_id: UUID) -> None:
    """Have the database asked again, after something has begun or ended."""
    scope.session.info.get(ASKED, {}).pop((scope.actor.id, contact_id), None)
