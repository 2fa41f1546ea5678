"""Database locks for operations that count first and then write."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from core.db.session import is_postgresql

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def hold(session: Session, *names: object) -> None:
    """Wait for every other transaction that holds the same; this one holds it to its end.

    A limit that is counted before a row is written needs it, or many that count at once all find
    room. On SQLite nobody else writes meanwhile anyway.

    :param names: what is held, the tenant among it
    """
    if is_postgresql(session):
        digest = hashlib.sha256("|".join(map(str, names)).encode("utf-8", "replace")).digest()
        key = int.from_bytes(digest[:8], "big", signed=True)
        session.execute(select(func.pg_advisory_xact_lock(key)))
