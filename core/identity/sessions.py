"""Sessions: who a browser's token stands for. They live in the database, and end there."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, delete, exists, or_, select, update
from sqlalchemy.exc import OperationalError

from core.identity.models.account import Membership
from core.identity.models.contact import Contact
from core.identity.models.person import TOO_MANY_FAILURES
from core.identity.models.session import WebSession
from core.identity.models.staff import Staff
from core.identity.people import Kind
from core.identity.permissions import READ_ACCOUNT_CASES, permissions_of
from core.scope import Actor, Scope
from core.tenancy.models import Tenant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from core.plugin.manifest import Permission

IDLE = {"contact": timedelta(hours=12), "staff": timedelta(hours=8)}
ABSOLUTE = {"contact": timedelta(days=14), "staff": timedelta(days=7)}
TOUCH = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person who is signed in, and the choices that their pages follow."""

    actor: Actor
    locale: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One of a person's sessions, as the person sees it."""

    id: UUID
    device: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


def find_visitor(
    session: Session,
    kind: Kind,
    token: str,
    now: datetime,
    of_plugins: Iterable[Permission] = (),
) -> Visitor | None:
    """Return who signed in with that token, if the session lives and the person may still enter.

    One query. Changes of roles, locks and portal access so take effect at the next request.

    :param session: bound to the tenant
    :param of_plugins: the permissions that the tenant's enabled plugins offer
    """
    row = session.execute(
        _contact_query() if kind == "contact" else _staff_query(),
        {"token_hash": _hash(token), "kind": kind, "now": now, "idle_since": now - IDLE[kind]},
    ).first()
    if row is None:
        return None
    if kind == "contact" and not _may_enter(row.Contact, row.zone, now):
        return None
    if row.seen_at < now - TOUCH:
        _touch(session, row.id, now)
    person: Contact | Staff = row[0]
    if isinstance(person, Staff):
        permissions = permissions_of(person.roles, of_plugins)
    else:
        permissions = frozenset({READ_ACCOUNT_CASES} if row.reads_accounts else ())
    actor = Actor(
        kind=kind, id=person.id, name=person.name, permissions=permissions, session_id=row.id
    )
    return Visitor(actor, person.locale, person.time_zone)


# Every page asks one of these two first, so they are made once.
@cache
def _contact_query() -> Any:
    same = and_(WebSession.tenant_id == Contact.tenant_id, WebSession.contact_id == Contact.id)
    reads_accounts = exists().where(
        Membership.tenant_id == Contact.tenant_id,
        Membership.contact_id == Contact.id,
        or_(Membership.can_view_cases, Membership.is_primary),
    )
    return (
        select(
            Contact,
            WebSession.id,
            WebSession.seen_at,
            Tenant.time_zone.label("zone"),
            reads_accounts.label("reads_accounts"),
        )
        .join(WebSession, same)
        .join(Tenant, Tenant.id == Contact.tenant_id)
        .where(_is_open_session())
    )


@cache
def _staff_query() -> Any:
    same = and_(WebSession.tenant_id == Staff.tenant_id, WebSession.staff_id == Staff.id)
    may_work = and_(Staff.active.is_(True), _not_locked(Staff))
    return (
        select(Staff, WebSession.id, WebSession.seen_at)
        .join(WebSession, same)
        .where(may_work, _is_open_session())
    )


def _is_open_session() -> Any:
    return and_(
        WebSession.token_hash == bindparam("token_hash"),
        WebSession.kind == bindparam("kind"),
        WebSession.expires_at > bindparam("now"),
        WebSession.seen_at > bindparam("idle_since"),
    )


def _not_locked(person: type[Contact | Staff]) -> Any:
    # Strangers' guesses lock the door for strangers; who is inside stays.
    return (person.lock_kind == "none") | (person.lock_reason == TOO_MANY_FAILURES)


def _may_enter(contact: Contact, zone: str, now: datetime) -> bool:
    is_shut_out = contact.is_locked and not contact.is_locked_by_failures
    return contact.may_use_portal(now.astimezone(ZoneInfo(zone)).date()) and not is_shut_out


def _touch(session: Session, session_id: UUID, now: datetime) -> None:
    """Note that the person is there. On SQLite another writer may be at work: then next time."""
    try:
        with session.begin_nested():
            session.execute(
                update(WebSession)
                .where(WebSession.id == session_id)
                .values(seen_at=now)
                .execution_options(synchronize_session=False)
            )
    except OperationalError:
        return


def open_session(scope: Scope, kind: Kind, subject_id: UUID, device: str = "") -> str:
    """Sign a person in, and return the token for the browser's cookie.

    :param device: the browser in words, for the person's own list of sessions
    """
    token = secrets.token_urlsafe(32)
    now = scope.now()
    scope.session.add(
        WebSession(
            tenant_id=scope.tenant_id,
            token_hash=_hash(token),
            kind=kind,
            contact_id=subject_id if kind == "contact" else None,
            staff_id=subject_id if kind == "staff" else None,
            created_at=now,
            seen_at=now,
            expires_at=now + ABSOLUTE[kind],
            device=device[:200],
        )
    )
    return token


def list_sessions(scope: Scope, kind: Kind, subject_id: UUID) -> list[OpenSession]:
    """Return where a person is signed in, the latest first."""
    now = scope.now()
    rows = scope.session.execute(
        select(WebSession.id, WebSession.device, WebSession.created_at, WebSession.seen_at)
        .where(
            _of(kind, subject_id),
            WebSession.expires_at > now,
            WebSession.seen_at > now - IDLE[kind],
        )
        .order_by(WebSession.id.desc())
        .limit(50)
    )
    return [OpenSession(*row, is_this=row.id == scope.actor.session_id) for row in rows]


def close_session(scope: Scope, session_id: UUID) -> None:
    """Sign one browser out."""
    scope.session.execute(delete(WebSession).where(WebSession.id == session_id))


def close_all_sessions(
    scope: Scope, kind: Kind, subject_id: UUID, *, but: UUID | None = None
) -> None:
    """Sign a person out everywhere, or everywhere else.

    :param but: the session that stays
    """
    query = delete(WebSession).where(_of(kind, subject_id))
    if but is not None:
        query = query.where(WebSession.id != but)
    scope.session.execute(query)


def _of(kind: Kind, subject_id: UUID) -> Any:
    column = WebSession.contact_id if kind == "contact" else WebSession.staff_id
    return column == subject_id


def _hash(token: str) -> str:
    return hashlib.sha256(token[:200].encode("utf-8", "replace")).hexdigest()
