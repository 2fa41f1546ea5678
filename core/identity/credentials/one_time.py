"""One-time secrets: links, codes and mailed passwords.

Random, stored hashed, keyed with the installation's secret (who reads the database alone guesses no
code), bound to a person and a purpose, live for a day, used once even by parallel requests, and
ended by a newer one, by revocation, and by a change of password or address.
"""

import hmac
import re
import secrets
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select, update

from core.db.locks import hold
from core.identity.credentials.text_forms import normal_form
from core.identity.models.contact import Contact
from core.identity.models.secret import OneTimeSecret
from core.identity.people import Kind, Person
from core.scope import Scope

Purpose = Literal["verify", "recover", "code", "password", "address", "undo", "complete"]
# Outlives what may be a thief's doing: a newer one, another address or password, a lock.
LASTING: Purpose = "undo"

LIFETIME = timedelta(hours=24)
# Some people write it down or read it out: no characters that sound or look alike.
SPOKEN = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
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


def issue_code(scope: Scope, person: Person) -> str:
    """Return a new code such as ``K7QF-3M2P``, to be typed from a mail."""
    code = "".join(secrets.choice(SPOKEN) for _unused in range(8))
    _store(scope, person, "code", _hash(scope, "code", code, person.id))
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


def use_code(scope: Scope, person_id: UUID, code: str) -> bool:
    """Use a code up; whether it was right. After :data:`GUESSES` wrong tries no code is.

    :param person_id: whose code; an id of nobody costs the same time
    """
    counted = scope.session.execute(
        update(OneTimeSecret)
        .where(_of(person_id), OneTimeSecret.purpose == "code", *_live(scope))
        .values(attempts=OneTimeSecret.attempts + 1)
        .returning(OneTimeSecret.attempts)
        .execution_options(synchronize_session=False)
    ).scalars()
    if any(attempts > GUESSES for attempts in counted):
        return False
    plain = re.sub(r"[\s-]", "", normal_form(code[:40])).upper()
    return (
        _use(scope, OneTimeSecret.secret_hash == _hash(scope, "code", plain, person_id)) is not None
    )


def revoke_secrets(
    scope: Scope, person_id: UUID, purpose: Purpose | None = None, *, about: UUID | None = None
) -> None:
    """End a person's live secrets, or those of one purpose, or only those about one thing.

    Links that undo another address stay, unless they are named.
    """
    query = update(OneTimeSecret).where(_of(person_id), *_live(scope))
    if about is not None:
        query = query.where(OneTimeSecret.about_id == about)
    if purpose is not None:
        query = query.where(OneTimeSecret.purpose == purpose)
    else:
        query = query.where(OneTimeSecret.purpose != LASTING)
    scope.session.execute(
        query.values(revoked_at=scope.now()).execution_options(synchronize_session=False)
    )


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
    return scope.session.get(OneTimeSecret, (scope.tenant_id, used), populate_existing=True)


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
