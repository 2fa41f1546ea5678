"""The hooks that the circuit breaker has disabled for a tenant, as its admin sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.activity.services import record_activity
from core.errors import NotFoundError
from core.tenancy.services import read_document, save_document

if TYPE_CHECKING:
    from core.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultView:
    """A hook of a plugin that is disabled, as the admin sees it.

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
    """Return what is disabled for the tenant, the latest first."""
    scope.require("plugins:switch")
    faults = [
        FaultView(
            plugin=key.partition(".")[0],
            hook=key.partition(".")[2],
            error=stored["error"],
            trace_id=stored["trace_id"],
            since=datetime.fromisoformat(stored["since"]),
            until=datetime.fromisoformat(stored["until"]),
        )
        for key, stored in read_document(scope, "faults").items()
    ]
    return sorted(faults, key=lambda fault: fault.since, reverse=True)


def clear_fault(scope: Scope, plugin: str, hook: str) -> None:
    """Let a hook be called again at once, in every process.

    :raises NotFoundError: it is not disabled
    """
    scope.require("plugins:switch")
    faults = read_document(scope, "faults")
    if faults.pop(f"{plugin}.{hook}", None) is None:
        raise NotFoundError(f"{plugin}.{hook}")
    save_document(scope, "faults", faults)
    record_activity(scope, "plugin_fault_cleared", plugin=plugin, hook=hook)
