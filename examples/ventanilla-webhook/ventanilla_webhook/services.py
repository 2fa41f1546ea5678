"""What is told about cases and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.plugin.api.cases import CaseNote, get_case_by_id

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Scope
    from core.plugin.api.cases import Case

POST = "webhook.post"


def queue_case(scope: Scope, case_id: UUID) -> None:
    """Have a new case told about, if there is somebody to tell."""
    case = get_case_by_id(scope, case_id)
    _queue(scope, {"event": "case_created", "case": _describe(case)})


def queue_note(scope: Scope, case_id: UUID, note_id: UUID) -> None:
    """Have a note told about. What is internal stays inside."""
    note = scope.session.get(CaseNote, (scope.tenant_id, note_id))
    if note is None or note.is_internal:
        return
    case = get_case_by_id(scope, case_id)
    words = {"author": note.author_name, "html": note.html}
    _queue(scope, {"event": "note_added", "case": _describe(case), "note": words})


def _queue(scope: Scope, message: dict[str, Any]) -> None:
    """Ask for a job: talking to the outside may take long, and may have to be tried again."""
    if scope.tenant.settings("webhook")["url"]:
        scope.enqueue(POST, {"tenant": scope.tenant.slug, **message}, plugin="webhook")


def _describe(case: Case) -> dict[str, Any]:
    return {"number": case.number, "subject": case.subject, "status": case.status}
