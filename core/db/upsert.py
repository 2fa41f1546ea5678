"""Inserting a row unless it exists: the unique constraint decides, without a query before."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite

from core.db.guard import TRUSTED

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.db.base import TenantOwned


def insert_into(session: Session, model: type[TenantOwned]) -> Any:
    """Begin an insert that can say what is to happen on a conflict, as the database says it."""
    return insert_as(session.get_bind().dialect.name, model)


def insert_as(dialect: str, model: type[TenantOwned]) -> Any:
    """Begin such an insert for a database, for statements that are built once."""
    return (postgresql.insert if dialect == "postgresql" else sqlite.insert)(model)


def insert_once(session: Session, model: type[TenantOwned], **values: Any) -> bool:
    """Insert a row, and say whether it is ours; ``False`` if one with such a key was there.

    Waits for another transaction that is writing the same key, so the answer is final.
    """
    table = inspect(model).local_table
    statement = _insert_once(session.get_bind().dialect.name, table)
    return session.execute(statement, values).first() is not None


@cache
def _insert_once(dialect: str, table: Any) -> Any:
    insert = insert_as(dialect, table).on_conflict_do_nothing().returning(table.c.id)
    return insert.execution_options(**{TRUSTED: True})
