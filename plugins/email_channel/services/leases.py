"""Which mailbox is fetched next, and by whom: processes share them by rows of the database.

Whoever fetches a mailbox holds its lease, and renews it. Where a process dies, its leases run out
and others take over. Each step checks that the lease is still its own, so an administrator who
changes the mailbox ends it at once; and if two were at work all the same, a message is stored once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import or_, select, update

from core.plugin.api import VentanillaError, new_id
from plugins.email_channel.models import Mailbox

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from core.plugin.api import Scope
    from core.plugin.api.commands import Platform
    from plugins.email_channel.services.mailbox_errors import MailboxError

LEASE = timedelta(minutes=3)
POLL = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)  # between tries of a mailbox that fails
WHILE_OFF = timedelta(minutes=5)  # until it is looked again whether the plugin is on


class LeaseLostError(VentanillaError):
    """Somebody else may be at the mailbox, or it was changed: give up without a word."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A mailbox that is ours to fetch for a while."""

    tenant_id: UUID
    mailbox_id: UUID
    host: str
    lease: UUID


def claim_next(
    platform: Platform,
    *,
    busy_hosts: Collection[str] = (),
    busy_tenants: Collection[UUID] = (),
    tenant_id: UUID | None = None,
) -> Claim | None:
    """Take the mailbox that waits the longest; ``None`` if none is due.

    :param busy_hosts: servers that get no further connection now
    :param busy_tenants: tenants that get none
    :param tenant_id: only this tenant's
    """
    now = platform.clock()
    is_free = or_(Mailbox.leased_until.is_(None), Mailbox.leased_until < now)
    query = (
        select(Mailbox.tenant_id, Mailbox.id, Mailbox.host)
        .where(
            Mailbox.next_fetch_at <= now,
            is_free,
            Mailbox.host.not_in(busy_hosts),
            Mailbox.tenant_id.not_in(busy_tenants),
        )
        .order_by(Mailbox.next_fetch_at)
        .limit(1)
    )
    if tenant_id is not None:
        query = query.where(Mailbox.tenant_id == tenant_id)
    with platform.every_tenant(reading=True) as session:
        found = session.execute(query).first()
    if found is None:
        return None
    with platform.every_tenant() as session:
        lease = new_id()
        taken = session.execute(
            update(Mailbox)
            .where(Mailbox.tenant_id == found.tenant_id, Mailbox.id == found.id, is_free)
            .values(lease=lease, leased_until=now + LEASE)
            .execution_options(synchronize_session=False)
        )
        if not taken.rowcount:  # type: ignore[attr-defined]  # of the cursor below
            return None  # another process was faster; there will be a next time
    return Claim(found.tenant_id, found.id, found.host, lease)


def hold(scope: Scope, claim: Claim, *, seconds: float = 0.0) -> Mailbox:
    """Renew a lease, and return the mailbox, locked until the transaction ends.

    :param seconds: how long the next step may take beyond the usual
    :raises LeaseLostError: it is not ours any more
    """
    key = (scope.tenant_id, claim.mailbox_id)
    mailbox = scope.session.get(Mailbox, key, with_for_update=True, populate_existing=True)
    if mailbox is None or mailbox.lease != claim.lease:
        raise LeaseLostError
    mailbox.leased_until = scope.now() + LEASE + timedelta(seconds=seconds)
    return mailbox


def give_back(scope: Scope, claim: Claim, *, is_through: bool) -> None:
    """End a visit that went well.

    :param is_through: nothing is left at the server; otherwise it is its turn again after others
    """
    mailbox = hold(scope, claim)
    now = scope.now()
    _end(mailbox, now + POLL if is_through else now)
    mailbox.fetched_at = now
    mailbox.failures, mailbox.error, mailbox.error_details = 0, "", {}


def give_up(scope: Scope, claim: Claim, error: MailboxError) -> None:
    """End a visit that failed: the mailbox says why, and is tried again later and later."""
    mailbox = hold(scope, claim)
    mailbox.failures += 1
    pause = min(POLL * 2 ** min(mailbox.failures - 1, 10), LONGEST_PAUSE)
    _end(mailbox, scope.now() + pause)
    mailbox.error, mailbox.error_details = error.code, dict(error.details)


def let_go(scope: Scope, claim: Claim) -> None:
    """Leave a mailbox to others: this process ends."""
    _end(hold(scope, claim), scope.now())


def postpone(scope: Scope, claim: Claim) -> None:
    """Leave a mailbox alone while its tenant has the plugin off."""
    _end(hold(scope, claim), scope.now() + WHILE_OFF)


def wake(scope: Scope) -> None:
    """Make the tenant's mailboxes due: the plugin is on again."""
    waiting = update(Mailbox).where(Mailbox.next_fetch_at > scope.now())
    scope.session.execute(waiting.values(next_fetch_at=scope.now()))


def let_fetch(platform: Platform, tenant_id: UUID | None) -> None:
    """Make all mailboxes due now that are fetched at all, or those of one tenant."""
    now: datetime = platform.clock()
    change = update(Mailbox).where(Mailbox.next_fetch_at > now)
    if tenant_id is not None:
        change = change.where(Mailbox.tenant_id == tenant_id)
    with platform.every_tenant() as session:
        session.execute(
            change.values(next_fetch_at=now).execution_options(synchronize_session=False)
        )


def _end(mailbox: Mailbox, next_at: datetime) -> None:
    mailbox.next_fetch_at = next_at
    mailbox.lease = mailbox.leased_until = None
