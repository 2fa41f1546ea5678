"""What identity does after the answer has gone out."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from core.identity.failures import FORGOTTEN
from core.identity.models.contact import Contact
from core.identity.models.impersonation import Impersonation
from core.identity.models.secret import OneTimeSecret
from core.identity.models.session import KnownDevice, SignInFailure, WebSession
from core.identity.people import Kind
from core.identity.services import (
    impersonation,
    indexing,
    profile,
    recovery,
    registration,
    verification,
)
from core.identity.services.locks import end_lock_if_over
from core.jobs import Rows, actor, every
from core.scope import Scope

LIFETIME = timedelta(days=30)
REMEMBERED = timedelta(days=365)
MOST_LOCKS = 1000  # at a time; the rest comes next


@actor(name=recovery.RECOVER)
def recover(scope: Scope, kind: Kind, address: str, identifier: str | None) -> None:
    recovery.recover(scope, kind, address, identifier)


@actor(name=registration.REGISTER)
def register(scope: Scope, values: dict[str, Any]) -> None:
    registration.register_contact(scope, values)


@actor(name=profile.NEW_ADDRESS)
def send_address_link(scope: Scope, contact_id: str, address: str) -> None:
    profile.send_address_link(scope, UUID(contact_id), address)


@actor(name=verification.RESEND)
def resend_verification(scope: Scope, address: str) -> None:
    verification.resend_verification(scope, address)


@actor(name=indexing.INDEX_PEOPLE)
def index_people(
    scope: Scope, which: indexing.Which = "accounts", after: str | None = None
) -> None:
    indexing.index_people_after(scope, which, UUID(after) if after else None)


@actor(name=indexing.INDEX_MARKED)
def index_marked(scope: Scope, which: indexing.Which, after: str | None = None) -> None:
    indexing.index_marked_after(scope, which, UUID(after) if after else None)


def outlived(now: datetime) -> list[Rows]:
    """Say what goes: sessions, secrets and offers that ended, devices unseen, idle counters."""
    return [
        (WebSession, WebSession.expires_at < now),
        (OneTimeSecret, OneTimeSecret.expires_at < now - LIFETIME),
        (KnownDevice, KnownDevice.seen_at < now - REMEMBERED),
        (SignInFailure, SignInFailure.last_at < now - FORGOTTEN),
        (Impersonation, Impersonation.started_at.is_(None) & (Impersonation.ends_at < now)),
    ]


@actor(name="identity.purge")
def purge(scope: Scope) -> None:
    for model, which in outlived(scope.now()):
        scope.session.execute(
            delete(model).where(which).execution_options(synchronize_session=False)
        )


every(timedelta(days=1), "identity.purge", plugin="core", where=outlived)


def locked_long_enough(now: datetime) -> list[Rows]:
    return [(Contact, Contact.lock_until <= now)]


@actor(name="identity.end_locks")
def end_locks(scope: Scope) -> None:
    """Put on record which locks have ended. What is locked, the clock says before."""
    are_over = select(Contact).where(Contact.lock_until <= scope.now()).limit(MOST_LOCKS)
    for contact in scope.session.scalars(are_over):
        end_lock_if_over(scope, contact)


every(timedelta(hours=1), "identity.end_locks", plugin="core", where=locked_long_enough)


def overdue(now: datetime) -> list[Rows]:
    """Say which visits are over that nobody has ended: their windows were closed."""
    is_open = Impersonation.started_at.is_not(None) & Impersonation.ended_at.is_(None)
    return [(Impersonation, is_open & (Impersonation.ends_at <= now))]


@actor(name="identity.end_impersonations")
def end_impersonations(scope: Scope) -> None:
    impersonation.end_overdue(scope)


every(timedelta(minutes=5), "identity.end_impersonations", plugin="core", where=overdue)
