"""Impersonation: a member of staff sees the portal as one customer sees it, and writes nothing.

A visit is offered by a page of the staff's (:func:`offer_impersonation`), begun by the token that
the page posts (:func:`begin_impersonation`), and asked for at each request of its window
(:func:`look_on`). That it only reads is the database session's matter: :mod:`core.db.guard`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import and_, select, update
from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.errors import ForbiddenError, Refused
from core.identity.mails import mail_person
from core.identity.models.contact import Contact
from core.identity.models.impersonation import Impersonation, ImpersonationPage
from core.identity.models.session import WebSession
from core.identity.models.staff import Staff
from core.identity.permissions import IMPERSONATE, ROLES, permissions_of
from core.identity.services.acting import acting_as_contact
from core.identity.services.contacts import get_contact
from core.identity.services.impersonation_ending import Ending, end_visits
from core.identity.services.sessions import IDLE, Visitor, hash_token

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from core.plugin.manifest import Permission
    from core.scope import Scope

_ = TranslationStringFactory("core")

LASTS = timedelta(minutes=15)
TO_OPEN = timedelta(minutes=2)
LONGEST_REASON, LONGEST_PATH = 500, 500
NO_PORTAL = _("Customers have no pages of their own here.")
UNWANTED = _("The customer does not want to be visited.")
NOT_OPENED = _("This was opened already, or it took too long. Begin again from the customer.")


@dataclass(frozen=True, slots=True)
class Looking:
    """A visit that is under way, as its window's pages need it.

    :ivar visitor: the customer, with the member of staff as the impersonator
    :ivar locale: the language of the member of staff, if they chose one
    :ivar time_zone: likewise
    """

    id: UUID
    visitor: Visitor
    ends_at: datetime
    locale: str | None
    time_zone: str | None


@dataclass(frozen=True, slots=True)
class Over:
    """A visit that has ended, or never was."""

    ending: Ending


def why_not_impersonate(scope: Scope, contact: Contact) -> str:
    """Return why a customer can't be visited now, translated; empty if they can.

    Whether the actor may is :meth:`core.scope.Scope.require`'s matter. A locked customer, or one
    who was never signed in, can be visited like any other.
    """
    if not scope.links.offers("home", "customer"):
        return scope.translate(NO_PORTAL)
    if contact.refuses_impersonation and scope.tenant.settings("impersonation")["may_refuse"]:
        return scope.translate(UNWANTED)
    return ""


def offer_impersonation(
    scope: Scope,
    contact_id: UUID,
    reason: str,
    *,
    plugin: str = "",
    interaction_id: UUID | None = None,
) -> str:
    """Let the actor visit a customer's portal, and return the token that begins the visit.

    It is good once, for two minutes, in the session in which it was asked for. A page posts it as
    ``_token`` to ``scope.links.path("impersonate", "staff")``, in a window of its own.

    :param plugin: whose page offers it: with the plugin the visit ends
    :param interaction_id: the plugin's own, for the record
    :raises ForbiddenError: the actor may not, or is no member of staff who has signed in
    :raises Refused: there is no reason, or the customer does not want it
    """
    scope.require(IMPERSONATE)
    actor = scope.actor
    if not actor.is_staff or actor.id is None or actor.session_id is None:
        raise ForbiddenError(IMPERSONATE)
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(fields={"reason": _("Say why: the customer can read it.")})
    if len(reason) > LONGEST_REASON:
        raise Refused(fields={"reason": _("This is too long.")})
    contact = get_contact(scope, contact_id)
    refusal = why_not_impersonate(scope, contact)
    if refusal:
        raise Refused(refusal)
    token, now = secrets.token_urlsafe(32), scope.now()
    scope.session.add(
        Impersonation(
            tenant_id=scope.tenant_id,
            contact_id=contact.id,
            staff_id=actor.id,
            session_id=actor.session_id,
            plugin=plugin,
            interaction_id=interaction_id,
            reason=reason,
            token_hash=hash_token(token),
            created_at=now,
            ends_at=now + TO_OPEN,
        )
    )
    scope.session.flush()
    return token


def begin_impersonation(scope: Scope, token: str, *, address: str, device: str) -> str:
    """Begin a visit, and return the token for its window's cookie.

    The visit is on record when the transaction has committed, and nothing is shown before. An
    earlier one of the same session ends: a browser shows one customer's portal.

    :param address: where the member of staff's browser is
    :param device: the browser in words
    :raises Refused: the token is none, or was used, or is too old; or the customer refuses
    """
    scope.require(IMPERSONATE)
    actor, now, cookie = scope.actor, scope.now(), secrets.token_urlsafe(32)
    end_visits(scope, "another", Impersonation.session_id == actor.session_id)
    begun = scope.session.execute(
        update(Impersonation)
        .where(
            Impersonation.token_hash == hash_token(token),
            Impersonation.staff_id == actor.id,
            Impersonation.session_id == actor.session_id,
            Impersonation.started_at.is_(None),
            Impersonation.ends_at > now,
        )
        .values(
            token_hash=hash_token(cookie),
            started_at=now,
            ends_at=now + LASTS,
            address=address[:64],
            device=device[:200],
        )
        .returning(Impersonation.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if begun is None:
        raise Refused(NOT_OPENED)
    visit = scope.session.get_one(Impersonation, (scope.tenant_id, begun), populate_existing=True)
    contact = get_contact(scope, visit.contact_id)
    refusal = why_not_impersonate(scope, contact)
    if refusal:
        raise Refused(refusal)
    _record_begin(scope, visit, contact)
    return cookie


def _record_begin(scope: Scope, visit: Impersonation, contact: Contact) -> None:
    staff = scope.session.get_one(Staff, (scope.tenant_id, visit.staff_id))
    record_activity(
        scope,
        "impersonation_started",
        contact_id=contact.id,
        roles=list(staff.roles),
        reason=visit.reason,
        device=visit.device,
        source=visit.address,
        impersonation=visit.id,
        interaction=visit.interaction_id,
    )
    wanted = scope.tenant.settings("impersonation")["tells_customer"]
    if wanted and contact.verified_at is not None and not contact.hidden:
        roles = [ROLES[role] for role in staff.roles if role in ROLES]
        mail_person(scope, "impersonated", contact, roles=roles, reason=visit.reason)


def look_on(
    scope: Scope, token: str, path: str, *, offered: Iterable[Permission] = ()
) -> Looking | Over:
    """Return the visit that a window's cookie stands for, and note the page; or how it ended.

    Belongs into a transaction of its own, which is committed before anything of the page is sent.

    :param path: the page's address; empty if nothing is to be shown
    :param offered: the permissions of the core and of the tenant's enabled plugins
    """
    found = scope.session.execute(
        select(Impersonation, Contact, Staff)
        .join(Contact, _same(Contact, Impersonation.contact_id))
        .join(Staff, _same(Staff, Impersonation.staff_id))
        .where(Impersonation.token_hash == hash_token(token), Impersonation.started_at.is_not(None))
    ).first()
    if found is None:
        return Over("unknown")
    visit, contact, staff = found
    if visit.ended_at is not None:
        return Over(cast("Ending", visit.ended_by))
    ending = _why_over(scope, visit, staff, offered)
    if ending is not None:
        end_visits(scope, ending, Impersonation.id == visit.id)
        return Over(ending)
    if path:
        scope.session.add(
            ImpersonationPage(
                tenant_id=scope.tenant_id,
                impersonation_id=visit.id,
                at=scope.now(),
                path=path[:LONGEST_PATH],
            )
        )
    actor = replace(acting_as_contact(scope, contact).actor, impersonator_id=staff.id)
    locale = contact.locale or scope.tenant.default_locale
    visitor = Visitor(actor, locale, contact.time_zone)
    return Looking(visit.id, visitor, visit.ends_at, staff.locale, staff.time_zone)


def _same(model: type[Contact | Staff], key: Any) -> ColumnElement[bool]:
    return and_(model.tenant_id == Impersonation.tenant_id, model.id == key)


def _why_over(
    scope: Scope, visit: Impersonation, staff: Staff, offered: Iterable[Permission]
) -> Ending | None:
    """Return by what a visit has ended of which nobody has noted it yet."""
    now = scope.now()
    if visit.ends_at <= now:
        return "time"
    if visit.plugin and visit.plugin not in scope.tenant.plugins:
        return "plugin"
    is_shut_out = staff.is_locked_at(now) and not staff.is_locked_by_failures
    if not staff.active or is_shut_out or IMPERSONATE not in permissions_of(staff.roles, offered):
        return "right"
    session = scope.session.get(WebSession, (scope.tenant_id, visit.session_id))
    has_session = (
        session is not None and session.expires_at > now and session.seen_at > now - IDLE["staff"]
    )
    return None if has_session else "sign_out"


def end_impersonation(scope: Scope, token: str) -> None:
    """End the visit that a window's cookie stands for: the member of staff wants it."""
    end_visits(scope, "staff", Impersonation.token_hash == hash_token(token))


def end_overdue(scope: Scope) -> None:
    """Put on record the end of visits whose windows were closed, or never asked again."""
    end_visits(scope, "time", Impersonation.ends_at <= scope.now())


def refuse_impersonation(scope: Scope, refuses: bool) -> None:  # noqa: FBT001  # it is what is said
    """Remember whether the actor, a contact, lets staff visit their portal.

    :raises ForbiddenError: the tenant leaves nobody the choice
    """
    if not scope.tenant.settings("impersonation")["may_refuse"] or scope.actor.id is None:
        raise ForbiddenError("may_refuse")
    contact = get_contact(scope, scope.actor.id)
    if contact.refuses_impersonation == refuses:
        return
    contact.refuses_impersonation = refuses
    record_activity(scope, "preference_changed", what="impersonation")
    if refuses:
        end_visits(scope, "customer", Impersonation.contact_id == contact.id)
