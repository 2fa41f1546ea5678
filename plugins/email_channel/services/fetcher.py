"""Fetching from all mailboxes of all tenants, by a handful of connections.

Those that wait the longest come first. A server that is slow, or a tenant with many mailboxes, has
a few of the places and no more, so that it delays nobody else. Some mailboxes keep a connection in
places of its own, on which their server tells of new messages at once (IDLE, RFC 2177).
"""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import DBAPIError

from plugins.email_channel.services.leases import claim_next, let_fetch
from plugins.email_channel.services.visiting import visit

if TYPE_CHECKING:
    from threading import Event
    from uuid import UUID

    from core.plugin.api.commands import Platform
    from plugins.email_channel.services.leases import Claim

log = structlog.get_logger(__name__)

PLACES = 8
PER_HOST = 4  # connections of this process to a server at a time
PER_TENANT = 2
STAYING = 4  # mailboxes of this process that hear of messages at once
PAUSE = 1.0  # seconds until it is looked again what is due
AFTER_ERROR = 5.0


class Places:
    """Who is where. It is safe to share between threads."""

    def __init__(self, places: int = PLACES, staying: int = STAYING) -> None:
        self._lock = threading.Condition()
        self._free, self._free_to_stay = places, staying
        self._hosts: Counter[str] = Counter()
        self._tenants: Counter[UUID] = Counter()
        self._stays: set[UUID] = set()

    def wait(self, seconds: float) -> bool:
        """Wait for a free place; ``False`` if there is none so soon."""
        with self._lock:
            return self._lock.wait_for(lambda: self._free > 0, seconds)

    def busy(self) -> tuple[list[str], list[UUID]]:
        """Return the servers and tenants that have as many places as they may."""
        with self._lock:
            hosts = [host for host, count in self._hosts.items() if count >= PER_HOST]
            tenants = [one for one, count in self._tenants.items() if count >= PER_TENANT]
            return hosts, tenants

    def enter(self, claim: Claim) -> None:
        with self._lock:
            self._free -= 1
            self._hosts[claim.host] += 1
            self._tenants[claim.tenant_id] += 1

    def stay(self, claim: Claim) -> bool:
        """Go over to the places of those who listen, if one is free."""
        with self._lock:
            if not self._free_to_stay:
                return False
            self._free_to_stay -= 1
            self._stays.add(claim.lease)
            self._leave(claim)
            return True

    def leave(self, claim: Claim) -> None:
        with self._lock:
            if claim.lease in self._stays:
                self._stays.discard(claim.lease)
                self._free_to_stay += 1
                self._lock.notify_all()
            else:
                self._leave(claim)

    def _leave(self, claim: Claim) -> None:
        self._free += 1
        self._hosts = +(self._hosts - Counter([claim.host]))
        self._tenants = +(self._tenants - Counter([claim.tenant_id]))
        self._lock.notify_all()


def run(platform: Platform, stop: Event) -> None:
    """Fetch from all mailboxes, again and again, until told to stop.

    Several processes may do it at once.
    """
    places = Places()
    with ThreadPoolExecutor(PLACES + STAYING, thread_name_prefix="mail") as pool:
        while not stop.is_set():
            claim = _next(platform, places, stop)
            if claim is None:
                stop.wait(PAUSE)
                continue
            places.enter(claim)
            pool.submit(_visit, platform, claim, stop, places)


def fetch_once(platform: Platform, stop: Event, tenant_id: UUID | None = None) -> int:
    """Fetch what is in each mailbox now, and return how many new messages were stored.

    :param tenant_id: only this tenant's
    """
    let_fetch(platform, tenant_id)
    stored = 0
    while not stop.is_set():
        claim = claim_next(platform, tenant_id=tenant_id)
        if claim is None:
            break
        stored += visit(platform, claim, stop)
    return stored


def _next(platform: Platform, places: Places, stop: Event) -> Claim | None:
    if not places.wait(PAUSE):
        return None
    hosts, tenants = places.busy()
    try:
        return claim_next(platform, busy_hosts=hosts, busy_tenants=tenants)
    except DBAPIError as error:
        log.warning("mailboxes_not_claimed", exc_info=error)
        stop.wait(AFTER_ERROR)
        return None


def _visit(platform: Platform, claim: Claim, stop: Event, places: Places) -> None:
    try:
        visit(platform, claim, stop, lambda: places.stay(claim))
    finally:
        places.leave(claim)
