"""Engines and sessions, for requests, jobs, the command line and tests alike."""

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import transaction as transactions
import zope.sqlalchemy
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session

from core.db.connection import LOCK_TIMEOUT, connect_arguments, mind_poolers
from core.db.guard import guard, guard_writing, is_looking, must_look, only_look
from core.errors import SettingsError

REST = 1.0  # seconds after which a connection of the pool may have been closed by the other side
WRITING = "sqlite_immediate"
READING = "for_reading"


class SessionGuard(Protocol):
    """Stands before a session while somebody else's code has it in hand."""

    def before_use(self) -> None:
        """Hear that the session is about to be used."""

    def before_ending(self, what: str) -> None:
        """Hear that the session's transaction is about to be ended or replaced; may object."""


class GuardedSession(Session):
    """A session that never leaves its tenant. See :mod:`core.db.guard`."""

    session_guard: SessionGuard | None = None


def _guarded(name: str, *, ends: bool) -> Callable[..., Any]:
    plain: Callable[..., Any] = getattr(Session, name)

    def method(self: GuardedSession, *args: Any, **options: Any) -> Any:
        if self.session_guard is not None:
            if ends and not options.get("nested"):
                self.session_guard.before_ending(name)
            self.session_guard.before_use()
        return plain(self, *args, **options)

    method.__name__, method.__doc__ = name, plain.__doc__
    return method


# Statements and flushes are met at their events (see the guard), whoever makes them.
for _name in ("add", "connection", "delete", "get", "merge"):
    setattr(GuardedSession, _name, _guarded(_name, ends=False))
for _name in (
    "begin",
    "bulk_insert_mappings",
    "bulk_save_objects",
    "bulk_update_mappings",
    "close",
    "commit",
    "expunge_all",
    "invalidate",
    "prepare",
    "reset",
    "rollback",
):
    setattr(GuardedSession, _name, _guarded(_name, ends=True))
guard(GuardedSession)


def make_engine(url: str, *, pool_size: int = 10) -> Engine:
    """Open the database. A missing folder of a SQLite file is made.

    :param url: an SQLAlchemy URL
    :param pool_size: connections kept open, per process
    :raises SettingsError: that folder can't be made
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        try:
            Path(parsed.database or "").absolute().parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(
                f"VENTANILLA_DATABASE_URL can't be used: {error.filename}: {error.strerror}."
            ) from None
        engine = create_engine(
            parsed, pool_size=pool_size, max_overflow=pool_size, hide_parameters=True
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        guard_writing(engine)
        return engine
    engine = create_engine(
        parsed,
        pool_size=pool_size,
        max_overflow=pool_size,
        # An error's text goes to the log, and the values are what people wrote.
        hide_parameters=True,
        pool_timeout=LOCK_TIMEOUT,
        connect_args=connect_arguments(parsed),
    )
    mind_poolers(engine)
    _ask_rested(engine)
    guard_writing(engine)
    return engine


def _ask_rested(engine: Engine) -> None:
    """Ask a connection that has rested whether it lives, before it is given out.

    SQLAlchemy's own ``pool_pre_ping`` asks each time, for one twentieth of a request's time. One
    that breaks within :data:`REST` fails its request, which is then tried again (pyramid_retry) on
    a new connection: SQLAlchemy drops them all when it meets a broken one.
    """

    def note(_connection: Any, record: Any) -> None:
        record.info["trusted_until"] = time.monotonic() + REST

    def ask(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() < record.info.get("trusted_until", math.inf):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine, "checkin", note)
    event.listen(engine, "checkout", ask)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself: _begin_sqlite does, before the first read,
    # so that a request sees one state of the data.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # acknowledged means durable
        "foreign_keys=ON",
        f"busy_timeout={LOCK_TIMEOUT * 1000}",
        "cache_size=-32768",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    # A transaction that reads first and writes later can't wait for another writer (SQLite
    # answers "busy" at once), so one that means to write takes the lock at its start.
    immediate = connection.get_execution_options().get(WRITING, True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


class ManagedSession(GuardedSession):
    """A session whose transaction somebody else ends: a request's."""

    events: zope.sqlalchemy.ZopeTransactionEvents


def _pass_on(name: str) -> Callable[..., None]:
    """Return a listener for all such sessions. To register one per session takes long."""

    def listener(context: Any, *rest: Any) -> None:
        session = context if isinstance(context, ManagedSession) else context.session
        getattr(session.events, name)(context, *rest)

    return listener


# What zope.sqlalchemy.register() listens to.
for _name in (
    "after_begin",
    "after_attach",
    "after_flush",
    "after_bulk_update",
    "after_bulk_delete",
    "before_commit",
    "do_orm_execute",
):
    event.listen(ManagedSession, _name, _pass_on(_name))


def make_session(
    engine: Engine,
    manager: transactions.TransactionManager | None = None,
    *,
    reading: bool = False,
) -> GuardedSession:
    """Open a session.

    :param manager: commits and rolls back in the session's place (a request's)
    :param reading: nothing is meant to be written, so SQLite need not lock
    """
    bind = _for_reading(engine) if reading or must_look() else engine
    session: GuardedSession
    if manager is None:
        session = GuardedSession(bind, expire_on_commit=False)
    else:
        session = ManagedSession(bind, expire_on_commit=False)
        session.events = zope.sqlalchemy.ZopeTransactionEvents(transaction_manager=manager)
        manager.get().addBeforeCommitHook(_commit, (session,))
    if must_look():
        only_look(session)
    return session


def _commit(session: ManagedSession) -> None:
    """Let a request that comes to its end without an error commit, even if it has only read.

    Left to itself, a transaction without writes is rolled back, after which psycopg forgets every
    statement that it has prepared. Who may only look never commits.
    """
    if session.in_transaction() and not is_looking(session):
        session.events.mark_changed(session)


def _for_reading(engine: Engine) -> Engine:
    """Return the engine as those use it who only read: one for all of them."""
    if engine.dialect.name != "sqlite":
        return engine
    kept: dict[str, Any] = engine.__dict__
    if READING not in kept:
        kept[READING] = engine.execution_options(**{WRITING: False})
    reader: Engine = kept[READING]
    return reader


def is_postgresql(session: Session) -> bool:
    """Whether there is PostgreSQL behind a session, or SQLite."""
    return session.get_bind().dialect.name == "postgresql"
