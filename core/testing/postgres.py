"""PostgreSQL databases for tests: emptied and lent again, as making one takes a second."""

import os
from collections.abc import Sequence
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, make_url, text

from core.db.base import Model
from core.db.guard import EVERY_TENANT

# A schema with copies of the rows that a fresh database starts with.
PREPARED = "prepared"


class PostgresDatabases:
    """Databases beside the given one, which holds the extensions and stays as it is."""

    def __init__(self, url: URL) -> None:
        self._url = url
        # A database can't be copied while somebody is connected to it, so we stand elsewhere.
        self._admin = _autocommit(url.set(database="postgres"), poolclass=NullPool)
        # Neither two processes of one run nor two runs may meet.
        self._prefix = f"{url.database}_{os.getpid()}"
        self._made: list[str] = []
        self._free: list[str] = []
        self._restoring: dict[str, Engine] = {}

    def template(self) -> str:
        return self._create("template", self._url.database or "")

    def prepared(self) -> None:
        template = self._url.set(database=f"{self._prefix}_template")
        with _autocommit(template, poolclass=NullPool).connect() as connection:
            _keep_rows(connection)

    def lend(self) -> str:
        if not self._free:
            return self._create(str(len(self._made)), f"{self._prefix}_template")
        url = self._free.pop()
        if url not in self._restoring:
            # To connect takes as long as all the rest. Somebody may have cut it off meanwhile.
            self._restoring[url] = _autocommit(make_url(url), pool_size=1, pool_pre_ping=True)
        with self._restoring[url].connect() as connection:
            _restore_rows(connection)
        return url

    def give_back(self, url: str) -> None:
        self._free.append(url)

    def close(self) -> None:
        for engine in self._restoring.values():
            engine.dispose()
        with self._admin.connect() as connection:
            for name in self._made:
                connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))

    def _create(self, suffix: str, template: str) -> str:
        name = f"{self._prefix}_{suffix}"
        with self._admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        self._made.append(name)
        return self._url.set(database=name).render_as_string(hide_password=False)


def _autocommit(url: URL, **options: Any) -> Engine:
    return create_engine(url, isolation_level="AUTOCOMMIT", **options)


def _keep_rows(connection: Connection) -> None:
    _see_every_tenant(connection)
    connection.execute(text(f"CREATE SCHEMA {PREPARED}"))
    for table in _with_rows(connection, _tables(connection, "public")):
        connection.execute(text(f'CREATE TABLE {PREPARED}."{table}" AS TABLE public."{table}"'))


def _restore_rows(connection: Connection) -> None:
    # What a test left running must not write into the next one.
    connection.execute(
        text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    )
    _see_every_tenant(connection)
    ordered = [table.name for table in Model.metadata.sorted_tables]
    used = _with_rows(connection, _tables(connection, "public"))
    # TRUNCATE would take along every table that refers to these, and new files for each.
    for table in sorted(used, key=ordered.index, reverse=True):
        # Those of a table that is only ever added to would refuse it.
        connection.execute(text(f'ALTER TABLE public."{table}" DISABLE TRIGGER USER'))
        connection.execute(text(f'DELETE FROM public."{table}"'))  # noqa: S608  # our names
        connection.execute(text(f'ALTER TABLE public."{table}" ENABLE TRIGGER USER'))
    for table in sorted(_tables(connection, PREPARED), key=ordered.index):
        connection.execute(
            text(f'INSERT INTO public."{table}" SELECT * FROM {PREPARED}."{table}"')  # noqa: S608  # our names
        )


def _see_every_tenant(connection: Connection) -> None:
    connection.execute(text(f"SET ventanilla.tenant = '{EVERY_TENANT}'"))


def _tables(connection: Connection, schema: str) -> list[str]:
    rows = connection.execute(
        text("SELECT tablename FROM pg_tables WHERE schemaname = :schema"), {"schema": schema}
    )
    return sorted(row.tablename for row in rows if row.tablename != "alembic_version")


def _with_rows(connection: Connection, tables: Sequence[str]) -> list[str]:
    question = " UNION ALL ".join(
        f"SELECT '{table}' AS name WHERE EXISTS (SELECT FROM public.\"{table}\")"  # noqa: S608  # our names
        for table in tables
    )
    return [row.name for row in connection.execute(text(question))]
