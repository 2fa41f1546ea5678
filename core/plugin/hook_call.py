"""Calling a plugin's function so that its errors stay its own.

It may raise anything, answer anything, and do anything to the session. The caller gets an answer of
the promised kind or :data:`FAILED`; the circuit breaker hears of it. The savepoint around the
function begins when it first touches the database, so a hook that does not costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Lock, get_ident
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, Protocol, Self, cast

import structlog

from core.db.guard import TENANT, is_looking, tell_database
from core.errors import Refused, SpoiledError, TenantGuardError, VentanillaError
from core.plugin import breaker as circuit
from core.plugin.watchdog import WATCHDOG, Turn, WatchedCall

log = structlog.get_logger(__name__)

if TYPE_CHECKING:
    from sqlalchemy.orm import SessionTransaction

    from core.db.session import GuardedSession, SessionGuard
    from core.plugin.breaker import CircuitBreaker
    from core.scope import Scope

FAILED: Final[Any] = object()
# Held by the watchdog while it has a connection in hand, and by whoever closes it: sqlite3 does not
# survive it if one of its connections is closed in one thread while another is rolling it back.
_CLOSING = Lock()


class Implementation(Protocol):
    """What a call needs to know of a plugin's function; pluggy's own are such."""

    @property
    def plugin_name(self) -> str: ...
    @property
    def function(self) -> Callable[..., Any]: ...
    @property
    def argnames(self) -> Sequence[str]: ...


class MisconductError(VentanillaError):
    """A plugin did to the session what only the core may do."""


class HookCall(WatchedCall):
    """One call of one hook, plugin after plugin, on one session, which it guards meanwhile.

    :param keeps: what a plugin writes stays if nothing was wrong; else it is always taken back
    :ivar expected: what a plugin may raise without that being a failure
    :ivar error: what the last plugin raised, if it was called
    """

    expected: tuple[type[Exception], ...] = ()
    error: BaseException | None = None
    # The transaction and the savepoint that a plugin found; they must be there afterwards.
    root: SessionTransaction | None = None
    around: SessionTransaction | None = None
    nested: SessionTransaction | None = None
    misconduct: MisconductError | None = None

    def __init__(
        self, breaker: CircuitBreaker, hook: str, scope: Scope, limit: float, *, keeps: bool
    ) -> None:
        super().__init__(breaker, limit)
        # Every session of a scope is one; core.scope only knows it by its base class.
        self.session = cast("GuardedSession", scope.session)
        self.hook = hook
        self.tenant_id = scope.tenant.id
        self.keeps = keeps
        self.budget = min(limit, circuit.BUDGET)

    def __enter__(self) -> Self:
        self.session.flush()  # what the core has pending stays
        self.outer_guard: SessionGuard | None = self.session.session_guard
        self.session.session_guard = self
        WATCHDOG.begin(self)
        return self

    def __exit__(self, *_error: object) -> None:
        WATCHDOG.end(self)
        self.session.session_guard = self.outer_guard

    def ask(
        self,
        impl: Implementation,
        given: Mapping[str, Any],
        read: Callable[[str, Any], Any],
        read_refusal: Callable[[Refused], Refused] | None = None,
    ) -> Any:
        """Return what ``read`` makes of the answer, the refusal where one is allowed, or FAILED.

        :param read: checks the answer; its errors are the plugin's
        :raises SpoiledError: the transaction is lost, and is to be done again without this hook
        """
        key = (self.tenant_id, impl.plugin_name, self.hook)
        self.error = None
        if not self.breaker.allows(key):
            return FAILED
        if self.outer_call and any(one.turn.key == key for one in self.outer_call.chain()):
            self.error = RecursionError("the hook leads to itself")
            return FAILED
        answer: Any = None
        error: BaseException | None = None
        self.turn = Turn(key, perf_counter(), Lock())
        try:
            try:
                found = impl.function(*[given[name] for name in impl.argnames])
                answer = read(impl.plugin_name, found)
            except Refused as refusal:
                if read_refusal is None:
                    raise
                answer = read_refusal(refusal)
            if self.nested is not None and self.keeps:
                self.session.flush()  # while its errors are still the plugin's
        except BaseException as raised:  # noqa: BLE001  # a plugin may raise anything
            error = raised
        return self._end_turn(answer, error)

    def _end_turn(self, answer: Any, error: BaseException | None) -> Any:
        key, started, end = self.turn
        if not end.acquire(blocking=False):  # it comes too late: all was taken back
            with _CLOSING:
                for connection in self._connections():
                    connection.invalidate()
            raise SpoiledError(self.hook) from error
        touched = self.root is not None or self.misconduct is not None
        if touched or self.session.info.get(TENANT) != self.tenant_id:
            try:
                error = self._close_savepoint(
                    error, keeps=self.keeps and not isinstance(answer, Refused)
                )
            except SpoiledError as spoilt:
                self.breaker.failed(key, spoilt, rest=circuit.REST)
                raise
        if isinstance(error, KeyboardInterrupt):
            raise error  # the person at the keyboard
        seconds = perf_counter() - started
        if is_looking(self.session):
            # What can't write may fail for that alone: others are not to lose the hook by it.
            if error is not None:
                log.warning("plugin_failed_looking", plugin=key[1], hook=key[2], exc_info=error)
        elif error is None and seconds > self.budget:
            late = TimeoutError(f"took {seconds:.2f} s, {self.budget:g} s are allowed")
            self.breaker.failed(key, late)
        elif error is None or isinstance(error, self.expected):
            self.breaker.succeeded(key)
        else:
            self.breaker.failed(key, error)
        self.error = error
        return answer if error is None else FAILED

    def before_use(self) -> None:
        """Begin the savepoint, unless it is begun; refuse other threads."""
        if get_ident() != self.thread:
            self._object("a session is for the thread of its hook, while that runs")
        if self.outer_guard is not None:
            self.outer_guard.before_use()
        if self.root is None:
            self.root = self.session.get_transaction()
            self.around = self.session.get_nested_transaction()
            self.session.session_guard = None
            try:
                self.nested = self.session.begin_nested()
            finally:
                self.session.session_guard = self

    def before_ending(self, what: str) -> None:
        self._object(f"a plugin may not {what} the transaction that it takes part in")

    def _object(self, text: str) -> None:
        self.misconduct = MisconductError(text)
        raise self.misconduct

    def take_back(self) -> None:
        with _CLOSING:
            for connection in self._connections():
                if not connection.invalidated:
                    driver = connection.connection.dbapi_connection
                    cancel = getattr(driver, "interrupt", None) or driver.cancel
                    cancel()
                    driver.rollback()

    def _connections(self) -> list[Any]:
        transaction: Any = self.session.get_transaction()
        held = transaction._connections if transaction is not None else {}  # noqa: SLF001  # there is no other way
        return [connection for connection, *_rest in list(held.values())]

    def _close_savepoint(self, error: BaseException | None, *, keeps: bool) -> BaseException | None:
        """End the savepoint.

        :returns: what was wrong, even if the plugin swallowed our objection
        :raises SpoiledError: the transaction is no longer what it was
        """
        error = error or self.misconduct
        session, root, around, nested = self.session, self.root, self.around, self.nested
        self.nested = self.root = self.around = self.misconduct = session.session_guard = None
        if session.info.get(TENANT) != self.tenant_id:
            session.info[TENANT] = self.tenant_id
            error = error or TenantGuardError("the session was tied to another tenant")
        try:
            if nested is not None and keeps and error is None:
                nested.commit()
                # Raw SQL may have set another tenant in the database.
                tell_database(session.connection(), self.tenant_id)
            elif nested is not None:
                nested.rollback()
        except Exception as lost:
            raise SpoiledError(self.hook) from lost
        finally:
            session.session_guard = self
        if root is not None and not (
            session.get_transaction() is root
            and session.get_nested_transaction() is around
            and (around or root).is_active
        ):
            raise SpoiledError(self.hook)
        return error
