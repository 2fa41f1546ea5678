"""Locking people out, and letting them in again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.identity.credentials.one_time import revoke_secrets
from core.identity.failures import failure_key, may_mail, reset_tries
from core.identity.mails import mail_person, reader_of, tell_owner
from core.identity.models.contact import Contact
from core.identity.models.person import TOO_MANY_FAILURES
from core.identity.people import Person, contact_id_of, kind_of
from core.identity.services.sessions import close_all_sessions
from core.plugin import hookspecs
from core.scope import Scope

_ = TranslationStringFactory("core")

LockKind = Literal["temporary", "permanent", "hidden"]
LOCK_KINDS = {
    "temporary": _("Temporary lock"),
    "permanent": _("Permanent lock"),
    "hidden": _("Permanent lock, hidden"),
}
DATE_REACHED = "date_reached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """How somebody is kept out.

    :ivar reason: a code, for example ``privacy`` or ``misuse``
    :ivar until: when a temporary lock ends by itself; otherwise somebody has to end it
    :ivar note: for staff alone
    """

    kind: LockKind
    reason: str
    until: datetime | None = None
    note: str = ""


def person_key(person: Person) -> str:
    """Return the key of the counter of a person's wrong passwords."""
    return failure_key("sign_in", kind_of(person), person.id)


def lock_of(scope: Scope, person: Person) -> Lock | None:
    """Return the lock that holds, if one does. Whoever is hidden is kept out as by a lock."""
    is_hidden = isinstance(person, Contact) and person.hidden
    if not is_hidden and not person.is_locked_at(scope.now()):
        return None
    kind: LockKind = "temporary" if person.lock_kind == "temporary" else "permanent"
    return Lock(
        kind="hidden" if is_hidden else kind,
        reason=person.lock_reason,
        until=person.lock_until,
        note=person.lock_note,
    )


def lock_person(
    scope: Scope,
    person: Person,
    kind: LockKind,
    reason: str,
    *,
    until: datetime | None = None,
    note: str = "",
) -> None:
    """Stop a person's access at once: sessions end, links and codes die, the owner is told.

    :param kind: only contacts can be ``hidden``
    :param reason: a code, for example ``privacy`` or ``misuse``
    :param until: when it ends by itself
    :param note: for staff alone
    """
    _tell(scope, person, "locked_until" if until else "locked", until)
    _lock(scope, person, Lock(kind=kind, reason=reason, until=until, note=note))
    revoke_secrets(scope, person.id, why="locked")
    close_all_sessions(scope, kind_of(person), person.id)


def lock_by_failures(scope: Scope, person: Person) -> None:
    """Lock after too many wrong passwords, and mail the way back in.

    Sessions stay open: somebody else may have guessed. A lock that holds already stays as it is,
    and nobody is told again.
    """
    if lock_of(scope, person) is not None:
        return
    _lock(scope, person, Lock(kind="temporary", reason=TOO_MANY_FAILURES))
    if isinstance(person, Contact) and person.verified_at is None:
        return
    recover = scope.link("recover", reader_of(person))
    if recover and person.email and may_mail(scope, "locked_by_failures", person.email):
        mail_person(scope, "locked_by_failures", person, recover=recover)


def unlock_person(scope: Scope, person: Person, reason: str, *, note: str = "") -> None:
    """Give the access back; the count of failures begins anew. Who was hidden is so no longer."""
    reset_tries(scope, person_key(person))
    if lock_of(scope, person) is None:
        return
    _unlock(scope, person, reason, note)
    _tell(scope, person, "unlocked")


def end_lock_if_over(scope: Scope, person: Person) -> None:
    """Put the end of a lock on record whose date has come.

    Whoever asks whether somebody is locked reads the clock, so nothing waits for this.
    """
    is_over = person.lock_until is not None and person.lock_until <= scope.now()
    if is_over and lock_of(scope, person) is None:
        # Guesses that were made meanwhile do not lock anew.
        reset_tries(scope, person_key(person))
        _unlock(scope, person, DATE_REACHED, "")


def _tell(scope: Scope, person: Person, change: str, until: datetime | None = None) -> None:
    if scope.actor.is_staff and scope.actor.id != person.id:
        tell_owner(scope, person, change, until=until)


def _lock(scope: Scope, person: Person, lock: Lock) -> None:
    is_hidden = lock.kind == "hidden"
    if is_hidden and isinstance(person, Contact):
        person.hidden = True
    person.lock_kind = "permanent" if is_hidden else lock.kind
    person.lock_reason, person.lock_note = lock.reason, lock.note
    person.lock_until, person.locked_at = lock.until, scope.now()
    _record(
        scope,
        person,
        "locked",
        lock=lock.kind,
        until=lock.until.isoformat() if lock.until else None,
        reason=lock.reason,
        note=lock.note,
        who=person.name,
    )
    scope.announce(
        hookspecs.person_locked,
        kind=kind_of(person),
        person_id=person.id,
        lock=lock.kind,
        reason=lock.reason,
    )


def _unlock(scope: Scope, person: Person, reason: str, note: str) -> None:
    was = person.lock_reason
    if isinstance(person, Contact):
        person.hidden = False
    person.lock_kind, person.lock_reason, person.lock_note = "none", "", ""
    person.lock_until, person.locked_at = None, None
    _record(scope, person, "unlocked", reason=reason, was=was, note=note)


def _record(scope: Scope, person: Person, kind: str, **data: str | None) -> None:
    known: dict[str, Any] = {key: value for key, value in data.items() if value}
    record_activity(scope, kind, contact_id=contact_id_of(person), **known)
    if isinstance(person, Contact):
        scope.hooks.index(hookspecs.index_contact, scope=scope, contact_id=person.id)
