"""Time limits for plugins' functions.

Two means. The *watchdog* is a thread that looks a few times a second at what is running; what is
over its limit gets :class:`OverdueError` raised inside it, and its SQL statement cancelled. That
ends any Python code, but not a call into C that waits (``sleep``, a socket). For those there is the
*side lane*: the function runs in a thread that is left behind when it does not come back. Changing
threads costs too much to do it for ever, so it is done until a function has proven itself.
"""

from __future__ import annotations

import contextvars
import ctypes
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from queue import SimpleQueue
from threading import get_ident
from time import perf_counter
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog

if TYPE_CHECKING:
    from core.plugin.breaker import Fuse

log = structlog.get_logger(__name__)

LIMIT = 3.0  # seconds that a hook may take while somebody waits
EVENT_LIMIT = 30.0  # seconds that an event's hook may take, in its job
LOOK = 0.25  # seconds between the watchdog's looks
GRACE = 0.25  # seconds that a function has to end after it was cut off
AGAIN = 1.0  # seconds until one that went on all the same is cut off again
MOST_THREADS = 64
FRAMES = 6  # of the place where a function was when it was cut off


class OverdueError(BaseException):
    """Raised inside a plugin's function that is over its time; no ``except Exception`` stops it."""


class LeftBehindError(Exception):
    """A plugin's function did not come back, even when told to; its thread was left behind."""


class TimedCall:
    """One call of somebody else's code, as the watchdog sees it.

    :param limit: seconds that it may take
    """

    started = 0.0
    fired = 0.0
    thread = 0
    fuse: Fuse = (UUID(int=0), "", "")
    outer_call: TimedCall | None = None
    on_cut: Callable[[Fuse, float], None] | None = None

    def __init__(self, limit: float) -> None:
        self.limit = limit

    def is_overdue(self, now: float) -> bool:
        return self.started > 0 and now - self.started > self.limit

    def cancel_statement(self) -> bool:
        """End what the database does for the call; false if we know of nothing."""
        return False


class Watchdog:
    """Cuts off calls that are over their limit."""

    def __init__(self) -> None:
        self._running: dict[int, TimedCall] = {}
        self._left: dict[int, TimedCall] = {}  # nobody waits for these, and yet they must end
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        os.register_at_fork(after_in_child=self._after_fork)

    def begin(self, call: TimedCall) -> None:
        """Watch a call of this thread, until :meth:`end`."""
        thread = get_ident()
        call.thread = thread
        call.fired = 0.0
        call.outer_call = self._running.get(thread)
        call.started = perf_counter()
        self._running[thread] = call
        if self._thread is None:
            self._start()

    def end(self, call: TimedCall) -> bool:
        """Watch it no more: after this nothing strikes that was meant for it.

        :returns: whether the call is still ours to finish; not so if it was left behind
        """
        ended = False
        while True:
            try:
                with self._lock:
                    if self._running.get(get_ident()) is call:
                        self._forget(call)
                        ended = True
                    is_left = self._left.get(get_ident()) is call
                    if is_left:
                        del self._left[get_ident()]
                    if call.fired or is_left:
                        _raise_in(get_ident(), None)  # it may not have struck yet
            except OverdueError:
                continue  # it struck while we were at it
            return ended

    def pause(self, call: TimedCall) -> None:
        """Let time not count until ``started`` is set again."""
        while True:
            try:
                with self._lock:
                    call.started = 0.0
                    if call.fired:
                        _raise_in(get_ident(), None)
            except OverdueError:
                continue  # it struck while we were at it
            return

    def running_here(self) -> TimedCall | None:
        """Return the call that this thread is in, if any."""
        return self._running.get(get_ident())

    def leave_behind(self, call: TimedCall) -> bool:
        """Take a call away from its thread; false if that thread has just ended it."""
        with self._lock:
            running = self._running.get(call.thread)
            while running is not None and running is not call:
                running = running.outer_call
            if running is None:
                return False
            self._running.pop(call.thread)
            self._left[call.thread] = call
            call.started = 0.0
            return True

    def _forget(self, call: TimedCall) -> None:
        if call.outer_call is None:
            self._running.pop(call.thread, None)
        else:
            self._running[call.thread] = call.outer_call
        call.started = 0.0

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._watch, name="hook-watchdog", daemon=True
                )
                self._thread.start()

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK)
            now = perf_counter()
            self._hunt_on(now)
            for thread, call in list(self._running.items()):
                late = _latest_overdue(call, now)
                if late is None:
                    continue
                try:
                    self._cut_off(thread, call, late, now)
                except Exception as error:  # the watchdog stays
                    log.warning("not_cut_off", exc_info=error)

    def _hunt_on(self, now: float) -> None:
        """Cut off again what was left behind: a destructor may have swallowed the first time."""
        with self._lock:
            for thread, call in self._left.items():
                if now - call.fired > AGAIN:
                    call.fired = now
                    _raise_in(thread, OverdueError)

    def _cut_off(self, thread: int, call: TimedCall, late: TimedCall, now: float) -> None:
        with self._lock:
            # It may have ended, or begun something else, while we were looking.
            if self._running.get(thread) is call and late.is_overdue(now):
                # Once it is cut off it goes on to the next plugin: whose turn was it?
                fuse, is_first = late.fuse, not late.fired
                where = _place_of(thread) if is_first else ""
                late.fired = now
                # An exception in the middle of a statement would cost the connection.
                if not (late.cancel_statement() and is_first):
                    _raise_in(thread, OverdueError)
            else:
                return
        if is_first and late.on_cut is not None:
            # It may be in C and not hear of it for long: let nobody else follow it there.
            log.error("plugin_overdue", plugin=fuse[1], hook=fuse[2], where=where)
            late.on_cut(fuse, late.limit)

    def _after_fork(self) -> None:
        self._running.clear()
        self._left.clear()
        self._lock = threading.Lock()
        self._thread = None


def _place_of(thread: int) -> str:
    frame = sys._current_frames().get(thread)  # noqa: SLF001  # there is no other way
    return "".join(traceback.format_stack(frame)[-FRAMES:]) if frame is not None else ""


def _latest_overdue(call: TimedCall | None, now: float) -> TimedCall | None:
    """Return the outermost call that is over its limit: a hook may lead to other hooks."""
    late = None
    while call is not None:
        if call.is_overdue(now) and now - call.fired > AGAIN:
            late = call
        call = call.outer_call
    return late


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    given = ctypes.py_object(error) if error is not None else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), given)


def is_in_database(thread: int) -> bool:
    """Whether a thread is somewhere inside a statement at this moment."""
    frame = sys._current_frames().get(thread)  # noqa: SLF001  # there is no other way
    while frame is not None:
        if frame.f_globals.get("__name__", "").startswith(("sqlalchemy.", "psycopg")):
            return True
        frame = frame.f_back
    return False


class Ticket:
    """One function on its way through another thread."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._context = contextvars.copy_context()
        self._done = threading.Event()
        self._answer: Any = None
        self._error: BaseException | None = None

    def wait(self, seconds: float) -> bool:
        """Wait for the function to end; false if it did not."""
        return self._done.wait(seconds)

    def result(self) -> Any:
        """Return what the function returned, or raise what it raised."""
        self._done.wait()
        if self._error is not None:
            raise self._error
        return self._answer

    def redeem(self) -> None:
        try:
            self._answer = self._context.run(self._work)
        except BaseException as error:  # noqa: BLE001  # it is raised again where it belongs
            self._error = error
        _raise_in(get_ident(), None)  # a cut-off that comes too late

    def close(self) -> None:
        self._done.set()


class SideLane:
    """Threads in which functions run that might not come back."""

    def __init__(self) -> None:
        self._begin_anew()
        os.register_at_fork(after_in_child=self._begin_anew)

    def _begin_anew(self) -> None:
        self._tickets: SimpleQueue[Ticket] = SimpleQueue()
        self._lock = threading.Lock()
        self._threads = 0
        self._idle = 0

    def start(self, work: Callable[[], Any]) -> Ticket | None:
        """Start a function in another thread; None if too many have not come back."""
        with self._lock:
            if self._idle > 0:
                self._idle -= 1
            elif self._threads < MOST_THREADS:
                self._threads += 1
                threading.Thread(target=self._serve, name="hook-side-lane", daemon=True).start()
            else:
                return None
        ticket = Ticket(work)
        self._tickets.put(ticket)
        return ticket

    def _serve(self) -> None:
        while True:
            ticket = self._tickets.get()
            ticket.redeem()
            with self._lock:
                self._idle += 1
            ticket.close()
            del ticket
