"""What the contract's tests look at: addresses, files, tables and rows of a plugin."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import sqlalchemy
from sqlalchemy import Table, select, text

from core.clock import utc_now
from core.db.base import Model
from core.db.session import WRITING
from core.plugin import conventions
from core.tenancy.services import PLUGINS_SWITCHED
from core.web.statics import OWNERS, TYPES

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from core.plugin.loading import Plugin

METHODS = ("get", "post")
# Who looked at what is no content.
NO_CONTENT = {"web_session"}
# What can stand in a column, by the type that Python knows it by.
SAMPLES: Mapping[type, Callable[[], Any]] = {
    UUID: uuid4,
    datetime: utc_now,
    date: lambda: utc_now().date(),
    time: lambda: utc_now().time(),
    Decimal: Decimal,
    str: lambda: "x",
    int: lambda: 1,
    bool: bool,
    float: lambda: 1.0,
    bytes: lambda: b"x",
    dict: dict,
    list: list,
    object: dict,  # JSON
}


def registry_of(app: Any) -> Any:
    """Return Pyramid's registry, from under what stands before the application."""
    return app.registry


def filled(pattern: str) -> str:
    def value(found: re.Match[str]) -> str:
        name, _, rule = found[1].partition(":")
        return "1" if "0-9" in rule or name == "number" else str(UUID(int=1))

    return re.sub(r"\{((?:[^{}]|\{[^{}]*\})*)\}", value, pattern)


def answers(client: Any, paths: list[str]) -> Iterator[tuple[str, str, int]]:
    for path in paths:
        for method in METHODS:
            answer = getattr(client, method)(path, status="*")
            yield method, path, answer.status_int


def statuses(clients: list[Any], paths: list[str]) -> list[list[tuple[str, str, int]]]:
    return [list(answers(client, paths)) for client in clients]


def statics_of(subject: Plugin) -> list[str]:
    folder = OWNERS.get(subject.name)
    if folder is None:
        return []
    files = [path for path in folder.rglob("*") if path.suffix in TYPES]
    return [f"{subject.name}/{path.relative_to(folder)}" for path in files]


def spying(hook: str, calls: list[str], function: Callable[..., Any]) -> Callable[..., Any]:
    def spy(*given: Any) -> Any:
        calls.append(hook)
        return function(*given)

    return spy


def permissions_asked(app: Any, plugin: str) -> set[str]:
    """Return the permissions that the views of a plugin's routes name."""
    return {
        found["introspectable"]["value"]
        for found in registry_of(app).introspector.get_category("permissions") or ()
        for view in found["related"]
        if str(view.get("route_name") or "").startswith(f"{plugin}.")
    }


def models_of(subject: Plugin) -> list[Any]:
    return [*conventions.models_of(subject.manifest.package)]


def tables_of(subject: Plugin) -> list[Table]:
    return [model.__table__ for model in models_of(subject)]


def digest_content(engine: Engine) -> dict[str, str]:
    """Return a digest of every table's rows, as far as they are content."""
    digests = {}
    present = sqlalchemy.inspect(engine).get_table_names()
    with engine.connect().execution_options(**{WRITING: False}) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL ventanilla.tenant = '*'"))
        for table in Model.metadata.sorted_tables:
            if table.name in NO_CONTENT or table.name not in present:
                continue
            query = select(table)
            if table.name == "tenant":
                query = select(*[one for one in table.columns if one.name != "version"])
            elif table.name == "tenant_document":
                query = query.where(table.c.kind.not_in(["plugins", "faults"]))
            elif table.name == "activity":
                query = query.where(table.c.kind != "plugin_switched")
            elif table.name == "outbox":
                query = query.where(table.c.actor != PLUGINS_SWITCHED)
            rows = sorted(repr(tuple(row)) for row in connection.execute(query))
            digests[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return digests


def expect_row_level_security(engine: Engine, tables: list[str]) -> None:
    with engine.connect() as connection:
        for table in tables:
            row = connection.execute(
                text(
                    "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class"
                    " WHERE oid = to_regclass(:name)"
                ),
                {"name": table},
            ).scalar()
            assert row is True, f"{table} lacks rls.protect()"


def insert_anything(engine: Engine, table: Table, tenant_id: UUID) -> None:
    """Put a row into a table, with anything in its columns: only whose it is matters here."""
    values = {
        column.name: tenant_id if column.name == "tenant_id" else anything(column)
        for column in table.columns
        if not column.nullable or column.primary_key
    }
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.execute(table.insert().values(values))
        connection.commit()
        connection.invalidate()


def anything(column: Any) -> Any:
    """Return some value that the column takes."""
    if isinstance(column.type, sqlalchemy.Enum):
        return column.type.enums[0]
    if isinstance(column.type, sqlalchemy.Interval):
        return timedelta()
    # A decorated type, such as our moments, says of itself only that it is an object.
    is_decorated = isinstance(column.type, sqlalchemy.TypeDecorator)
    kind = (column.type.impl if is_decorated else column.type).python_type
    assert kind in SAMPLES, f"{column}: there is no sample of {kind.__name__}; override this test"
    return SAMPLES[kind]()
