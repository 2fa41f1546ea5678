"""What is told by mail of a case, and when; :mod:`core.cases.notify.recipients` says whom.

Runs in jobs, after commit. Nothing internal goes to anyone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from core.cases.models import Case, CaseFile, CaseNote
from core.cases.notify.recipients import colleagues_of, customers_of
from core.identity.models.contact import Contact
from core.mail.services import queue_mail

if TYPE_CHECKING:
    from uuid import UUID

    from core.scope import Scope

CUSTOMERS = ("contact", "third_party", "anonymous")


def notify_created(scope: Scope, case_id: UUID, note_id: UUID | None) -> None:
    """Confirm a new case to its contact, and show it to whom it was given.

    What a customer has written in it is told even if it was given to nobody.
    """
    about = _find(scope, case_id, note_id)
    if about is None:
        return
    data = _data(scope, about)
    _tell_contact(scope, "case_created", about, data, is_first=True)
    is_asked = about.note is not None and about.note.author_kind in CUSTOMERS
    if about.case.assignee_id is not None or is_asked:
        _tell_colleagues(scope, about, data | {"reason": "created"}, is_first=True)


def notify_note(scope: Scope, note_id: UUID, turned: str) -> None:
    """Send a public note to the other side, with what became of the case: closed, reopened."""
    case_id = scope.session.scalar(select(CaseNote.case_id).where(CaseNote.id == note_id))
    about = _find(scope, case_id, note_id)
    if about is None or about.note is None or about.note.is_internal:
        return
    data = _data(scope, about) | {"turned": turned}
    if about.note.author_kind in CUSTOMERS:
        _tell_colleagues(scope, about, data | {"reason": "note"})
    else:
        _tell_contact(scope, "case_note", about, data, is_automatic=False)


def notify_file(scope: Scope, file_id: UUID) -> None:
    """Tell the other side of a file that was attached without a note."""
    file = scope.session.scalar(select(CaseFile).where(CaseFile.id == file_id))
    about = _find(scope, file.case_id) if file else None
    if file is None or about is None or file.is_internal:
        return
    data = _data(scope, about) | {
        "author": file.author_name,
        "files": [file.label or file.name],
        "turned": "",
    }
    if file.author_kind in CUSTOMERS:
        _tell_colleagues(scope, about, data | {"reason": "note"})
    else:
        _tell_contact(scope, "case_note", about, data)


def notify_closed(scope: Scope, case_id: UUID, by: str) -> None:
    """Tell the other side that a case was closed."""
    _tell_turned(scope, case_id, by, "closed")


def notify_reopened(scope: Scope, case_id: UUID, by: str) -> None:
    """Tell the other side that a case was reopened."""
    _tell_turned(scope, case_id, by, "reopened")


def _tell_turned(scope: Scope, case_id: UUID, by: str, turned: str) -> None:
    about = _find(scope, case_id)
    # Who was quicker than the job has undone it: then there is nothing to tell.
    if about is None or about.case.is_closed != (turned == "closed"):
        return
    reason = _last_note(scope, about.case) if turned == "reopened" else None
    data = _data(scope, about._replace(note=reason))
    if by in CUSTOMERS:
        _tell_colleagues(scope, about, data | {"reason": turned})
    else:
        _tell_contact(scope, f"case_{turned}", about, data)


class _About(NamedTuple):
    """What a mail is about."""

    case: Case
    contact: Contact | None
    note: CaseNote | None


def _find(scope: Scope, case_id: UUID | None, note_id: UUID | None = None) -> _About | None:
    row = scope.session.execute(
        select(Case, Contact, CaseNote)
        .outerjoin(Contact, (Contact.tenant_id == Case.tenant_id) & (Contact.id == Case.contact_id))
        .outerjoin(CaseNote, (CaseNote.tenant_id == Case.tenant_id) & (CaseNote.id == note_id))
        .where(Case.id == case_id)
    ).first()
    return None if row is None else _About(*row)


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


def _data(scope: Scope, about: _About) -> dict[str, Any]:
    note = about.note
    files: list[str] = []
    if note is not None:
        # By the case, too: that is what the index of files leads with.
        query = (
            select(CaseFile.name)
            .where(CaseFile.case_id == note.case_id, CaseFile.note_id == note.id)
            .order_by(CaseFile.id)
        )
        files = list(scope.session.scalars(query))
    return {
        "number": about.case.number,
        "subject": about.case.subject,
        "message": note.html if note else "",
        "author": note.author_name if note else "",
        "files": files,
    }


def _tell_contact(
    scope: Scope,
    kind: str,
    about: _About,
    data: dict[str, Any],
    *,
    is_automatic: bool = True,
    is_first: bool = False,
) -> None:
    case, contact, note = about
    people = customers_of(scope, case, contact)
    if contact is None or not people.to:
        return
    page = scope.link("case", number=case.number) if contact.portal_access else None
    # Who can't open a page of the case, and wants to answer, writes.
    ways = {"page": page, "write_to": "" if page else scope.tenant.branding.support_email}
    queue_mail(
        scope,
        kind,
        to=people.to,
        cc=people.cc,
        data=data | ways,
        case_id=case.id,
        note_id=note.id if note else None,
        contact_id=contact.id,
        is_automatic=is_automatic,
        is_first=is_first,
    )


def _tell_colleagues(
    scope: Scope, about: _About, data: dict[str, Any], *, is_first: bool = False
) -> None:
    case = about.case
    page = scope.link("case", "staff", number=case.number)
    found = colleagues_of(scope, case)
    data = data | {"is_substitute": found.is_substitute}
    # One mail each, in the reader's language.
    for person in found.to:
        queue_mail(
            scope,
            "agent_note",
            to=[person],
            data=data | {"page": page},
            case_id=case.id,
            note_id=about.note.id if about.note else None,
            is_first=is_first,
        )
