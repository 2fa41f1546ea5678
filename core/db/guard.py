"""The tenant guard: keeps every session within its tenant.

Three nets, one below the other: the criterion added to each ORM statement, the check of each
row at flush, and on PostgreSQL row-level security. The first two also keep rows that are only ever
added (:class:`core.db.base.AppendOnly`).

A session that may only look has three, too: statements and flushes that would write are refused,
the database refuses them in its turn (so raw SQL and the driver's own connection write nothing
either), and whatever other session is opened meanwhile, for the same request, only looks as well.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, event, text
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, with_loader_criteria

from core.db.base import AppendOnly, TenantOwned
from core.errors import AppendOnlyError, ReadOnlyError, TenantGuardError

TENANT = "tenant_id"
EVERY_TENANT = "*"
READ_ONLY = "read_only"
CRITERION = "criterion"
TRUSTED = "names_its_tenant"  # a statement that holds the criterion already
TIME_IS_UP = "time_is_up"  # of a statement that deletes rows which are only ever added
LOOKING = "this session may look but not write"

# Of a connection: that its transaction only reads, as the database was told.
TOLD = "ventanilla.only_looks"
SQLITE_READONLY, POSTGRESQL_READONLY = 8, "25006"

_tenant_at_work: ContextVar[UUID | None] = ContextVar("tenant_at_work", default=None)
_all_look: ContextVar[bool] = ContextVar("all_look", default=False)


def bind_tenant(session: Session, tenant_id: UUID | str) -> None:
    """Tie the session to one tenant, or to :data:`EVERY_TENANT` for the platform's own work.

    :raises TenantGuardError: the session serves another tenant already
    """
    bound = session.info.get(TENANT)
    if bound not in (None, tenant_id):
        raise TenantGuardError(f"the session serves {bound}, not {tenant_id}")
    session.info[TENANT] = tenant_id
    _tenant_at_work.set(tenant_id if isinstance(tenant_id, UUID) else None)
    if session.in_transaction():
        tell_database(session.connection(), tenant_id)


def tenant_at_work() -> UUID | None:
    """Return the tenant that this thread worked for last: whom to tell what failed meanwhile."""
    return _tenant_at_work.get()


def only_look(session: Session) -> None:
    """Refuse whatever would write, for the rest of the session, and let the database refuse it."""
    if is_looking(session):
        return
    session.info[READ_ONLY] = True
    if session.in_transaction():
        _tell_to_look(session.connection())


def is_looking(session: Session) -> bool:
    """Whether the session may only look (:func:`only_look`)."""
    return READ_ONLY in session.info


@contextmanager
def all_look() -> Iterator[None]:
    """Let every session only look that is opened in this thread meanwhile, by whomever."""
    token = _all_look.set(True)
    try:
        yield
    finally:
        _all_look.reset(token)


def must_look() -> bool:
    """Whether sessions opened now only look (:func:`all_look`)."""
    return _all_look.get()


def tell_database(connection: Connection, tenant_id: UUID | str) -> None:
    """Set what row-level security compares with, until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT set_config('ventanilla.tenant', :tenant, true)"),
            {"tenant": str(tenant_id)},
        )


def _tell_to_look(connection: Connection) -> None:
    """Let the database refuse to write until the transaction ends.

    PostgreSQL never takes that back within a transaction. SQLite knows it of a connection, which
    :func:`guard_writing` sets free when it goes back to the pool.
    """
    connection.info[TOLD] = True
    is_sqlite = connection.dialect.name == "sqlite"
    connection.exec_driver_sql("PRAGMA query_only=ON" if is_sqlite else "SET TRANSACTION READ ONLY")


def guard_writing(engine: Engine) -> None:
    """Let the engine's connections write again when they are given back, and say who could not."""
    event.listen(engine, "checkin", _let_write)
    event.listen(engine, "handle_error", _name_refusal)


def _let_write(connection: Any, record: Any) -> None:
    told = record.info.pop(TOLD, False)
    if told and connection is not None and isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA query_only=OFF")


def _name_refusal(context: ExceptionContext) -> Exception | None:
    """Return our own error for the database's when it refuses to write for who may only look."""
    connection, error = context.connection, context.original_exception
    if connection is None or TOLD not in connection.info:
        return None
    is_refusal = (
        getattr(error, "sqlstate", None) == POSTGRESQL_READONLY
        or getattr(error, "sqlite_errorcode", 0) & 0xFF == SQLITE_READONLY
    )
    return ReadOnlyError(LOOKING) if is_refusal else None


def guard(session_class: type[Session]) -> None:
    """Install the guard on every session of that class."""
    event.listen(session_class, "do_orm_execute", _add_criterion)
    event.listen(session_class, "before_flush", _check_rows)
    event.listen(session_class, "after_begin", _after_begin)


def _after_begin(session: Session, tx: SessionTransaction, connection: Connection) -> None:
    tenant_id = session.info.get(TENANT)
    if tenant_id is not None and not tx.nested:  # a savepoint has the setting of its transaction
        tell_database(connection, tenant_id)
    if is_looking(session) and not tx.nested:
        _tell_to_look(connection)


def _touches_tenant_rows(state: ORMExecuteState) -> bool:
    return any(issubclass(mapper.class_, TenantOwned) for mapper in state.all_mappers)


def _add_criterion(state: ORMExecuteState) -> None:
    _tell_session_guard(state.session)
    # What is written as text may be either: there the database decides.
    if is_looking(state.session) and (state.is_insert or state.is_update or state.is_delete):
        raise ReadOnlyError(LOOKING)
    _keep_what_stays(state)
    tenant_id = state.session.info.get(TENANT)
    if tenant_id == EVERY_TENANT or TRUSTED in state.execution_options:
        return
    if tenant_id is None:
        if _touches_tenant_rows(state):
            raise TenantGuardError("a statement on tenants' rows, in a session without a tenant")
        return
    if not (state.is_column_load or state.is_relationship_load):
        state.statement = state.statement.options(_criterion(state.session, tenant_id))


def _keep_what_stays(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete) or state.bind_mapper is None:
        return
    is_due = state.is_delete and state.execution_options.get(TIME_IS_UP, False)
    if issubclass(state.bind_mapper.class_, AppendOnly) and not is_due:
        raise AppendOnlyError(state.bind_mapper.class_.__name__)


def _criterion(session: Session, tenant_id: UUID) -> Any:
    """Return the criterion of the session's tenant: made once, as every statement carries it."""
    kept = session.info.get(CRITERION)
    if kept is None or kept[0] != tenant_id:
        criterion = with_loader_criteria(
            TenantOwned,
            lambda cls: cls.tenant_id == tenant_id,
            include_aliases=True,
            propagate_to_loaders=True,
            track_closure_variables=True,
        )
        kept = session.info[CRITERION] = (tenant_id, criterion)
    return kept[1]


def _tell_session_guard(session: Session) -> None:
    session_guard = getattr(session, "session_guard", None)
    if session_guard is not None:
        session_guard.before_use()


def _check_rows(session: Session, _context: Any, _instances: Any) -> None:
    _tell_session_guard(session)
    if is_looking(session) and (session.new or session.dirty or session.deleted):
        raise ReadOnlyError(LOOKING)
    for row in (*session.dirty, *session.deleted):
        is_touched = row in session.deleted or session.is_modified(row)
        if isinstance(row, AppendOnly) and is_touched:
            raise AppendOnlyError(type(row).__name__)
    tenant_id = session.info.get(TENANT)
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, TenantOwned):
            continue
        if row.tenant_id is None and isinstance(tenant_id, UUID):
            row.tenant_id = tenant_id
        if tenant_id not in (EVERY_TENANT, row.tenant_id):
            raise TenantGuardError(f"a row of tenant {row.tenant_id} in a session of {tenant_id}")
