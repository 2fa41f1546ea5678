"""Writing millions of rows: by COPY on PostgreSQL, in large batches elsewhere."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from load.rows import Batch
from sqlalchemy import Connection, Engine, insert, text

from core.activity.models import Activity
from core.cases.models import Case, CaseFile, CaseFilterValue, CaseNote, CaseStaffText, CaseText
from core.db.guard import EVERY_TENANT, tell_database
from core.files.models import FileUpload

# Those that others refer to come first.
TABLES = (Case, FileUpload, CaseNote, CaseFile, CaseText, CaseStaffText, CaseFilterValue, Activity)


def copy_in(engine: Engine, batches: Iterable[Batch], tables: tuple[Any, ...] = TABLES) -> None:
    """Write the rows, and let the database learn how they are spread.

    :param tables: those that others refer to come first
    """
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            tell_database(connection, EVERY_TENANT)  # or the references would find nobody
            with _set_aside(connection, tables):
                for batch in batches:
                    _copy(connection, batch, tables)
        else:
            for batch in batches:
                for table in tables:
                    if batch[table]:
                        connection.execute(insert(table.__table__), batch[table])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("VACUUM ANALYZE"))
        else:
            connection.execute(text("ANALYZE"))


def _copy(connection: Connection, batch: Batch, tables: tuple[Any, ...]) -> None:
    cursor = connection.connection.cursor()
    for table in tables:
        rows = batch[table]
        if not rows:
            continue
        columns = tuple(rows[0])
        with cursor.copy(f"COPY {table.__tablename__} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([_plain(row[column]) for column in columns])


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


@contextmanager
def _set_aside(connection: Connection, tables: tuple[Any, ...]) -> Iterator[None]:
    """Take indexes, references and row-level security off the tables while they are filled.

    COPY refuses tables with row-level security, and an index is made quicker than kept.
    """
    names = [table.__tablename__ for table in tables]
    indexes = connection.execute(
        text(
            "SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS definition"
            " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE i.indrelid = ANY(CAST(:names AS regclass[])) AND NOT i.indisunique"
        ),
        {"names": names},
    ).all()
    references = connection.execute(
        text(
            "SELECT conrelid::regclass AS owner, conname AS name,"
            " pg_get_constraintdef(oid) AS definition"
            " FROM pg_constraint"
            " WHERE conrelid = ANY(CAST(:names AS regclass[])) AND contype = 'f'"
        ),
        {"names": names},
    ).all()
    for one in references:
        connection.execute(text(f"ALTER TABLE {one.owner} DROP CONSTRAINT {one.name}"))
    for one in indexes:
        connection.execute(text(f"DROP INDEX {one.name}"))
    for name in names:
        connection.execute(text(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY"))
    yield
    connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
    for one in indexes:
        connection.exec_driver_sql(one.definition)
    for one in references:
        connection.execute(
            text(f"ALTER TABLE {one.owner} ADD CONSTRAINT {one.name} {one.definition}")
        )
    for name in names:
        connection.execute(text(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"))
