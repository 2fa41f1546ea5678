"""Storing which hooks are disabled, for admins and for the other processes.

A breaker that opens is stored as part of the tenant's configuration, so the rise of its version
tells every process. It is written by a thread, in a transaction of its own: the request in which it
happened may roll back, and on SQLite it may hold the lock.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog

from core.activity.services import record_activity
from core.errors import NotFoundError
from core.tenancy.services import read_document, save_document

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.breaker import BreakerKey, CircuitBreaker, Fault
    from core.scope import Scope

log = structlog.get_logger(__name__)

TRIES = 5
Change = Callable[["Scope", dict[str, Any]], None]


class BreakerStore:
    """Writes down what the breaker says.

    :param open_scope: opens a transaction for a tenant
    """

    def __init__(self, breaker: CircuitBreaker, open_scope: Callable[..., Any]) -> None:
        self._breaker = breaker
        self._open_scope = open_scope
        # Its thread starts with the first change, so a process may fork before.
        self._writer = ThreadPoolExecutor(1, "breaker-store")
        breaker.on_open, breaker.on_close = self._note, self._forget

    def settle(self) -> None:
        """Wait until all is written. For tests."""
        self._writer.submit(int).result()

    def _note(self, key: BreakerKey, fault: Fault) -> None:
        tenant_id, plugin, hook = key
        error, trace_id = fault.error, fault.trace_id
        rest = round(self._breaker.rests_for(key))
        version = self._breaker.versions.get(plugin)

        def change(scope: Scope, faults: dict[str, Any]) -> None:
            now = scope.now()
            known = faults.get(f"{plugin}.{hook}", {})
            faults[f"{plugin}.{hook}"] = {
                "error": error,
                "trace_id": trace_id,
                "since": known.get("since", now.isoformat()),
                "until": (now + timedelta(seconds=rest)).isoformat(),
                "version": version,
            }
            about: dict[str, Any] = {"error": error, "trace": trace_id}
            record_activity(scope, "plugin_put_aside", plugin=plugin, hook=hook, **about)

        self._put(tenant_id, change)

    def _forget(self, key: BreakerKey) -> None:
        tenant_id, plugin, hook = key
        self._put(tenant_id, lambda _scope, faults: faults.pop(f"{plugin}.{hook}", None))

    def _put(self, tenant_id: UUID | None, change: Change) -> None:
        if tenant_id is not None:
            with suppress(RuntimeError):  # the process is ending
                self._writer.submit(self._write, tenant_id, change)

    def _write(self, tenant_id: UUID, change: Change) -> None:
        for tries_left in reversed(range(TRIES)):
            try:
                with self._open_scope(tenant_id) as scope:
                    before = read_document(scope, "faults")
                    after = dict(before)
                    change(scope, after)
                    if after != before:
                        save_document(scope, "faults", after)
            except NotFoundError:
                return  # the tenant is gone
            except Exception as error:  # the next change may be luckier
                # Somebody else has the lock, or was the first to store anything here.
                if not tries_left:
                    log.warning("breaker_not_stored", exc_info=error)
            else:
                return
