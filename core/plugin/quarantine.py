"""Remembering which plugins' hooks are put aside: for the admin, and for the other processes.

A fuse that opens is stored as part of the tenant's configuration, so the rise of its version tells
every process. It is written by a thread, in a transaction of its own: the request in which it
happened may roll back, and on SQLite it may hold the lock.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from core.activity.services import record_activity
from core.errors import NotFoundError
from core.plugin.breaker import REST
from core.tenancy.models import Tenant, TenantDocument
from core.tenancy.services import read_document, save_document

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from core.plugin.breaker import Breaker, Fault, Fuse
    from core.scope import Scope

log = structlog.get_logger(__name__)

TRIES = 5
Change = Callable[["Scope", dict[str, Any]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultView:
    """A hook of a plugin that is left alone, as the admin sees it.

    :param trace_id: by which the full traceback is found in the log
    :param until: when it is tried again, once
    """

    plugin: str
    hook: str
    error: str
    trace_id: str
    since: datetime
    until: datetime


def list_faults(scope: Scope) -> list[FaultView]:
    """Return what is put aside for the tenant, the latest first."""
    scope.require("plugins:switch")
    faults = []
    for key, stored in read_document(scope, "faults").items():
        plugin, _, hook = key.partition(".")
        faults.append(
            FaultView(
                plugin=plugin,
                hook=hook,
                error=stored["error"],
                trace_id=stored["trace_id"],
                since=datetime.fromisoformat(stored["since"]),
                until=datetime.fromisoformat(stored["until"]),
            )
        )
    return sorted(faults, key=lambda fault: fault.since, reverse=True)


def clear_fault(scope: Scope, plugin: str, hook: str) -> None:
    """Let a hook be called again at once, in every process.

    :raises NotFoundError: it is not put aside
    """
    scope.require("plugins:switch")
    faults = read_document(scope, "faults")
    if faults.pop(f"{plugin}.{hook}", None) is None:
        raise NotFoundError(f"{plugin}.{hook}")
    save_document(scope, "faults", faults)
    record_activity(scope, "plugin_fault_cleared", plugin=plugin, hook=hook)


def forget_faults(session: Session) -> None:
    """End every quarantine, of all tenants: in development the code has changed since.

    :param session: bound to every tenant
    """
    kept = select(TenantDocument.tenant_id).where(TenantDocument.kind == "faults")
    owners = list(session.scalars(kept))
    if owners:
        session.execute(delete(TenantDocument).where(TenantDocument.kind == "faults"))
        session.execute(
            update(Tenant)
            .where(Tenant.id.in_(owners))
            .values(version=Tenant.version + 1)
            .execution_options(synchronize_session=False)
        )


class Quarantine:
    """Writes down what the breaker says.

    :param open_scope: opens a transaction for a tenant
    """

    def __init__(self, breaker: Breaker, open_scope: Callable[..., Any]) -> None:
        self._open_scope = open_scope
        self._changes: queue.Queue[tuple[UUID, Change]] = queue.Queue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        breaker.on_trip, breaker.on_mend = self._note, self._forget
        os.register_at_fork(after_in_child=self._after_fork)

    def settle(self) -> None:
        """Wait until all is written. For tests."""
        self._changes.join()

    def _note(self, fuse: Fuse, fault: Fault) -> None:
        tenant_id, plugin, hook = fuse
        error, trace_id = fault.error, fault.trace_id

        def change(scope: Scope, faults: dict[str, Any]) -> None:
            now = scope.now()
            known = faults.get(f"{plugin}.{hook}", {})
            faults[f"{plugin}.{hook}"] = {
                "error": error,
                "trace_id": trace_id,
                "since": known.get("since", now.isoformat()),
                "until": (now + timedelta(seconds=REST)).isoformat(),
            }
            record_activity(
                scope,
                "plugin_put_aside",
                plugin=plugin,
                hook=hook,
                error=error,
                trace=trace_id,
            )

        self._put(tenant_id, change)

    def _forget(self, fuse: Fuse) -> None:
        tenant_id, plugin, hook = fuse
        self._put(tenant_id, lambda _scope, faults: faults.pop(f"{plugin}.{hook}", None))

    def _put(self, tenant_id: UUID, change: Change) -> None:
        self._changes.put((tenant_id, change))
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="quarantine", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            tenant_id, change = self._changes.get()
            try:
                self._write(tenant_id, change)
            except Exception as error:  # the next one may be luckier, so the thread stays
                log.warning("quarantine_not_stored", exc_info=error)
            finally:
                self._changes.task_done()

    def _write(self, tenant_id: UUID, change: Change) -> None:
        for last in (*[False] * (TRIES - 1), True):
            try:
                with self._open_scope(tenant_id) as scope:
                    before = read_document(scope, "faults")
                    after = dict(before)
                    change(scope, after)
                    if after != before:
                        save_document(scope, "faults", after)
            except NotFoundError:
                return  # the tenant is gone
            except SQLAlchemyError:
                # Somebody else has the lock, or was the first to store anything here.
                if last:
                    raise
            else:
                return

    def _after_fork(self) -> None:
        self._lock = threading.Lock()
        self._thread = None
