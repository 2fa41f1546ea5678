"""One-time secrets: links, codes and mailed passwords.

A code is mailed, or made by staff to be read out on the telephone; either works on the same page,
and asking for one leaves the other alone: anybody may ask for a mail.

Random, stored hashed, keyed with the installation's secret (who reads the database alone guesses no
code), bound to a person and a purpose, live for a day, used once even by parallel requests, and
ended by a newer one, by revocation, and by a change of password or address.
"""

import hmac
import re
import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update

from core.activity.services import record_activity
from core.db.locks import hold
from core.identity.credentials.text_forms import normal_form
from core.identity.models.contact import Contact
from core.identity.models.secret import OneTimeSecret
from core.identity.people import Kind, Person
from core.mail.models import MailMessage
from core.scope import Scope

Purpose = Literal[
    "verify", "recover", "code", "phone_code", "password", "address", "undo", "complete"
]
CodePurpose = Literal["code", "phone_code"]
CODES: tuple[CodePurpose, ...] = ("code", "phone_code")
# Why a secret that nobody used works no more.
Ending = Literal["newer", "staff", "locked", "password", "address"]
# Outlives what may be a thief's doing: a newer one, another address or password, a lock.
LASTING: Purpose = "undo"

LIFETIME = timedelta(hours=24)
# Codes are read out, and written down. Of letters whose names sound alike in one of the six
# languages, one is left (P of B C D E G P T V W Z, K of A H J K, Q of O Q U, M of M N, F of F S,
# R of L R, Y of I Y), so no word comes of it either; of the digits, no 5 (nine), no 6 (three, in
# Portuguese), and neither 0 nor 1, which look like letters. 14 signs in 8 places: 1.5 billion
# codes, of which a guesser gets to try five.
SPOKEN = "FKMPQRXY234789"
CODE_LENGTH = 8
GUESSES = 5


def issue_link_token(
    scope: Scope,
    person: Person,
    purpose: Purpose,
    *,
    lifetime: timedelta = LIFETIME,
    data: dict[str, Any] | None = None,
    about: UUID | None = None,
) -> str:
    """Return a new token for a link; an older one for the same purpose stops working.

    :param about: what it is good for, where a person may need several at a time: an older one for
        something else goes on working
    """
    token = secrets.token_urlsafe(32)
    secret_hash = _hash(scope, purpose, token)
    _store(scope, person, purpose, secret_hash, lifetime=lifetime, data=data, about=about)
    return token


def issue_code(scope: Scope, person: Person, purpose: CodePurpose = "code") -> str:
    """Return a new code such as ``K7QF-3M2P``; an older one of the same kind stops working."""
    code = "".join(secrets.choice(SPOKEN) for _unused in range(CODE_LENGTH))
    _store(scope, person, purpose, _hash(scope, purpose, code, person.id))
    return f"{code[:4]}-{code[4:]}"


def store_mailed_password(scope: Scope, person: Person, password: str) -> None:
    """Let a generated password be used once, to choose another."""
    secret_hash = _hash(scope, "password", normal_form(password).strip(), person.id)
    _store(scope, person, "password", secret_hash)


def find_secret(scope: Scope, purpose: Purpose, token: str) -> OneTimeSecret | None:
    """Return a live secret without using it up: what opening a link does."""
    secret = scope.session.scalar(
        select(OneTimeSecret).where(OneTimeSecret.secret_hash == _hash(scope, purpose, token))
    )
    return secret if secret is not None and _is_live(scope, secret) else None


def find_any_secret(scope: Scope, purpose: Purpose, token: str) -> OneTimeSecret | None:
    """Return a secret even if it works no more, to say why to whoever holds it."""
    query = select(OneTimeSecret).where(OneTimeSecret.secret_hash == _hash(scope, purpose, token))
    return scope.session.scalar(query.execution_options(populate_existing=True))


def has_secret(scope: Scope, person_id: UUID, purpose: Purpose) -> bool:
    """Whether the person has a live secret for the purpose."""
    query = select(OneTimeSecret.id).where(
        _of(person_id), OneTimeSecret.purpose == purpose, *_live(scope)
    )
    return scope.session.scalars(query.limit(1)).first() is not None


def use_link_token(
    scope: Scope, purpose: Purpose, token: str, kind: Kind = "contact"
) -> OneTimeSecret | None:
    """Use a token up. Of parallel requests one gets the secret, the others ``None``.

    :param kind: whose it must be; another's stays good
    """
    owner = OneTimeSecret.contact_id if kind == "contact" else OneTimeSecret.staff_id
    wanted = OneTimeSecret.secret_hash == _hash(scope, purpose, token)
    return _use(scope, and_(wanted, owner.is_not(None)))


def use_mailed_password(scope: Scope, person_id: UUID, password: str) -> bool:
    """Use a mailed password up; whether it was one."""
    wanted = _hash(scope, "password", normal_form(password).strip(), person_id)
    return _use(scope, OneTimeSecret.secret_hash == wanted) is not None


def use_code(scope: Scope, people: Collection[UUID], code: str) -> OneTimeSecret | None:
    """Use a code up; ``None`` if it is wrong. After :data:`GUESSES` wrong tries no code is right.

    :param people: whose code it may be: a name may be that of several; an id of nobody costs the
        same time
    """
    scope.session.execute(
        update(OneTimeSecret)
        .where(
            or_(*(_of(person_id) for person_id in people)),
            OneTimeSecret.purpose.in_(CODES),
            *_live(scope),
        )
        .values(attempts=OneTimeSecret.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    plain = re.sub(r"[\s-]", "", normal_form(code[:40])).upper()
    hashes = [_hash(scope, kind, plain, person_id) for person_id in people for kind in CODES]
    is_right = OneTimeSecret.secret_hash.in_(hashes)
    return _use(scope, and_(is_right, OneTimeSecret.attempts <= GUESSES))


def find_people_with_codes(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a contact has a code that may still be used."""
    return Contact.id.in_(
        select(OneTimeSecret.contact_id).where(OneTimeSecret.purpose.in_(CODES), *_live(scope))
    )


def note_mail(scope: Scope, person_id: UUID, purpose: Purpose, mail: MailMessage | None) -> None:
    """Remember which mail brings the secret that was just made."""
    if mail is None:
        return
    scope.session.execute(
        update(OneTimeSecret)
        .where(
            _of(person_id),
            OneTimeSecret.purpose == purpose,
            OneTimeSecret.mail_id.is_(None),
            *_live(scope),
        )
        .values(mail_id=mail.id)
        .execution_options(synchronize_session=False)
    )


def revoke_secrets(
    scope: Scope,
    person_id: UUID,
    purpose: Purpose | None = None,
    *,
    about: UUID | None = None,
    why: Ending = "newer",
) -> bool:
    """End a person's live secrets, or those of one purpose, or only those about one thing.

    Links that undo another address stay, unless they are named. Returns whether there were any.

    :param why: what ends them; it goes on record unless a newer one takes their place
    """
    query = update(OneTimeSecret).where(_of(person_id), *_live(scope))
    if about is not None:
        query = query.where(OneTimeSecret.about_id == about)
    if purpose is not None:
        query = query.where(OneTimeSecret.purpose == purpose)
    else:
        query = query.where(OneTimeSecret.purpose != LASTING)
    ended = scope.session.execute(
        query.values(revoked_at=scope.now(), ended_by=why)
        .returning(OneTimeSecret.purpose, OneTimeSecret.contact_id)
        .execution_options(synchronize_session=False)
    ).all()
    if why != "newer":
        for ended_purpose, contact_id in ended:
            record_activity(
                scope, "secret_revoked", contact_id=contact_id, purpose=ended_purpose, why=why
            )
    return bool(ended)


def _store(
    scope: Scope,
    person: Person,
    purpose: Purpose,
    secret_hash: str,
    *,
    lifetime: timedelta = LIFETIME,
    data: dict[str, Any] | None = None,
    about: UUID | None = None,
) -> None:
    if purpose != LASTING:
        # Of two that are made at once, the second must see the first, to end it.
        hold(scope.session, "secrets", scope.tenant_id, person.id, purpose)
        revoke_secrets(scope, person.id, purpose, about=about)
    now = scope.now()
    scope.session.add(
        OneTimeSecret(
            tenant_id=scope.tenant_id,
            purpose=purpose,
            contact_id=person.id if isinstance(person, Contact) else None,
            staff_id=None if isinstance(person, Contact) else person.id,
            about_id=about,
            secret_hash=secret_hash,
            data=data or {},
            issued_by=scope.actor.name[:200] if scope.actor.is_staff else "",
            created_at=now,
            expires_at=now + lifetime,
        )
    )
    scope.session.flush()


def _use(scope: Scope, which: ColumnElement[bool]) -> OneTimeSecret | None:
    # One statement decides: the row's lock lets exactly one request find it unused.
    used = scope.session.execute(
        update(OneTimeSecret)
        .where(which, *_live(scope))
        .values(used_at=scope.now())
        .returning(OneTimeSecret.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if used is None:
        return None
    secret = scope.session.get_one(OneTimeSecret, (scope.tenant_id, used), populate_existing=True)
    record_activity(scope, "secret_used", contact_id=secret.contact_id, purpose=secret.purpose)
    return secret


def _of(person_id: UUID) -> ColumnElement[bool]:
    return (OneTimeSecret.contact_id == person_id) | (OneTimeSecret.staff_id == person_id)


def _live(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return (
        OneTimeSecret.used_at.is_(None),
        OneTimeSecret.revoked_at.is_(None),
        OneTimeSecret.expires_at > scope.now(),
    )


def _is_live(scope: Scope, secret: OneTimeSecret) -> bool:
    return secret.used_at is None and secret.revoked_at is None and secret.expires_at > scope.now()


def _hash(scope: Scope, purpose: Purpose, secret: str, person_id: UUID | None = None) -> str:
    text = f"{purpose}|{person_id or ''}|{secret}".encode("utf-8", "surrogatepass")
    return hmac.new(scope.settings.secret.encode(), text, "sha256").hexdigest()
