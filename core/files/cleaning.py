"""Removing what nobody will ask for: expired uploads and contents without a row."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, select

from core.blobs import blob_name, open_store
from core.files.models import FileUpload

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from core.scope import Scope

# Longer than any transaction lives, so that content is not taken from under one.
ORPHANED_FOR = timedelta(days=1)
BATCH = 500


def is_expired(now: datetime) -> ColumnElement[bool]:
    """Return the condition of an upload that no form has claimed in time."""
    return and_(FileUpload.claimed_at.is_(None), FileUpload.expires_at < now)


def remove_expired(scope: Scope) -> int:
    """Delete uploads that no form claimed in time, and contents that only they had.

    :returns: how many uploads
    """
    expired = (
        delete(FileUpload)
        .where(is_expired(scope.now()))
        .returning(FileUpload.sha256)
        .execution_options(synchronize_session=False)
    )
    digests = scope.session.scalars(expired).all()
    _remove_unknown(scope, [blob_name(scope.tenant_id, digest) for digest in set(digests)])
    return len(digests)


def remove_orphans(scope: Scope) -> int:
    """Delete the tenant's contents that have had no row for a day; return how many.

    It looks at every content: a process that died, or a transaction that was undone, left no other
    trace. Content that is uploaded again gets a new date, so it is left alone even before its new
    row is committed.
    """
    store = open_store(scope.settings.blob_url)
    limit = scope.now() - ORPHANED_FOR
    removed = 0
    batch: list[str] = []
    for name in store.older_than(scope.tenant_id.hex, limit):
        batch.append(name)
        if len(batch) == BATCH:
            removed += _remove_unknown(scope, batch)
            batch = []
    return removed + _remove_unknown(scope, batch)


def _remove_unknown(scope: Scope, names: list[str]) -> int:
    store = open_store(scope.settings.blob_url)
    limit = scope.now() - ORPHANED_FOR
    digests = {name.rpartition("/")[2]: name for name in names}
    known = set(
        scope.session.scalars(select(FileUpload.sha256).where(FileUpload.sha256.in_(digests)))
    )
    orphans = [name for digest, name in digests.items() if digest not in known]
    removed = 0
    for name in orphans:
        # Looked at once more, right before: it may have been uploaded again just now.
        if store.written_at(name) < limit:
            store.remove(name)
            removed += 1
    return removed
