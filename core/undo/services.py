"""Remembering what a change replaces, and putting it back exactly."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast, get_args

from sqlalchemy import delete, select
from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.db.base import new_id
from core.errors import NotFoundError, Refused
from core.tenancy.config import Kind
from core.tenancy.models import Tenant, TenantDocument
from core.tenancy.services import save_document
from core.undo.models import UndoStep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from uuid import UUID

    from core.scope import Scope

_ = TranslationStringFactory("core")

MOST_STEPS = 20  # steps of a tenant


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the configuration that is no document of its own.

    :param read: returns all of it, as JSON
    :param put_back: makes it what ``read`` returned once
    :param title: what people call it, translatable
    """

    read: Callable[[Scope], Any]
    put_back: Callable[[Scope, Any], None]
    title: str


_PARTS: dict[str, Part] = {}
_DOCUMENTS = {"plugins": _("Plugins"), "settings": _("Settings"), "wording": _("Wording")}


def register_parts(parts: Mapping[str, Part]) -> None:
    """Let changes of a feature's parts be undone; its ``feature.py`` calls this.

    :param parts: by name; the names of documents are known already
    """
    _PARTS.update(parts)


def title_of_part(name: str) -> str:
    """Return what people call a part, translatable; its name if nobody knows it any more."""
    return _PARTS[name].title if name in _PARTS else _DOCUMENTS.get(name, name)


@contextmanager
def undoable(scope: Scope, permission: str, *parts: str, place: str = "") -> Iterator[UndoStep]:
    """Remember parts of the configuration while they are changed.

    :param permission: whoever has it may take the change back
    :param parts: kinds of documents, or names of parts that were registered
    :param place: the path of the page to go back to
    """
    step = UndoStep(
        tenant_id=scope.tenant_id,
        id=new_id(),
        permission=permission,
        parts={part: _state(scope, part) for part in parts},
        place=place,
        actor_id=scope.actor.id,
        created_at=scope.now(),
    )
    yield step
    scope.session.flush()
    step.after = _mark(scope, step)
    scope.session.add(step)
    _forget_old(scope)


def undo(scope: Scope, step_id: UUID) -> UndoStep:
    """Put back what a change replaced.

    :raises NotFoundError: there is no such step, or the actor may not take it back
    :raises Refused: it was taken back, or the same has been changed since
    """
    query = select(UndoStep).where(UndoStep.id == step_id).with_for_update()
    step = scope.session.scalar(query)
    if step is None or not scope.actor.may(step.permission):
        raise NotFoundError(str(step_id))
    if step.undone_at is not None:
        raise Refused(_("This was undone already."))
    # Nobody else changes the configuration meanwhile.
    scope.session.scalar(select(Tenant.id).where(Tenant.id == scope.tenant_id).with_for_update())
    if _mark(scope, step) != step.after:
        raise Refused(_("This can't be undone any more: the same has been changed since."))
    for part, before in step.parts.items():
        _put_back(scope, part, before)
    step.undone_at = scope.now()
    record_activity(scope, "change_undone", parts=sorted(step.parts))
    scope.session.flush()
    return step


def find_latest(scope: Scope, parts: Iterable[str]) -> UndoStep | None:
    """Return the newest change of exactly these parts that was not taken back."""
    wanted = set(parts)
    query = (
        select(UndoStep)
        .where(UndoStep.undone_at.is_(None))
        .order_by(UndoStep.created_at.desc(), UndoStep.id.desc())
    )
    return next((step for step in scope.session.scalars(query) if set(step.parts) == wanted), None)


def _state(scope: Scope, part: str) -> Any:
    if part in _PARTS:
        return _PARTS[part].read(scope)
    query = select(TenantDocument.body).where(TenantDocument.kind == part)
    return scope.session.scalar(query)


def _mark(scope: Scope, step: UndoStep) -> str:
    """Return a short text that differs whenever one of the step's parts does."""
    now = {part: _state(scope, part) for part in step.parts}
    return hashlib.sha256(json.dumps(now, sort_keys=True).encode()).hexdigest()


def _put_back(scope: Scope, part: str, before: Any) -> None:
    if part in _PARTS:
        _PARTS[part].put_back(scope, before)
    elif part in get_args(Kind):
        save_document(scope, cast("Kind", part), before or {})


def _forget_old(scope: Scope) -> None:
    newest = (
        select(UndoStep.id)
        .order_by(UndoStep.created_at.desc(), UndoStep.id.desc())
        .limit(MOST_STEPS)
    )
    scope.session.flush()
    kept = list(scope.session.scalars(newest))
    scope.session.execute(
        delete(UndoStep)
        .where(UndoStep.tenant_id == scope.tenant_id, UndoStep.id.not_in(kept))
        .execution_options(synchronize_session=False)
    )
