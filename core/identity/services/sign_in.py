"""Signing in and out.

Whoever fails learns nothing: the same words, the same time and the same work in the database
whether the person exists, is locked, unverified or shut out (:class:`SignIn` says "no" or "later").

Ten failures in a row lock a person. The lock holds for unknown browsers; one in which
the owner signed in before has a counter of its own, so guessing can't be used to keep the owner
out. A source that fails again and again, at whatever addresses, has to wait before that.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select
from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.db.base import new_id
from core.db.locks import hold
from core.errors import Refused
from core.identity.addresses import LONGEST_FOLDED, fold_address, fold_name
from core.identity.credentials.one_time import issue_link_token, use_mailed_password
from core.identity.credentials.passwords import hasher
from core.identity.credentials.text_forms import normal_form
from core.identity.devices import find_device, forget_device, remember_device
from core.identity.failures import count_try, failure_key, reset_tries, tries
from core.identity.models.contact import Contact, is_granted
from core.identity.models.session import KnownDevice
from core.identity.models.staff import Staff
from core.identity.people import Kind, Person, contact_id_of, find_person, kind_of
from core.identity.services.locks import end_lock_if_over, lock_by_failures, person_key
from core.identity.services.sessions import close_session, open_session
from core.identity.services.verification import mark_verified
from core.plugin import hookspecs
from core.plugin.activation import UnansweredError
from core.plugin.answers import plain
from core.scope import Actor, Scope

log = structlog.get_logger(__name__)
_ = TranslationStringFactory("core")

LIMIT = 10  # consecutive failures
SOURCE_LIMIT = 50  # failures of one source, at any addresses …
SOURCE_WINDOW = timedelta(minutes=15)  # … until it has paused for so long
CHOOSING = timedelta(minutes=30)
STEP_FAILS = _(
    "One of the steps of signing in does not work right now, so nobody can be let in. Try again in"
    " a few minutes."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """Where somebody signs in from.

    :param source: the network address, as far as it tells sources apart
    :param token: what this browser was given when somebody signed in before, or empty
    :param label: the browser in words
    """

    source: str = ""
    token: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """How it went.

    ``in``: ``session`` and ``device`` are for the browser to keep. ``step``: a plugin's page, the
    route ``step``, comes first. ``choose``: a mailed password was used up, and ``token`` lets the
    person choose one of their own. ``no`` and ``later`` (too many failures from this source) say
    nothing more.
    """

    outcome: Literal["in", "step", "choose", "no", "later"]
    session: str = ""
    device: str = ""
    token: str = ""
    person_id: UUID | None = None
    step: str = ""


def sign_in(scope: Scope, kind: Kind, name: str, password: str, browser: Browser) -> SignIn:
    """Judge a name and a password. The transaction must commit whatever the outcome: it counts.

    :param name: an email address or, where the tenant allows it, a user name
    :raises Refused: both are right, and a plugin objects; commit then, too
    """
    person = _find_person(scope, kind, name)
    if person is not None:
        end_lock_if_over(scope, person)
    person_id = person.id if person else new_id()
    device = find_device(scope, person_id, browser.token)
    source = failure_key("source", kind, browser.source)
    if device is None and tries(scope, source, SOURCE_WINDOW) >= SOURCE_LIMIT:
        log.warning("sign_in_failed", kind=kind, outcome="later")
        return SignIn(outcome="later")
    counter = _counter(kind, person, name, device)
    count = count_try(scope, counter)
    is_right = hasher().matches(person.password_hash if person else None, password)
    if device is None:
        # Looked at again, as many are judged at once; from here on one comes after the other.
        hold(scope.session, scope.tenant_id, source)
        if tries(scope, source, SOURCE_WINDOW) >= SOURCE_LIMIT:
            log.warning("sign_in_failed", kind=kind, outcome="later")
            return SignIn(outcome="later")
    # Who may not enter keeps what was mailed: for nobody's id the work is the same.
    may_prove = person is not None and may_enter(
        scope, person, is_known_device=True, has_proof=True
    )
    is_mailed = use_mailed_password(scope, person_id if may_prove else new_id(), password)
    # No guess is a mailed password: whom guesses locked out comes back in by it, as by a link.
    is_welcome = (
        person is not None
        and (is_mailed or count <= LIMIT)
        and may_enter(
            scope, person, is_known_device=is_mailed or device is not None, has_proof=is_mailed
        )
    )
    if person is None or not is_welcome or not (is_right or is_mailed):
        count_try(scope, source, SOURCE_WINDOW)
        _record_failure(scope, kind, person, browser)
        if count >= LIMIT:
            _stop(scope, person, device)
        log.warning("sign_in_failed", kind=kind, outcome="no")
        return SignIn(outcome="no")
    reset_tries(scope, counter)
    if not is_right:
        if isinstance(person, Contact):
            mark_verified(scope, person)
        token = issue_link_token(scope, person, "recover", lifetime=CHOOSING)
        return SignIn(outcome="choose", token=token)
    was_typed_otherwise = normal_form(password) != password  # an older hash may be of that
    if was_typed_otherwise or hasher().is_outdated(person.password_hash or ""):
        person.password_hash = hasher().hash(password)
    return admit(scope, person, browser)


def admit(scope: Scope, person: Person, browser: Browser, *, done: Collection[str] = ()) -> SignIn:
    """Sign in a person who has proven to be it, in a new session, or name the step that is next.

    :param done: routes of the plugins' steps that the person has got past
    :raises Refused: a plugin objects, or one that may ask for a step can't be asked
    """
    kind = kind_of(person)
    themselves = scope.acting_as(Actor(kind=kind, id=person.id, name=person.name))
    scope.hooks.check(hookspecs.check_sign_in, scope=themselves, kind=kind, person_id=person.id)
    step = _next_step(themselves, kind, person.id, done)
    if step:
        return SignIn(outcome="step", person_id=person.id, step=step)
    person.signed_in_at = scope.now()
    session = open_session(scope, kind, person.id, browser.label)
    device = remember_device(scope, person, browser.token)
    record_activity(themselves, "login", device=browser.label, source=browser.source)
    themselves.announce(hookspecs.signed_in, kind=kind, person_id=person.id)
    return SignIn(outcome="in", session=session, device=device)


def _next_step(scope: Scope, kind: Kind, person_id: UUID, done: Collection[str]) -> str:
    try:
        steps = scope.hooks.gather_all(
            hookspecs.sign_in_steps, scope=scope, kind=kind, person_id=person_id
        )
    except UnansweredError as error:
        log.exception("sign_in_step_unanswered", plugin=str(error), kind=kind)
        raise Refused(STEP_FAILS) from None
    ordered = sorted(steps, key=lambda step: step.position)
    return next((plain(step.route) for step in ordered if step.route not in done), "")


def sign_out(scope: Scope) -> None:
    """End the session of the scope's actor."""
    if scope.actor.session_id is not None:
        close_session(scope, scope.actor.session_id)
        record_activity(scope, "logout")


def may_enter(
    scope: Scope, person: Person, *, is_known_device: bool = False, has_proof: bool = False
) -> bool:
    """Whether the person may sign in at all: active or granted and verified, and not locked.

    :param is_known_device: a lock by failed guesses is ignored then
    :param has_proof: the person has just shown what only the address's owner got
    """
    if person.is_locked_at(scope.now()) and not (is_known_device and person.is_locked_by_failures):
        return False
    if isinstance(person, Staff):
        return person.active
    today = scope.now().astimezone(ZoneInfo(scope.tenant.time_zone)).date()
    return (has_proof or person.verified_at is not None) and is_granted(person, today)


def _find_person(scope: Scope, kind: Kind, name: str) -> Person | None:
    if (
        kind == "contact"
        and "@" not in name
        and scope.tenant.settings("identity")["username_alias"]
    ):
        alias = fold_name(name[:LONGEST_FOLDED])
        return scope.session.scalar(select(Contact).where(Contact.username_key == alias))
    return find_person(scope, kind, name)


def _counter(kind: Kind, person: Person | None, name: str, device: KnownDevice | None) -> str:
    if device is not None:
        return failure_key("device", device.id)
    # A name that nobody has is counted too: the same work, and nothing to tell it by.
    return person_key(person) if person else failure_key("sign_in", kind, fold_address(name))


def _stop(scope: Scope, person: Person | None, device: KnownDevice | None) -> None:
    """Ten failures in a row: a known device loses its privilege, any other is locked out."""
    if device is not None:
        forget_device(scope, device)
    elif person is not None:
        lock_by_failures(scope, person)


def _record_failure(scope: Scope, kind: Kind, person: Person | None, browser: Browser) -> None:
    record_activity(
        scope,
        "login_failed",
        contact_id=contact_id_of(person),
        person=kind,
        staff_id=person.id if isinstance(person, Staff) else None,
        source=browser.source,
    )
    scope.announce(
        hookspecs.sign_in_failed,
        kind=kind,
        person_id=person.id if person else None,
        source=browser.source,
    )
