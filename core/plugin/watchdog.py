"""Time limits for plugins' code: hooks, jobs and field types.

Nobody can end a thread from outside, so the watchdog only looks. For what is over its limit it
opens the circuit breaker, so that nobody follows, and takes back what it does in the database, so
that nobody waits for its locks. What does not come back all the same costs the request that asked,
and the process is replaced.
"""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from math import inf
from threading import get_ident
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple, Self

import structlog

from core.plugin.breaker import HANG_REST, REST

if TYPE_CHECKING:
    from core.plugin.breaker import BreakerKey, CircuitBreaker

log = structlog.get_logger(__name__)

LIMIT = 3.0  # seconds that a hook, or a function of a field type, may take
EVENT_LIMIT = 30.0  # that an event's hook may take, in its job
JOB_LIMIT = 600.0  # that a plugin's job may take
GRACE = 5.0  # seconds over its limit after which a call is not expected back
LOOK = 0.25  # seconds between looks
FRAMES = 6  # of the place where a call is when it is over its limit
NOBODY: BreakerKey = (None, "", "")


class Turn(NamedTuple):
    """One function's turn within a call.

    :ivar since: as :func:`time.perf_counter` counts
    :ivar end: taken by whoever ends the turn first: the thread, that comes back in time, or the
        watchdog
    """

    key: BreakerKey
    since: float
    end: threading.Lock


class WatchedCall:
    """A call of somebody else's code in this thread, watched within ``with``.

    One that comes back in time closes its circuit breaker.

    :param limit: seconds that it may take
    :ivar turn: whose turn it is
    :ivar overdue: the turn that the watchdog has ended
    :ivar given_up: the turn that is not expected back
    """

    overdue: Turn | None = None
    given_up: Turn | None = None
    outer_call: WatchedCall | None = None
    thread = 0

    def __init__(self, breaker: CircuitBreaker, limit: float, key: BreakerKey = NOBODY) -> None:
        self.breaker = breaker
        self.limit = limit
        since = inf if key is NOBODY else perf_counter()
        self.turn = Turn(key, since, threading.Lock())

    def __enter__(self) -> Self:
        WATCHDOG.begin(self)
        return self

    def __exit__(self, *_error: object) -> None:
        WATCHDOG.end(self)
        if self.turn.end.acquire(blocking=False):
            self.breaker.succeeded(self.turn.key)

    def chain(self) -> Iterator[WatchedCall]:
        """Yield this call and those that led to it: a hook may lead to other hooks."""
        call: WatchedCall | None = self
        while call is not None:
            yield call
            call = call.outer_call

    def take_back(self) -> None:
        """End what the call does in the database, if that is known."""


class Watchdog:
    """A thread that looks at what runs.

    :ivar on_hang: called when a call is not expected back; the thread that it is in is lost
    """

    def __init__(self) -> None:
        self.on_hang: Callable[[], None] = lambda: None
        self._running: dict[int, WatchedCall] = {}
        self._thread: threading.Thread | None = None

    def begin(self, call: WatchedCall) -> None:
        """Watch a call of this thread, until :meth:`end`."""
        call.thread = get_ident()
        call.outer_call = self._running.get(call.thread)
        self._running[call.thread] = call
        if self._thread is None or not self._thread.is_alive():  # as in a fork
            self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
            self._thread.start()

    def end(self, call: WatchedCall) -> None:
        """Watch it no more."""
        if call.outer_call is None:
            del self._running[call.thread]
        else:
            self._running[call.thread] = call.outer_call

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK)
            for call in list(self._running.values()):
                try:
                    self._look_at(call)
                except Exception as error:  # the watchdog stays
                    log.warning("watchdog_failed", exc_info=error)

    def _look_at(self, innermost: WatchedCall) -> None:
        now = perf_counter()
        for call in innermost.chain():
            turn = call.turn
            key, over = turn.key, now - turn.since - call.limit
            if over <= 0:
                continue
            if turn.end.acquire(blocking=False):
                call.overdue = turn
                stack = traceback.format_stack(sys._current_frames().get(call.thread))  # noqa: SLF001  # there is no other way
                where = "".join(stack[-FRAMES:])
                log.error("plugin_overdue", plugin=key[1], hook=key[2], where=where)
                error = TimeoutError(f"it did not come back within {call.limit:g} s")
                call.breaker.failed(key, error, rest=REST)
                call.take_back()
            elif over > GRACE and call.overdue is turn and call.given_up is not turn:
                call.given_up = turn
                error = TimeoutError("it does not come back; the process is replaced")
                call.breaker.failed(key, error, rest=HANG_REST)
                log.error("plugin_hangs", plugin=key[1], hook=key[2])
                self.on_hang()
            return


WATCHDOG = Watchdog()
