"""What stands around one plugin's function while it runs: the session's warden and its savepoint.

The savepoint is made when the plugin first touches the database, so a hook that does not costs
nothing. Whatever the function did to the session, :meth:`FencedCall.undo` takes it back, or says
with :class:`core.errors.SpoiledError` that the transaction can't be saved.
"""

from __future__ import annotations

from threading import get_ident
from typing import TYPE_CHECKING, Any, Literal, cast
from uuid import UUID

import structlog

from core.db.guard import TENANT, tell_database
from core.errors import SpoiledError, TenantGuardError, VentanillaError
from core.plugin.watch import TimedCall, is_in_database

if TYPE_CHECKING:
    from sqlalchemy.orm import SessionTransaction

    from core.db.session import GuardedSession, Warden
    from core.scope import Scope

log = structlog.get_logger(__name__)

# What becomes of what the plugin wrote: contributions only look, checks and choices may keep what
# they wrote, and an event's job is a transaction of its own.
Writes = Literal["undone", "kept", "own"]


class MisconductError(VentanillaError):
    """A plugin did to the session what only the core may do."""


class _Ban:
    """Keeps a thread that was left behind away from the session, should it come back."""

    def __init__(self, thread: int, outer: Warden | None) -> None:
        self._thread = thread
        self._outer = outer

    def before_use(self) -> None:
        if get_ident() == self._thread:
            raise MisconductError("this hook was given up; its session serves others now")
        if self._outer is not None:
            self._outer.before_use()

    def before_ending(self, what: str) -> None:
        if get_ident() == self._thread:
            raise MisconductError(f"this hook was given up and may not {what} anything")
        if self._outer is not None:
            self._outer.before_ending(what)


class FencedCall(TimedCall):
    """One call of one hook, plugin after plugin, on one session.

    :param limit: seconds that each plugin may take
    """

    nested: SessionTransaction | None = None
    # The transaction, and the savepoint, that the call found; they must be there afterwards.
    root: SessionTransaction | None = None
    around: SessionTransaction | None = None
    misconduct: BaseException | None = None
    is_left_behind = False
    outer: Warden | None = None

    def __init__(self, scope: Scope, writes: Writes, limit: float) -> None:
        super().__init__(limit)
        # Every session of a scope is one; core.scope only knows it by its base class.
        self.session = cast("GuardedSession", scope.session)
        self.scope = scope
        self.tenant_id: UUID = scope.tenant.id
        self.writes = writes

    def before_use(self) -> None:
        """Begin the savepoint, unless it is begun; refuse other threads and another tenant."""
        if get_ident() != self.thread:
            raise self._object("a session is for the thread of its hook, while that runs")
        if self.session.info.get(TENANT) != self.tenant_id:
            self.misconduct = TenantGuardError("the session was tied to another tenant")
            raise self.misconduct
        if self.outer is not None:
            self.outer.before_use()
        if self.root is None:
            self.root = self.session.get_transaction()
            self.around = self.session.get_nested_transaction()
        if self.nested is None and self.writes != "own":
            self.session.warden = None
            try:
                self.nested = self.session.begin_nested()
            finally:
                self.session.warden = self

    def before_ending(self, what: str) -> None:
        raise self._object(f"a plugin may not {what} the transaction that it takes part in")

    def _object(self, text: str) -> MisconductError:
        error = MisconductError(text)
        self.misconduct = error
        return error

    @property
    def name(self) -> str:
        """Whose call it is: ``<plugin>.<hook>``."""
        return "{}.{}".format(*self.fuse[1:])

    @property
    def needs_settling(self) -> bool:
        """Whether the plugin did anything to the session."""
        return self.root is not None or self.misconduct is not None

    @property
    def has_touched(self) -> bool:
        """Whether the plugin has used the session."""
        return self.nested is not None or self.writes == "own"

    def cancel_statement(self) -> bool:
        """End what the database does for the call, if anything: an error in the plugin."""
        if not (self.has_touched and is_in_database(self.thread)):
            return False
        try:
            # The warden would object to this thread, and the session to being used by two.
            transaction: Any = self.session.get_transaction()
            for connection, *_rest in list(transaction._connections.values()):  # noqa: SLF001  # there is no other way
                driver = connection.connection.dbapi_connection
                cancel = getattr(driver, "interrupt", None) or driver.cancel
                cancel()
        except Exception as error:  # noqa: BLE001  # the database's own time-out comes later
            log.warning("statement_not_cancelled", reason=repr(error))
            return False
        return True

    def renewed(self) -> FencedCall:
        """Return this call, or another like it if a thread that was left behind still has it."""
        if not self.is_left_behind:
            return self
        return FencedCall(self.scope, self.writes, self.limit)

    def enter(self) -> None:
        """Take the session in hand. What the core has pending is written first: it stays."""
        self.session.flush()
        self.root = self.around = None
        self.outer = self.session.warden
        self.session.warden = self

    def flush(self) -> None:
        """Write what the plugin left pending, while its errors are still its own."""
        if self.nested is not None and self.writes == "kept":
            self.session.flush()

    def settle(self) -> BaseException | None:
        """End the savepoint of a call that came back; what it wrote stays if it may.

        :returns: what it did that it may not; then nothing of it stays
        :raises SpoiledError: the transaction is no longer what it was
        """
        misconduct = self._misconduct()
        if misconduct is not None or self.writes == "undone":
            self.undo()
            return misconduct
        nested, self.nested = self.nested, None
        if nested is not None:
            self._end(nested.commit)
            # Raw SQL may have told the database of another tenant.
            self.session.warden = None
            tell_database(self.session.connection(), self.tenant_id)
            self.session.warden = self
        elif self.writes == "own":
            self._see_that_it_lives()
        return None

    def undo(self) -> None:
        """Take back what the plugin did to the session.

        :raises SpoiledError: it can't be taken back
        """
        self._misconduct()
        nested, self.nested = self.nested, None
        if nested is not None:
            self._end(nested.rollback)

    def abandon(self) -> None:
        """Go on without waiting for the plugin: its thread may use this session no more."""
        self.is_left_behind = True
        self.session.warden = self.outer = _Ban(self.thread, self.outer)
        self.undo()

    def leave(self) -> None:
        self.session.warden = self.outer

    def _misconduct(self) -> BaseException | None:
        """Return what the plugin did that it may not, even if it swallowed our objection."""
        misconduct, self.misconduct = self.misconduct, None
        if self.session.info.get(TENANT) != self.tenant_id:
            self.session.info[TENANT] = self.tenant_id
            misconduct = TenantGuardError("the session was tied to another tenant")
        return misconduct

    def _end(self, how: Any) -> None:
        session = self.session
        warden = session.warden
        if warden is self:
            session.warden = None
        try:
            how()
        except Exception as error:
            raise SpoiledError(self.name) from error
        finally:
            session.warden = warden
        self._see_that_it_lives()

    def _see_that_it_lives(self) -> None:
        session = self.session
        if self.root is not None and not (
            session.get_transaction() is self.root
            and session.get_nested_transaction() is self.around
            and (self.around or self.root).is_active
        ):
            raise SpoiledError(self.name)
