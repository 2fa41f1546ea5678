"""Writing and reading the activity log."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.activity.models import Activity
from core.activity.sealing import seal_activity
from core.db.base import new_id
from core.scope import Scope


def record_activity(
    scope: Scope,
    kind: str,
    *,
    contact_id: UUID | None = None,
    case_id: UUID | None = None,
    **data: Any,
) -> None:
    """Record, in the same transaction, what the scope's actor did.

    :param kind: what it was, of those that features and plugins register: ``case_created``,
        or ``<plugin>.<name>``
    :param contact_id: the contact whom it concerns, if any
    :param case_id: the case that it concerns, if any
    :param data: JSON-able details; never a secret
    """
    actor = scope.actor
    if contact_id is None and actor.is_contact:
        contact_id = actor.id
    row = Activity(
        tenant_id=scope.tenant_id,
        id=new_id(),
        at=scope.now(),
        kind=kind,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        impersonator_id=actor.impersonator_id,
        contact_id=contact_id,
        case_id=case_id,
        request_id=scope.request_id,
        data={key: str(val) if isinstance(val, UUID) else val for key, val in data.items()},
    )
    row.seal = seal_activity(scope.settings, row)
    scope.session.add(row)


def list_case_activity(scope: Scope, case_id: UUID, limit: int = 50) -> list[Activity]:
    """Return what happened to a case, the newest first."""
    return list(
        scope.session.scalars(
            select(Activity)
            .where(Activity.case_id == case_id)
            .order_by(Activity.id.desc())
            .limit(limit)
        )
    )
