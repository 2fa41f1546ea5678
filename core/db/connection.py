"""Connecting to PostgreSQL, directly or through a pooler, with all options of the address.

A pooler that lends its connections for a transaction at a time (PgBouncer) keeps nothing of a
session. It refuses or drops the ``options`` that we send, which is how it is recognised; then no
statement is prepared, and what else is said once for a session is said in each transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import event

from core.errors import VentanillaError

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

log = structlog.get_logger(__name__)

# A statement that takes longer than this is a fault of ours or of the database: better a clear
# 503 than a queue of requests that all wait (seconds).
STATEMENT_TIMEOUT = 15
LOCK_TIMEOUT = 5
SESSION = {
    "statement_timeout": f"{STATEMENT_TIMEOUT}s",
    "lock_timeout": f"{LOCK_TIMEOUT}s",
    "timezone": "UTC",
}
MARK = "ventanilla.direct"  # arrives with the options, or not at all
POOLED = "pooled"
UNKNOWN = "startup parameter"  # what every version of PgBouncer says of what it does not know


class PooledError(VentanillaError):
    """The database is behind a pooler, and what is to be done needs a session."""


def connect_arguments(url: URL) -> dict[str, Any]:
    """Return what is to be added to what the address itself says, which nothing here overrules."""
    ours = {**SESSION, MARK: "on"}
    options = " ".join(f"-c {name}={value}" for name, value in ours.items())
    theirs = _said(url, "options")
    added: dict[str, Any] = {"options": f"{options} {theirs}".strip()}
    if not _said(url, "connect_timeout"):
        added["connect_timeout"] = LOCK_TIMEOUT
    return added


def mind_poolers(engine: Engine) -> None:
    """Let an engine connect through a pooler as well as directly."""
    theirs = _said(engine.url, "options")
    known: dict[str, bool] = {}  # once it refused our options, it need not do so each time

    def connect(dialect: Any, record: Any, arguments: Any, named: dict[str, Any]) -> Any:
        connection = None
        if not known:
            try:
                connection = dialect.connect(*arguments, **named)
            except dialect.loaded_dbapi.OperationalError as error:
                if UNKNOWN not in str(error):
                    raise
        if connection is None:
            plain = {name: value for name, value in named.items() if name != "options"}
            connection = dialect.connect(
                *arguments, **plain, **({"options": theirs} if theirs else {})
            )
            pooled = True
        else:
            pooled = not _has_mark(connection)
        if pooled:
            connection.prepare_threshold = None
            record.info[POOLED] = True
            if not known:
                log.info("database_pooled")
            known[POOLED] = True
        return connection

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "begin", _tell)


def is_pooled(connection: Connection) -> bool:
    """Whether this connection is lent by a pooler, for a transaction at a time."""
    return bool(connection.info.get(POOLED))


def require_session(connection: Connection) -> None:
    """Refuse to go on where a session is needed.

    :raises PooledError: a pooler stands between
    """
    if is_pooled(connection):
        raise PooledError(
            "VENTANILLA_DATABASE_URL names a pooler such as PgBouncer, and this needs PostgreSQL"
            " itself. Run it with VENTANILLA_DATABASE_URL naming that."
        )


def _has_mark(connection: Any) -> bool:
    (mark,) = connection.execute(f"SELECT current_setting('{MARK}', true)").fetchone()
    connection.commit()
    return bool(mark)


# In one statement, as each takes a way there and back; nothing of it outlives the transaction.
_TELL = "SELECT " + ", ".join(f"set_config('{name}', '{to}', true)" for name, to in SESSION.items())


def _tell(connection: Connection) -> None:
    if is_pooled(connection):
        connection.exec_driver_sql(_TELL)


def _said(url: URL, name: str) -> str:
    value = url.query.get(name, "")
    return value if isinstance(value, str) else " ".join(value)
