"""Who is told by mail of what happens to a case. Runs in jobs, after commit.

What staff do goes to the contact, with the case's copies; what the contact does goes to whoever the
case is assigned to. Nothing goes to an address that nobody has proved to be the contact's, and
nothing internal goes to anyone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core.cases.models import Case, CaseFile, CaseNote
from core.identity.addresses import fold_address
from core.identity.models.contact import Contact
from core.identity.models.staff import Staff
from core.mail.services import Recipient, queue_mail

if TYPE_CHECKING:
    from uuid import UUID

    from core.scope import Scope

CUSTOMERS = ("contact", "third_party", "anonymous")


def notify_created(scope: Scope, case_id: UUID, note_id: UUID | None) -> None:
    """Confirm a new case to its contact, and show it to whom it was given."""
    case = _case(scope, case_id)
    note = _note(scope, note_id) if note_id else None
    if case is None:
        return
    data = _data(scope, case, note)
    _tell_contact(scope, "case_created", case, data, note)
    _tell_assignee(scope, case, data | {"reason": "created"}, note)


def notify_note(scope: Scope, note_id: UUID, turned: str) -> None:
    """Send a public note to the other side, with what became of the case: closed, reopened."""
    note = _note(scope, note_id)
    case = _case(scope, note.case_id) if note else None
    if note is None or case is None or note.is_internal:
        return
    data = _data(scope, case, note) | {"turned": turned}
    if note.author_kind in CUSTOMERS:
        _tell_assignee(scope, case, data | {"reason": "note"}, note)
    else:
        _tell_contact(scope, "case_note", case, data, note, is_automatic=False)


def notify_file(scope: Scope, file_id: UUID) -> None:
    """Tell the other side of a file that was attached without a note."""
    file = scope.session.scalar(select(CaseFile).where(CaseFile.id == file_id))
    case = _case(scope, file.case_id) if file else None
    if file is None or case is None or file.is_internal:
        return
    data = _data(scope, case, None) | {
        "author": file.author_name,
        "files": [file.label or file.name],
        "turned": "",
    }
    if file.author_kind in CUSTOMERS:
        _tell_assignee(scope, case, data | {"reason": "note"}, None)
    else:
        _tell_contact(scope, "case_note", case, data, None)


def notify_closed(scope: Scope, case_id: UUID, by: str) -> None:
    """Tell the other side that a case was closed."""
    _tell_turned(scope, case_id, by, "closed")


def notify_reopened(scope: Scope, case_id: UUID, by: str) -> None:
    """Tell the other side that a case was reopened."""
    _tell_turned(scope, case_id, by, "reopened")


def _tell_turned(scope: Scope, case_id: UUID, by: str, turned: str) -> None:
    case = _case(scope, case_id)
    # Who was quicker than the job has undone it: then there is nothing to tell.
    if case is None or case.is_closed != (turned == "closed"):
        return
    note = _last_note(scope, case) if turned == "reopened" else None
    data = _data(scope, case, note)
    if by in CUSTOMERS:
        _tell_assignee(scope, case, data | {"reason": turned}, None)
    else:
        _tell_contact(scope, f"case_{turned}", case, data, None)


def _case(scope: Scope, case_id: UUID) -> Case | None:
    return scope.session.scalar(select(Case).where(Case.id == case_id))


def _note(scope: Scope, note_id: UUID) -> CaseNote | None:
    return scope.session.scalar(select(CaseNote).where(CaseNote.id == note_id))


def _last_note(scope: Scope, case: Case) -> CaseNote | None:
    """Return the reason that came with reopening, if there was one."""
    query = (
        select(CaseNote)
        .where(CaseNote.case_id == case.id, CaseNote.is_internal.is_(False))
        .order_by(CaseNote.id.desc())
        .limit(1)
    )
    note = scope.session.scalar(query)
    return None if note is None or note.event else note


def _data(scope: Scope, case: Case, note: CaseNote | None) -> dict[str, Any]:
    files: list[str] = []
    if note is not None:
        query = select(CaseFile.name).where(CaseFile.note_id == note.id).order_by(CaseFile.id)
        files = list(scope.session.scalars(query))
    return {
        "number": case.number,
        "subject": case.subject,
        "message": note.html if note else "",
        "author": note.author_name if note else "",
        "files": files,
    }


def _tell_contact(
    scope: Scope,
    kind: str,
    case: Case,
    data: dict[str, Any],
    note: CaseNote | None,
    *,
    is_automatic: bool = True,
) -> None:
    contact = scope.session.scalar(select(Contact).where(Contact.id == case.contact_id))
    if contact is None or not contact.email or contact.verified_at is None or contact.hidden:
        return
    has_portal = "portal" in scope.tenant.plugins and contact.portal_access
    own = fold_address(contact.email)
    queue_mail(
        scope,
        kind,
        to=[Recipient(contact.email, contact.name, contact.locale)],
        cc=[Recipient(address) for address in case.cc if fold_address(address) != own],
        data=data | {"path": f"/cases/{case.number}" if has_portal else ""},
        case_id=case.id,
        note_id=note.id if note else None,
        contact_id=contact.id,
        is_automatic=is_automatic,
    )


def _tell_assignee(scope: Scope, case: Case, data: dict[str, Any], note: CaseNote | None) -> None:
    if case.assignee_id is None:
        return
    staff = scope.session.scalar(select(Staff).where(Staff.id == case.assignee_id, Staff.active))
    if staff is None or not staff.email:
        return
    queue_mail(
        scope,
        "agent_note",
        to=[Recipient(staff.email, staff.name, staff.locale)],
        data=data | {"path": f"/desk/cases/{case.number}"},
        case_id=case.id,
        note_id=note.id if note else None,
    )
