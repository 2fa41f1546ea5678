"""Locking and unlocking a contact's way into the portal, as staff do it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from translationstring import TranslationStringFactory

from core.db.locks import hold
from core.errors import Refused
from core.identity.lock_reasons import lock_reasons, name_reason, unlock_reasons
from core.identity.models.person import TOO_MANY_FAILURES
from core.identity.services.contacts import get_contact
from core.identity.services.locks import LOCK_KINDS, LockKind, lock_of, lock_person, unlock_person
from core.plugin import hookspecs
from core.plugin.answers import plain, read_list
from core.plugin.contributions import LOCKS, LONGEST, Action, LockWarning

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from core.identity.models.contact import Contact
    from core.scope import Scope

_ = TranslationStringFactory("core")

CHANGE = "contacts:change"
LONGEST_NOTE = 2000
LOCKED_ALREADY = _("${name} is locked already.")
NOT_LOCKED = _("${name} is not locked any more.")
CHOOSE_REASON = _("Choose a reason.")
NOT_HEEDED = _("Read what the lock will do, and tick that you have.")
ONLY_TEMPORARY = _("Only a temporary lock ends on a date.")
PAST = _("Choose a day after today.")
UNASKED = _("One of the plugins can't say right now what it will do because of the lock.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LockOrder:
    """How staff want to lock a contact.

    :ivar reason: a code of :func:`core.identity.lock_reasons.lock_reasons`
    :ivar until: the day of the tenant's calendar with whose beginning a temporary lock ends
    :ivar note: for staff alone
    :ivar heeded: what :func:`mark_of` returns for the warnings that were read
    """

    kind: LockKind
    reason: str
    until: date | None = None
    note: str = ""
    heeded: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that a plugin will do because of a lock, in words for the reader.

    :ivar kinds: the kinds of lock that do it
    """

    text: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LockSummary:
    """The lock that holds, in words for staff."""

    kind: str
    reason: str
    since: datetime | None
    until: datetime | None
    note: str


def summarise_lock(scope: Scope, contact_id: UUID) -> LockSummary | None:
    """Say in the reader's language how a contact is locked, if so."""
    contact = get_contact(scope, contact_id)
    lock = lock_of(scope, contact)
    if lock is None:
        return None
    return LockSummary(
        kind=scope.translate(LOCK_KINDS[lock.kind]),
        reason=name_reason(scope, lock.reason),
        since=contact.locked_at,
        until=lock.until,
        note=lock.note,
    )


def list_lock_warnings(scope: Scope, contact_id: UUID) -> list[Effect]:
    """Return what plugins will do because of a lock, to be read before it."""

    def read(plugin: str, answer: Any) -> list[Effect]:
        found: list[LockWarning] = read_list(LockWarning, plugin, answer)
        return [
            Effect(plain(scope.translate(one.text))[:LONGEST], frozenset(one.kinds))
            for one in found
        ]

    spec = hookspecs.lock_warnings
    answers = scope.hooks.collect(read, spec, scope=scope, contact_id=contact_id)
    found = [one for answer in answers for one in answer]
    if len(answers) < len(scope.hooks.plugins_with(spec)):
        # A lock protects: it does not wait for a plugin that fails.
        found.append(Effect(scope.translate(UNASKED), frozenset(LOCKS)))
    return found


def mark_of(effects: Sequence[Effect]) -> str:
    """Return a mark of what warnings say; it is another when they say something else."""
    texts = "|".join(f"{one.text}:{sorted(one.kinds)}" for one in effects)
    return hashlib.sha256(texts.encode("utf-8", "replace")).hexdigest()[:16]


def lock_contact(scope: Scope, contact_id: UUID, order: LockOrder) -> None:
    """Lock a contact out at once, and tell them by mail, without the note.

    A lock by wrong passwords gives way to it; of two members of staff at once, one is refused.

    :raises Refused: there is such a lock already, the reason is none, or the order does not fit the
        kind; or plugins warn of something that was not read
    """
    scope.require(CHANGE)
    contact = _hold(scope, contact_id)
    if not is_lock_offered(scope, contact):
        raise Refused(_with_name(LOCKED_ALREADY, contact))
    if order.reason not in lock_reasons(scope):
        raise Refused(fields={"reason": CHOOSE_REASON})
    until = _end_of(scope, order)
    effects = list_lock_warnings(scope, contact_id)
    is_concerned = any(order.kind in one.kinds for one in effects)
    if is_concerned and order.heeded != mark_of(effects):
        raise Refused(fields={"heeded": NOT_HEEDED})
    note = order.note.strip()[:LONGEST_NOTE]
    lock_person(scope, contact, order.kind, order.reason, until=until, note=note)


def unlock_contact(scope: Scope, contact_id: UUID, reason: str, note: str = "") -> None:
    """Give a contact the access back, and tell them by mail, without the note.

    :param reason: a code of :func:`core.identity.lock_reasons.unlock_reasons`
    :raises Refused: no lock holds any more, the reason is none, or a plugin refuses
    """
    scope.require(CHANGE)
    contact = _hold(scope, contact_id)
    if lock_of(scope, contact) is None:
        raise Refused(_with_name(NOT_LOCKED, contact))
    if reason not in unlock_reasons(scope):
        raise Refused(fields={"reason": CHOOSE_REASON})
    scope.hooks.check(hookspecs.check_unlock, scope=scope, contact_id=contact_id)
    unlock_person(scope, contact, reason, note=note.strip()[:LONGEST_NOTE])


def is_lock_offered(scope: Scope, contact: Contact) -> bool:
    """Whether staff may lock: not on top of another lock, except one by wrong passwords."""
    lock = lock_of(scope, contact)
    return lock is None or lock.reason == TOO_MANY_FAILURES


def offer_lock(scope: Scope, contact_id: UUID) -> list[Action]:
    """Return the ways to the pages that lock the contact and end the lock."""
    contact = get_contact(scope, contact_id)
    actions = []
    if lock_of(scope, contact) is not None:
        actions.append(_link(contact, _("Unlock"), "core.contact_unlock", "unlock"))
    if is_lock_offered(scope, contact):
        label = _with_name(_("Lock ${name}"), contact)
        actions.append(_link(contact, label, "core.contact_lock", "lock"))
    return actions


def _link(contact: Contact, label: str, route: str, icon: str) -> Action:
    return Action(
        label=label,
        route=route,
        params={"id": contact.id},
        icon=icon,
        permission=CHANGE,
        beside="access",
    )


def _hold(scope: Scope, contact_id: UUID) -> Contact:
    """Return the contact as it is now, while nobody else locks or unlocks it."""
    contact = get_contact(scope, contact_id)
    hold(scope.session, scope.tenant_id, "lock", contact_id)
    scope.session.refresh(contact)
    return contact


def _end_of(scope: Scope, order: LockOrder) -> datetime | None:
    if order.until is None:
        return None
    if order.kind != "temporary":
        raise Refused(fields={"until": ONLY_TEMPORARY})
    end = datetime.combine(order.until, time.min, ZoneInfo(scope.tenant.time_zone))
    if end <= scope.now():
        raise Refused(fields={"until": PAST})
    return end


def _with_name(text: str, contact: Contact) -> str:
    words: str = _(text, mapping={"name": contact.name})
    return words
