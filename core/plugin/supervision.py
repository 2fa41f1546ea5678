"""Calling one plugin's function so that whatever it does stays its own affair.

It may raise anything, not come back, answer anything, and do anything to the session. The caller
gets an answer of the promised kind or :data:`FAILED`; the breaker hears of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from core.db.guard import TENANT
from core.errors import Refused, SpoiledError, VentanillaError
from core.log import describe_error
from core.plugin.answers import read_nothing
from core.plugin.breaker import BUDGET, Breaker, Fuse
from core.plugin.watch import (
    GRACE,
    LOOK,
    LeftBehindError,
    OverdueError,
    SideLane,
    Watchdog,
    is_in_database,
)

if TYPE_CHECKING:
    import pluggy

    from core.plugin.fence import FencedCall
    from core.scope import Scope

FAILED: Final[Any] = object()
PROBATION = 20  # calls that must come back before a function runs in its caller's thread

PATIENCE = 2 * LOOK + GRACE  # seconds over the limit in which a cut-off must have worked

WATCHDOG = Watchdog()
SIDE_LANE = SideLane()


class RestingError(VentanillaError):
    """An event's hook failed too often and is left alone for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the hook failed too often and rests for {seconds:.0f} s")
        self.seconds = seconds


class PluginFailedError(VentanillaError):
    """A plugin's event hook ended in a way that no job can be left to."""


class Implementation:
    """One plugin's function for one hook, and the parameters it asked for."""

    __slots__ = ("function", "hook", "plugin", "to_prove", "wants")

    def __init__(self, plugin: str, hook: str, impl: pluggy.HookImpl) -> None:
        self.plugin = plugin
        self.hook = hook
        self.function = impl.function
        self.wants = tuple(impl.argnames)
        self.to_prove = PROBATION

    def call(self, given: Mapping[str, Any]) -> Any:
        return self.function(*[given[name] for name in self.wants])


class Supervisor:
    """Calls the functions of this process's plugins, and knows which have proven themselves."""

    def __init__(self, breaker: Breaker) -> None:
        self.breaker = breaker
        self._implementations: dict[Any, Implementation] = {}

    def implementation(self, hook: str, impl: pluggy.HookImpl) -> Implementation:
        """Return the function as we know it: the same for every set of enabled plugins."""
        found = self._implementations.get(impl)
        if found is None:
            found = Implementation(impl.plugin_name, hook, impl)
            found = self._implementations.setdefault(impl, found)
        return found

    def gather(
        self,
        implementations: tuple[Implementation, ...],
        call: FencedCall,
        given: Mapping[str, Any],
        read: Callable[[str, Any], list[Any]],
    ) -> list[Any]:
        """Return what ``read`` makes of all answers, joined; a plugin that fails adds nothing."""
        joined: list[Any] = []
        if self.breaker.is_quiet and WATCHDOG.running_here() is None:
            for impl in implementations:
                if impl.to_prove:
                    break
            else:
                self._gather_proven(implementations, call, given, read, joined)
                return joined
        for impl in implementations:
            part = self.call(impl, call, given, read)
            if part is not FAILED:
                joined += part
        return joined

    def _gather_proven(
        self,
        implementations: tuple[Implementation, ...],
        call: FencedCall,
        given: Mapping[str, Any],
        read: Callable[[str, Any], list[Any]],
        joined: list[Any],
    ) -> None:
        """Do the same for functions that have proven themselves: menus are drawn on every page."""
        tenant_id, info = call.tenant_id, call.session.info
        call.on_cut = self._note_cut
        call.enter()
        try:
            WATCHDOG.begin(call)
            for impl in implementations:
                call.fuse = (tenant_id, impl.plugin, impl.hook)
                call.started = started = perf_counter()
                part: list[Any] = []
                error: BaseException | None = None
                try:
                    part = read(impl.plugin, impl.function(*[given[name] for name in impl.wants]))
                except BaseException as raised:  # noqa: BLE001  # the fence
                    error = raised
                if error is not None or call.needs_settling or info.get(TENANT) != tenant_id:
                    WATCHDOG.pause(call)
                    error = self._settle(impl, call, error)
                elif perf_counter() - started > BUDGET:
                    self.breaker.succeeded(call.fuse, perf_counter() - started)
                if error is None:
                    joined += part
        except OverdueError as late:  # it struck between the lines
            WATCHDOG.pause(call)
            self._settle(impl, call, late)
        finally:
            WATCHDOG.end(call)
            call.leave()

    def _settle(
        self, impl: Implementation, call: FencedCall, error: BaseException | None
    ) -> BaseException | None:
        """End one plugin's part of a call of several."""
        try:
            error = finish(call, error)
        except SpoiledError as spoilt:
            self.breaker.failed(call.fuse, spoilt, at_once=True)
            raise
        if error is not None:
            self._failed(impl, call.fuse, error)
        call.root = call.around = None
        call.fired = 0.0
        return error

    def call(
        self,
        impl: Implementation,
        call: FencedCall,
        given: Mapping[str, Any],
        read: Callable[[str, Any], Any],
        read_refusal: Callable[[Scope, Refused], Refused] | None = None,
    ) -> Any:
        """Return what ``read`` makes of the answer, the refusal where one is allowed, or FAILED.

        :param read: checks the answer; its errors are the plugin's
        :param read_refusal: given where refusing is allowed
        :raises SpoiledError: the transaction is lost, and is to be done again without this hook
        """
        fuse: Fuse = (call.tenant_id, impl.plugin, impl.hook)
        if not self.breaker.allows(fuse):
            return FAILED

        def work() -> Any:
            try:
                return read(impl.plugin, impl.call(given))
            except Refused as refusal:
                if read_refusal is None:
                    raise
                raise _Objection(read_refusal(given["scope"], refusal)) from None

        started = perf_counter()
        answer, error = self._run(impl, call, work, fuse)
        if error is None or type(error) is _Objection:
            self.breaker.succeeded(fuse, perf_counter() - started)
            return answer if error is None else error.refused
        self._failed(impl, fuse, error)
        return FAILED

    def deliver(
        self,
        impl: Implementation,
        call: FencedCall,
        given: Mapping[str, Any],
        expected: tuple[type[Exception], ...],
    ) -> None:
        """Call an event's function, which has a transaction and a job of its own.

        :param expected: what it may raise without that being a failure
        :raises RestingError: it failed too often; not called
        """
        fuse: Fuse = (call.tenant_id, impl.plugin, impl.hook)
        if not self.breaker.allows(fuse):
            raise RestingError(self.breaker.rests_for(fuse))

        def work() -> None:
            read_nothing(impl.call(given))

        # Nobody waits for a job, so every call may take the way that a hang can't block.
        _answer, error = self._run(impl, call, work, fuse, aside=True)
        if error is None or isinstance(error, expected):
            self.breaker.succeeded(fuse)
        else:
            self._failed(impl, fuse, error)
        if isinstance(error, Exception):
            raise error
        if error is not None:
            raise PluginFailedError(
                f"{impl.plugin}.{impl.hook}: {describe_error(error)}"
            ) from error

    def _run(
        self,
        impl: Implementation,
        call: FencedCall,
        work: Callable[[], Any],
        fuse: Fuse,
        *,
        aside: bool = False,
    ) -> tuple[Any, BaseException | None]:
        outer = running = WATCHDOG.running_here()
        while running is not None:
            if running.fuse == fuse:
                return None, RecursionError("the hook leads to itself")
            running = running.outer_call
        call = call.renewed()
        call.fuse, call.on_cut = fuse, self._note_cut
        call.enter()
        try:
            # Within a hook we are where a hang is seen to already.
            if (aside or impl.to_prove > 0) and outer is None:
                ended = self._run_aside(call, work)
            else:
                ended = perform(call, work)
        except SpoiledError as error:
            self.breaker.failed(fuse, error, at_once=True)
            raise
        finally:
            call.leave()
        if ended[1] is None:
            impl.to_prove -= impl.to_prove > 0
        return ended

    def _run_aside(
        self, call: FencedCall, work: Callable[[], Any]
    ) -> tuple[Any, BaseException | None]:
        ticket = SIDE_LANE.start(lambda: perform(call, work))
        if ticket is None:
            return None, LeftBehindError("too many plugins' functions have not come back")
        if not ticket.wait(call.limit + PATIENCE) and WATCHDOG.leave_behind(call):
            error = LeftBehindError(f"did not come back within {call.limit} s")
            if call.has_touched and is_in_database(call.thread):
                raise SpoiledError(call.name) from error
            call.abandon()
            return None, error
        ended: tuple[Any, BaseException | None] = ticket.result()
        return ended

    def _note_cut(self, fuse: Fuse, limit: float) -> None:
        """Hear from the watchdog that a call is over its time, and may be for long."""
        _tenant, plugin, hook = fuse
        for impl in list(self._implementations.values()):
            if (impl.plugin, impl.hook) == (plugin, hook):
                impl.to_prove = PROBATION
        error = TimeoutError(f"took more than {limit} s, and may still be at it")
        self.breaker.failed(fuse, error, at_once=True)

    def _failed(self, impl: Implementation, fuse: Fuse, error: BaseException) -> None:
        hung = isinstance(error, LeftBehindError | OverdueError)
        if hung:
            impl.to_prove = PROBATION
        self.breaker.failed(fuse, error, at_once=hung)


class _Objection(Exception):  # a refusal on its way to the caller
    def __init__(self, refused: Refused) -> None:
        super().__init__()
        self.refused = refused


def perform(call: FencedCall, work: Callable[[], Any]) -> tuple[Any, BaseException | None]:
    """Do the work in this thread, watched; return its answer, or its error with all undone.

    :raises SpoiledError: what it did can't be undone
    :raises LeftBehindError: the caller has stopped waiting
    """
    answer: Any = None
    error: BaseException | None = None
    is_ours = False
    try:
        WATCHDOG.begin(call)
        try:
            answer = work()
            call.flush()
        except BaseException as raised:  # noqa: BLE001  # a plugin may raise anything: this is the fence
            error = raised
        is_ours = WATCHDOG.end(call)
    except OverdueError as late:  # it struck between the lines
        error = late
        is_ours = WATCHDOG.end(call) or is_ours
    if not is_ours:
        raise LeftBehindError
    error = finish(call, error)
    return answer, error


def finish(call: FencedCall, error: BaseException | None) -> BaseException | None:
    """Keep or take back what the plugin did, and return what was wrong.

    :raises SpoiledError: what it did can't be undone
    """
    if error is None and not call.fired:
        return call.settle()
    call.undo()
    if isinstance(error, KeyboardInterrupt) and _is_main():
        raise error  # the person at the keyboard, not the plugin
    if isinstance(error, OverdueError) and not call.fired and call.outer_call is not None:
        raise error  # it was meant for the hook around this one
    if call.fired and not isinstance(error, OverdueError):
        overdue = OverdueError(f"cut off after {call.limit} s")
        overdue.__cause__ = error
        return overdue
    return error


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()
