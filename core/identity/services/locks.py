"""Locking people out, and letting them in again."""

from typing import Literal

from core.activity.services import record_activity
from core.identity.credentials.one_time import revoke_secrets
from core.identity.failures import failure_key, reset_tries
from core.identity.mails import tell_owner
from core.identity.models.person import TOO_MANY_FAILURES
from core.identity.people import Person, contact_id_of, kind_of
from core.identity.services.sessions import close_all_sessions
from core.plugin import hookspecs
from core.scope import Scope


def person_key(person: Person) -> str:
    """Return the key of the counter of a person's wrong passwords."""
    return failure_key("sign_in", kind_of(person), person.id)


def lock_person(
    scope: Scope, person: Person, kind: Literal["temporary", "permanent"], reason: str
) -> None:
    """Stop a person's access at once: sessions end, links and codes die.

    :param reason: a code, for example ``privacy`` or ``misuse``
    """
    _lock(scope, person, kind, reason)
    revoke_secrets(scope, person.id, why="locked")
    close_all_sessions(scope, kind_of(person), person.id)
    _tell(scope, person, "locked")


def lock_by_failures(scope: Scope, person: Person) -> None:
    """Lock after too many wrong passwords. Sessions stay open: somebody else may have guessed."""
    if not person.is_locked:
        _lock(scope, person, "temporary", TOO_MANY_FAILURES)


def unlock_person(scope: Scope, person: Person, reason: str) -> None:
    """Give the access back; the count of failures begins anew."""
    reset_tries(scope, person_key(person))
    if not person.is_locked:
        return
    was = person.lock_reason
    person.lock_kind, person.lock_reason, person.locked_at = "none", "", None
    record_activity(scope, "unlocked", contact_id=contact_id_of(person), reason=reason, was=was)
    _tell(scope, person, "unlocked")


def _tell(scope: Scope, person: Person, change: str) -> None:
    if scope.actor.is_staff and scope.actor.id != person.id:
        tell_owner(scope, person, change)


def _lock(scope: Scope, person: Person, kind: str, reason: str) -> None:
    person.lock_kind, person.lock_reason, person.locked_at = kind, reason, scope.now()
    record_activity(
        scope, "locked", contact_id=contact_id_of(person), lock=kind, reason=reason, who=person.name
    )
    scope.announce(
        hookspecs.person_locked, kind=kind_of(person), person_id=person.id, reason=reason
    )
