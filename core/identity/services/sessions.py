"""Sessions: who a browser's token stands for. They live in the database, and end there."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Label,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.exc import OperationalError

from core.db.prepared import PreparedQuery
from core.drafts.models import WrittenDraft
from core.identity.models.account import Membership
from core.identity.models.contact import Contact, full_name, is_granted
from core.identity.models.impersonation import Impersonation
from core.identity.models.person import TOO_MANY_FAILURES, is_locked
from core.identity.models.session import WebSession
from core.identity.models.staff import Staff
from core.identity.people import Kind
from core.identity.permissions import FILE_ACCOUNT_CASES, READ_ACCOUNT_CASES, permissions_of
from core.identity.services.impersonation_ending import end_visits
from core.scope import Actor, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from core.plugin.manifest import Permission
    from core.tenancy.config import TenantConfig

IDLE = {"contact": timedelta(hours=12), "staff": timedelta(hours=8)}
ABSOLUTE = {"contact": timedelta(days=14), "staff": timedelta(days=7)}
TOUCH = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person who is signed in, and the choices that their pages follow.

    :ivar has_drafts: whether they have written anything, anywhere, that was not sent
    """

    actor: Actor
    locale: str | None = None
    time_zone: str | None = None
    has_drafts: bool = False


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
    tenant: TenantConfig,
    kind: Kind,
    token: str,
    now: datetime,
    *,
    offered: Iterable[Permission] = (),
) -> Visitor | None:
    """Return who signed in with that token, if the session lives and the person may still enter.

    One query. Changes of roles, locks and portal access so take effect at the next request.

    :param session: bound to the tenant
    :param offered: the permissions of the core and of the tenant's enabled plugins
    """
    ask = _contact if kind == "contact" else _staff
    found = ask(
        session, token_hash=hash_token(token), kind=kind, now=now, idle_since=now - IDLE[kind]
    )
    row = found.first()
    if row is None:
        return None
    if kind == "contact":
        if not is_granted(row, now.astimezone(ZoneInfo(tenant.time_zone)).date()):
            return None
        name = full_name(row.first_name, row.last_name)
        held = {READ_ACCOUNT_CASES: row.reads, FILE_ACCOUNT_CASES: row.files}
        permissions = frozenset(key for key, is_held in held.items() if is_held)
    else:
        name, permissions = row.name, permissions_of(row.roles, offered)
    if row.seen_at < now - TOUCH:
        _touch(session, row.session_id, now)
    actor = Actor(
        kind=kind, id=row.id, name=name, permissions=permissions, session_id=row.session_id
    )
    return Visitor(actor, row.locale, row.time_zone, row.has_drafts)


# Every page asks one of these two first.
@PreparedQuery
def _contact() -> Select[Any]:
    person, membership = Contact.__table__.c, Membership.__table__.c
    is_theirs = and_(membership.tenant_id == person.tenant_id, membership.contact_id == person.id)

    def holds(grant: ColumnElement[bool], name: str) -> Label[bool]:
        return exists().where(is_theirs, or_(grant, membership.is_primary)).label(name)

    return _visitor_query(
        Contact,
        WebSession.__table__.c.contact_id,
        person.first_name,
        person.last_name,
        *(person[name] for name in ("portal_access", "portal_from", "portal_until", "hidden")),
        holds(membership.can_view_cases, "reads"),
        holds(membership.can_create_for, "files"),
    )


@PreparedQuery
def _staff() -> Select[Any]:
    person = Staff.__table__.c
    query = _visitor_query(Staff, WebSession.__table__.c.staff_id, person.name, person.roles)
    return query.where(person.active)


def _visitor_query(
    of: type[Contact | Staff], person_id: ColumnElement[UUID | None], *columns: Any
) -> Select[Any]:
    person, login, draft = of.__table__.c, WebSession.__table__.c, WrittenDraft.__table__.c
    waits = exists().where(
        draft.tenant_id == person.tenant_id, draft.person_id == person.id, draft.is_open
    )
    return (
        select(
            person.id,
            person.locale,
            person.time_zone,
            login.id.label("session_id"),
            login.seen_at,
            waits.label("has_drafts"),
            *columns,
        )
        .join_from(
            WebSession.__table__,
            of.__table__,
            and_(login.tenant_id == person.tenant_id, person_id == person.id),
        )
        .where(
            login.token_hash == bindparam("token_hash"),
            login.kind == bindparam("kind"),
            login.expires_at > bindparam("now"),
            login.seen_at > bindparam("idle_since"),
            # A lock by failed guesses prevents signing in; open sessions stay.
            or_(~is_locked(person, bindparam("now")), person.lock_reason == TOO_MANY_FAILURES),
        )
    )


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
            token_hash=hash_token(token),
            kind=kind,
            contact_id=subject_id if kind == "contact" else None,
            staff_id=subject_id if kind == "staff" else None,
            created_at=now,
            seen_at=now,
            expires_at=now + ABSOLUTE[kind],
            device=device[:200],
        )
    )
    scope.session.flush()  # who asks for the visitor asks the table
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
    """Sign one browser out. What it looked at through a customer's eyes, ends with it."""
    end_visits(scope, "sign_out", Impersonation.session_id == session_id)
    scope.session.execute(delete(WebSession).where(WebSession.id == session_id))


def close_all_sessions(
    scope: Scope, kind: Kind, subject_id: UUID, *, but: UUID | None = None
) -> None:
    """Sign a person out everywhere, or everywhere else. Nobody goes on looking as them, either.

    :param but: the session that stays
    """
    if kind == "contact":
        end_visits(scope, "customer", Impersonation.contact_id == subject_id)
    else:
        theirs = Impersonation.staff_id == subject_id
        end_visits(scope, "sign_out", theirs, *([Impersonation.session_id != but] if but else []))
    query = delete(WebSession).where(_of(kind, subject_id))
    if but is not None:
        query = query.where(WebSession.id != but)
    scope.session.execute(query)


def _of(kind: Kind, subject_id: UUID) -> Any:
    column = WebSession.contact_id if kind == "contact" else WebSession.staff_id
    return column == subject_id


def hash_token(token: str) -> str:
    """Return what is stored of a token that a browser holds."""
    return hashlib.sha256(token[:200].encode("utf-8", "replace")).hexdigest()
