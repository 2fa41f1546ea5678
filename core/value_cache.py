"""What a process remembers for a tenant for a while: answers that are slow to find or to fetch."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

T = TypeVar("T")

MOST_PER_TENANT = 200
MOST_TENANTS = 1000


@dataclass(frozen=True, slots=True)
class _Entry:
    value: Any
    made_at: datetime
    ttl: timedelta

    def is_fresh(self, now: datetime) -> bool:
        # A clock that was put back keeps nothing longer.
        return self.made_at <= now < self.made_at + self.ttl


@dataclass(slots=True)
class _TenantValues:
    """The values of one version of a tenant's configuration, the least used first."""

    version: int
    entries: OrderedDict[str, _Entry] = field(default_factory=OrderedDict)


class ValueCache:
    """Values by tenant and key, in the memory of this process.

    They are gone with the next version of the tenant's configuration, so with each change of
    settings and each switch of a plugin. A tenant has so many at most, and so many tenants have
    any; the least used are dropped first, and no tenant drops another one's by having many.
    """

    def __init__(
        self, most_per_tenant: int = MOST_PER_TENANT, most_tenants: int = MOST_TENANTS
    ) -> None:
        self._most_per_tenant = most_per_tenant
        self._most_tenants = most_tenants
        self._tenants: OrderedDict[UUID, _TenantValues] = OrderedDict()
        self._lock = threading.Lock()

    def get(
        self,
        tenant: tuple[UUID, int],
        key: str,
        now: datetime,
        ttl: timedelta,
        make: Callable[[], T],
    ) -> T:
        """Return the value that is remembered, or the one that ``make`` returns now.

        :param tenant: its id, and the version of its configuration
        """
        found = self._find(tenant, key, now)
        if found is not None:
            value: T = found.value
            return value
        made = make()  # unlocked: two threads may both make it, and the later one stays
        self._store(tenant, key, _Entry(made, now, ttl))
        return made

    def _find(self, tenant: tuple[UUID, int], key: str, now: datetime) -> _Entry | None:
        tenant_id, version = tenant
        with self._lock:
            values = self._tenants.get(tenant_id)
            if values is None or values.version != version:
                return None
            entry = values.entries.get(key)
            if entry is None or not entry.is_fresh(now):
                return None
            self._tenants.move_to_end(tenant_id)
            values.entries.move_to_end(key)
            return entry

    def _store(self, tenant: tuple[UUID, int], key: str, entry: _Entry) -> None:
        tenant_id, version = tenant
        with self._lock:
            values = self._tenants.get(tenant_id)
            if values is not None and values.version > version:
                return  # made of a configuration that has been replaced meanwhile
            if values is None or values.version < version:
                values = self._tenants[tenant_id] = _TenantValues(version)
            self._tenants.move_to_end(tenant_id)
            values.entries[key] = entry
            values.entries.move_to_end(key)
            if len(values.entries) > self._most_per_tenant:
                values.entries.popitem(last=False)
            if len(self._tenants) > self._most_tenants:
                self._tenants.popitem(last=False)
