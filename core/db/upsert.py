"""Writing a row unless somebody else was first: the unique constraint decides, no look before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.db.base import TenantOwned


def insert_once(session: Session, model: type[TenantOwned], **values: Any) -> bool:
    """Insert a row, and say whether it is ours; ``False`` if one with such a key was there.

    Waits for another transaction that is writing the same key, so the answer is final.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    written = session.execute(
        insert(model).values(**values).on_conflict_do_nothing().returning(model.id)
    )
    return written.first() is not None
