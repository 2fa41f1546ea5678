"""The circuit breaker: a plugin that keeps failing is left alone, for one tenant and one hook."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import structlog

from core.log import describe_error, place_of
from core.metrics.recording import note_plugin_failure

log = structlog.get_logger(__name__)

FAILURES = 5  # in a row
REST = 300.0  # seconds until one more try
TRIAL = 10.0  # seconds that others wait for the outcome of that try
BUDGET = 0.5  # seconds a synchronous hook may take without being counted as a failure

Fuse = tuple[UUID, str, str]


@dataclass(slots=True)
class Fault:
    """What is known of one tenant, plugin and hook that fails.

    :param is_stored: the database knows it, and so do the other processes
    :param place: file and line in the plugin, as far as this process has seen it
    """

    count: int = 0
    open_until: float = 0.0
    is_tripped: bool = False
    is_stored: bool = False
    trace_id: str = ""
    error: str = ""
    place: str = ""


class Breaker:
    """Counts failures in a row; after :data:`FAILURES` of them the hook rests for :data:`REST`.

    Then it is tried once. If that goes well all is forgotten, else it rests again.

    :param clock: seconds that only grow
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._faults: dict[Fuse, Fault] = {}
        self._lock = threading.Lock()
        self._clock = clock
        # Not while code changes: the process before this one knows only how it was.
        self.adopts = True
        self.on_trip: Callable[[Fuse, Fault], None] | None = None
        self.on_mend: Callable[[Fuse], None] | None = None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing at all fails."""
        return not self._faults

    def allows(self, fuse: Fuse) -> bool:
        """Whether that hook may be called now. After its rest, one caller hears yes."""
        if not self._faults:
            return True
        fault = self._faults.get(fuse)
        if fault is None or not fault.is_tripped:
            return True
        with self._lock:
            now = self._clock()
            if now < fault.open_until:
                return False
            fault.open_until = now + TRIAL
            return True

    def rests_for(self, fuse: Fuse) -> float:
        """Return for how many seconds from now that hook is left alone."""
        fault = self._faults.get(fuse)
        return max(0.0, fault.open_until - self._clock()) if fault else 0.0

    def succeeded(self, fuse: Fuse, seconds: float = 0.0) -> None:
        """Note a call that came back, after so many seconds; a slow one counts as a failure."""
        if seconds > BUDGET:
            self.failed(fuse, TimeoutError(f"took {seconds:.2f} s, {BUDGET} s are allowed"))
        elif self._faults:
            fault = self._faults.pop(fuse, None)
            if fault is not None and fault.is_tripped and self.on_mend is not None:
                self.on_mend(fuse)

    def failed(self, fuse: Fuse, error: BaseException, *, at_once: bool = False) -> None:
        """Note a failure, and open the fuse if it was one too many.

        :param at_once: open it now (it hung, or spoilt the transaction)
        """
        with self._lock:
            fault = self._faults.setdefault(fuse, Fault())
            fault.count += 1
            fault.trace_id = uuid4().hex[:12]
            fault.error, fault.place = describe_error(error), place_of(error)
            trips = at_once or fault.is_tripped or fault.count >= FAILURES
            if trips:
                fault.is_tripped, fault.is_stored = True, False
                fault.open_until = self._clock() + REST
        tenant_id, plugin, hook = fuse
        note_plugin_failure(plugin, hook)
        log.error(
            "plugin_quarantined" if trips else "plugin_failed",
            plugin=plugin,
            hook=hook,
            plugin_tenant=str(tenant_id),
            trace_id=fault.trace_id,
            failures=fault.count,
            exc_info=error,
        )
        if trips and self.on_trip is not None:
            self.on_trip(fuse, fault)

    def adopt(self, tenant_id: UUID, document: Mapping[str, Any], now: datetime) -> None:
        """Take over what the database says of a tenant: another process may know more.

        :param document: as :mod:`core.plugin.quarantine` stores it
        """
        known = {(tenant_id, *key.partition(".")[::2]): fault for key, fault in document.items()}
        with self._lock:
            for fuse, stored in known.items():
                if not self.adopts and fuse not in self._faults:
                    continue
                fault = self._faults.setdefault(fuse, Fault())
                if not fault.is_tripped:
                    rest = (datetime.fromisoformat(stored["until"]) - now).total_seconds()
                    fault.open_until = self._clock() + min(max(rest, 0.0), REST)
                    fault.is_tripped = True
                    fault.trace_id, fault.error = stored["trace_id"], stored["error"]
                fault.is_stored = True
            for fuse in [one for one in self._faults if one[0] == tenant_id]:
                if self._faults[fuse].is_stored and fuse not in known:
                    del self._faults[fuse]

    def faults(self, tenant_id: UUID) -> dict[Fuse, Fault]:
        """Return what fails for that tenant in this process."""
        return {fuse: fault for fuse, fault in self._faults.items() if fuse[0] == tenant_id}
