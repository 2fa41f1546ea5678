"""One-time keys of forms: a double click, a retry or a lost answer makes one thing, not two."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from core.cases.models import CaseSubmission
from core.db.base import new_id
from core.db.upsert import insert_once

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from core.scope import Scope

# Nobody sends a form again after this long.
LIFETIME = timedelta(days=30)


def find_submission(scope: Scope, kind: str, once: str | None) -> UUID | None:
    """Return the id of what this form has made already, if it has."""
    if not once:
        return None
    key = _key(scope, kind, once)
    return scope.session.scalar(select(CaseSubmission.made_id).where(CaseSubmission.key == key))


def claim_submission(scope: Scope, kind: str, once: str | None, made_id: UUID) -> bool:
    """Note what a form makes; ``False`` if the same form was sent twice and the other was first."""
    if not once:
        return True
    return insert_once(
        scope.session,
        CaseSubmission,
        tenant_id=scope.tenant_id,
        id=new_id(),
        key=_key(scope, kind, once),
        made_id=made_id,
        created_at=scope.now(),
    )


def is_outlived(now: datetime) -> ColumnElement[bool]:
    """Return the condition of a key that nobody will send again."""
    return CaseSubmission.created_at < now - LIFETIME


def forget_submissions(scope: Scope) -> None:
    """Drop the keys that nobody will send again."""
    scope.session.execute(
        delete(CaseSubmission)
        .where(is_outlived(scope.now()))
        .execution_options(synchronize_session=False)
    )


def _key(scope: Scope, kind: str, once: str) -> str:
    # Bound to the person: somebody else's key is of no use.
    actor = scope.actor
    whose = f"{actor.case_id}\n{actor.id}" if actor.is_third_party else actor.id
    return sha256(f"{kind}\n{actor.kind}\n{whose}\n{once}".encode()).hexdigest()
