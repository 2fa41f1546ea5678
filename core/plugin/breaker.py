"""The circuit breaker: disables a hook that keeps failing, per tenant and plugin."""

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
HANG_REST = 3600.0  # the same for what did not come back: a try may cost a request
TRIAL = 10.0  # seconds that others wait for the outcome of that try
BUDGET = 0.5  # seconds a synchronous hook may take without being counted as a failure

# Whose fault it is: tenant (if one is known), plugin, and a hook, a job or a field type.
BreakerKey = tuple[UUID | None, str, str]


@dataclass(slots=True)
class Fault:
    """What is known of a hook that fails.

    :param is_stored: the database knows it, and so do the other processes
    :param error: with file and line in the plugin, as far as they are known
    """

    count: int = 0
    open_until: float = 0.0
    is_open: bool = False
    is_stored: bool = False
    trace_id: str = ""
    error: str = ""


class CircuitBreaker:
    """Counts failures in a row; after :data:`FAILURES` of them the hook is disabled for a while.

    Then it is tried once. If that goes well all is forgotten, else it is disabled again.

    :param clock: seconds that only grow
    :ivar versions: plugin -> digest of its code; what other code did wrong counts no more
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._faults: dict[BreakerKey, Fault] = {}
        self._lock = threading.Lock()
        self._clock = clock
        self.versions: dict[str, str] = {}
        self.on_open: Callable[[BreakerKey, Fault], None] = lambda _key, _fault: None
        self.on_close: Callable[[BreakerKey], None] = lambda _key: None

    def allows(self, key: BreakerKey) -> bool:
        """Whether that hook may be called now. After its rest, one caller hears yes."""
        if not self._faults:
            return True
        fault = self._faults.get(key)
        if fault is None or not fault.is_open:
            return True
        with self._lock:
            now = self._clock()
            if now < fault.open_until:
                return False
            fault.open_until = now + TRIAL
            return True

    def rests_for(self, key: BreakerKey) -> float:
        """Return for how many seconds from now that hook is left alone."""
        fault = self._faults.get(key)
        return max(0.0, fault.open_until - self._clock()) if fault else 0.0

    def succeeded(self, key: BreakerKey) -> None:
        """Note a call that came back well: what was before is forgotten."""
        if self._faults:
            fault = self._faults.pop(key, None)
            if fault is not None and fault.is_open:
                self.on_close(key)

    def failed(self, key: BreakerKey, error: BaseException, *, rest: float = 0.0) -> None:
        """Note a failure, and disable the hook if it was one too many.

        :param rest: disable it now, for so many seconds
        """
        with self._lock:
            fault = self._faults.setdefault(key, Fault())
            fault.count += 1
            fault.trace_id = uuid4().hex[:12]
            fault.error = f"{describe_error(error)}{place_of(error)}"
            opens = rest > 0 or fault.is_open or fault.count >= FAILURES
            if opens:
                fault.is_open, fault.is_stored = True, False
                fault.open_until = self._clock() + (rest or REST)
        note_plugin_failure(*key[1:])
        about = {"plugin": key[1], "hook": key[2], "plugin_tenant": str(key[0])}
        about |= {"trace_id": fault.trace_id, "failures": str(fault.count)}
        log.error("plugin_disabled" if opens else "plugin_failed", exc_info=error, **about)
        if opens:
            self.on_open(key, fault)

    def adopt(self, tenant_id: UUID, document: Mapping[str, Any], now: datetime) -> None:
        """Take over what the database says of a tenant: another process may know more.

        :param document: as :mod:`core.plugin.breaker_store` stores it
        """
        known: dict[BreakerKey, Mapping[str, Any]] = {}
        for name, stored in document.items():
            plugin, _, hook = name.partition(".")
            if stored.get("version") == self.versions.get(plugin):
                known[tenant_id, plugin, hook] = stored
            else:
                self.on_close((tenant_id, plugin, hook))  # mended, or gone
        with self._lock:
            for key, stored in known.items():
                fault = self._faults.setdefault(key, Fault())
                if not fault.is_open:
                    rest = (datetime.fromisoformat(stored["until"]) - now).total_seconds()
                    fault.open_until = self._clock() + min(max(rest, 0.0), HANG_REST)
                    fault.is_open = True
                    fault.trace_id, fault.error = stored["trace_id"], stored["error"]
                fault.is_stored = True
            for key in [one for one in self._faults if one[0] == tenant_id]:
                if self._faults[key].is_stored and key not in known:
                    del self._faults[key]

    def faults(self, tenant_id: UUID) -> dict[BreakerKey, Fault]:
        """Return what fails for that tenant in this process."""
        return {key: fault for key, fault in self._faults.items() if key[0] == tenant_id}
