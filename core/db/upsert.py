"""Inserting a row unless it exists: the unique constraint decides, without a query before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

from core.db.session import is_postgresql

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.db.base import TenantOwned


def insert_into(session: Session, model: type[TenantOwned]) -> Any:
    """Begin an insert that can say what is to happen on a conflict, as the database says it."""
    return (postgresql.insert if is_postgresql(session) else sqlite.insert)(model)


def insert_once(session: Session, model: type[TenantOwned], **values: Any) -> bool:
    """Insert a row, and say whether it is ours; ``False`` if one with such a key was there.

    Waits for another transaction that is writing the same key, so the answer is final.
    """
    insert = insert_into(session, model).values(**values).on_conflict_do_nothing()
    return session.execute(insert.returning(model.id)).first() is not None
