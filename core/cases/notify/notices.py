"""The mails about a case and when they are sent; :mod:`core.cases.notify.recipients` says to whom.

Runs in jobs, after commit. Nothing internal is ever mailed.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from core.cases.incomplete.links import LIFETIME, issue_link
from core.cases.incomplete.marks import find_missing
from core.cases.models import Case, CaseFile, CaseNote
from core.cases.notify.enclosures import NoteFile, enclose, list_files
from core.cases.notify.recipients import colleagues_of, customers_of, within_limits
from core.identity.credentials.one_time import note_mail
from core.identity.models.contact import Contact
from core.mail.message.addresses import parse_address
from core.mail.services import queue_mail
from core.plugin import hookspecs

if TYPE_CHECKING:
    from uuid import UUID

    from core.cases.incomplete.marks import Missing
    from core.scope import Scope

CUSTOMERS = ("contact", "third_party", "anonymous")


def notify_created(scope: Scope, case_id: UUID, note_id: UUID | None) -> None:
    """Confirm a new case to its contact, and notify its assignee.

    Colleagues are notified of what a customer wrote even if the case is not assigned.
    """
    context = _find(scope, case_id, note_id)
    if context is None:
        return
    data = _data(scope, context)
    missing = find_missing(scope, context.case)
    if missing is None:
        _notify_contact(scope, "case_created", context, data, is_first=True)
    else:
        _ask_contact(scope, context, data, missing, is_first=True)
    is_asked = context.note is not None and context.note.author_kind in CUSTOMERS
    if context.case.assignee_id is not None or is_asked:
        _notify_colleagues(scope, context, data | {"reason": "created"}, is_first=True)


def notify_incomplete(scope: Scope, case_id: UUID) -> None:
    """Ask the contact once more for what the case lacks, with a new link."""
    context = _find(scope, case_id)
    missing = find_missing(scope, context.case) if context else None
    if context is not None and missing is not None and not context.case.is_closed:
        _ask_contact(scope, context, _data(scope, context), missing)


def notify_completed(scope: Scope, case_id: UUID) -> None:
    """Notify colleagues that the contact has filled in what a case lacked."""
    context = _find(scope, case_id)
    if context is not None:
        _notify_colleagues(scope, context, _data(scope, context) | {"reason": "completed"})


def notify_note(scope: Scope, note_id: UUID, transition: str) -> None:
    """Send a public note to the other side.

    :param transition: ``closed`` or ``reopened`` if the note did that to the case, else empty
    """
    case_id = scope.session.scalar(select(CaseNote.case_id).where(CaseNote.id == note_id))
    context = _find(scope, case_id, note_id)
    if context is None or context.note is None or context.note.is_internal:
        return
    data = _data(scope, context) | {"transition": transition}
    if context.note.author_kind in CUSTOMERS:
        _notify_colleagues(scope, context, data | {"reason": "note"})
    else:
        _notify_contact(scope, "case_note", context, data, is_automatic=False)


def notify_file(scope: Scope, file_id: UUID) -> None:
    """Notify the other side of a file that was attached without a note."""
    file = scope.session.scalar(select(CaseFile).where(CaseFile.id == file_id))
    context = _find(scope, file.case_id) if file else None
    if file is None or context is None or file.is_internal:
        return
    data = _data(scope, context) | {
        "author": file.author_name,
        "files": [file.label or file.name],
        "file_rows": list_files(scope, CaseFile.id == file.id),
        "transition": "",
    }
    if file.author_kind in CUSTOMERS:
        _notify_colleagues(scope, context, data | {"reason": "note"})
    else:
        _notify_contact(scope, "case_note", context, data)


def notify_closed(scope: Scope, case_id: UUID, by: str) -> None:
    """Notify the other side that a case was closed."""
    _notify_transition(scope, case_id, by, "closed")


def notify_reopened(scope: Scope, case_id: UUID, by: str) -> None:
    """Notify the other side that a case was reopened."""
    _notify_transition(scope, case_id, by, "reopened")


def _notify_transition(scope: Scope, case_id: UUID, by: str, transition: str) -> None:
    context = _find(scope, case_id)
    # Somebody may have undone it before the job ran: then there is nothing to report.
    if context is None or context.case.is_closed != (transition == "closed"):
        return
    reason = _last_note(scope, context.case) if transition == "reopened" else None
    # What the other side wrote last is no reason of this one.
    if reason is not None and (reason.author_kind in CUSTOMERS) != (by in CUSTOMERS):
        reason = None
    data = _data(scope, context._replace(note=reason))
    if by in CUSTOMERS:
        _notify_colleagues(scope, context, data | {"reason": transition})
    else:
        _notify_contact(scope, f"case_{transition}", context, data)


class _Context(NamedTuple):
    """The case, contact and note that a mail is about."""

    case: Case
    contact: Contact | None
    note: CaseNote | None


def _find(scope: Scope, case_id: UUID | None, note_id: UUID | None = None) -> _Context | None:
    row = scope.session.execute(
        select(Case, Contact, CaseNote)
        .outerjoin(Contact, (Contact.tenant_id == Case.tenant_id) & (Contact.id == Case.contact_id))
        .outerjoin(CaseNote, (CaseNote.tenant_id == Case.tenant_id) & (CaseNote.id == note_id))
        .where(Case.id == case_id)
    ).first()
    return None if row is None else _Context(*row)


def _last_note(scope: Scope, case: Case) -> CaseNote | None:
    """Return the note that gave the reason for reopening, if there was one."""
    query = (
        select(CaseNote)
        .where(CaseNote.case_id == case.id, CaseNote.is_internal.is_(False))
        .order_by(CaseNote.id.desc())
        .limit(1)
    )
    note = scope.session.scalar(query)
    return None if note is None or note.event else note


def _data(scope: Scope, context: _Context) -> dict[str, Any]:
    note = context.note
    files: list[NoteFile] = []
    if note is not None:
        # By the case as well: the index of files begins with it.
        of_note = (CaseFile.case_id == note.case_id, CaseFile.note_id == note.id)
        files = list_files(scope, *of_note)
    return {
        "number": context.case.number,
        "subject": context.case.subject,
        "message": note.html if note else "",
        "author": note.author_name if note else "",
        "files": [file.name for file in files],
        "file_rows": files,
    }


def _notify_contact(
    scope: Scope,
    kind: str,
    context: _Context,
    data: dict[str, Any],
    *,
    is_automatic: bool = True,
    is_first: bool = False,
) -> None:
    case, contact, note = context
    people, held = customers_of(scope, case, contact), ""
    if is_automatic and people.to:
        people, held = within_limits(scope, people)
    if contact is None or not people.to:
        return
    page = scope.link("case", number=case.number) if contact.portal_access else None
    to = [replace(one, has_page=page is not None) for one in people.to]
    reply_to = _reply_address(scope, case)
    ways: dict[str, Any] = {
        "page": page,
        "can_answer": bool(reply_to),
        "write_to": scope.tenant.branding.support_email,
        "links": [],
    }
    # What staff send; what the contact has sent, the contact has.
    sent = enclose(scope, data["file_rows"] if kind == "case_note" else [])
    send = partial(
        queue_mail,
        scope,
        kind,
        to=to,
        cc=people.cc,
        case_id=case.id,
        note_id=note.id if note else None,
        is_automatic=is_automatic,
        is_first=is_first,
        reply_to=reply_to,
        held=held,
        files=sent.attached,
    )
    # Whoever gets a copy can't open the page of the case: their mail tells them to answer.
    apart = people.cc if page else ()
    without_page = data | ways | {"page": None, "links": sent.links}
    send(data=data | ways if page else without_page, contact_id=contact.id, named=apart)
    if apart:
        send(data=without_page, named=to)


def _reply_address(scope: Scope, case: Case) -> str:
    chosen = scope.hooks.choose(hookspecs.choose_reply_address, scope=scope, case_id=case.id)
    return next((address for one in chosen if (address := parse_address(one))), "")


def _ask_contact(
    scope: Scope,
    context: _Context,
    data: dict[str, Any],
    missing: Missing,
    *,
    is_first: bool = False,
) -> None:
    """Confirm a case and ask for what it lacks, in one mail that only its contact gets."""
    case, contact, _note = context
    people = customers_of(scope, case, contact)
    if contact is None or not people.to:
        return
    people, held = within_limits(scope, replace(people, cc=()))
    reply_to = _reply_address(scope, case)
    tenant = scope.tenant
    language = contact.locale if contact.locale in tenant.languages else tenant.default_locale
    link = issue_link(scope, case, contact)
    mail = queue_mail(
        scope,
        "case_incomplete",
        to=people.to,
        data=data
        | {
            "is_first": is_first,
            "missing": missing.names(scope, language),
            "link": link,
            "until": scope.now() + LIFETIME,
            "can_answer": bool(reply_to),
            "write_to": tenant.branding.support_email,
        },
        case_id=case.id,
        note_id=context.note.id if context.note else None,
        contact_id=contact.id,
        secrets=("link",),
        is_first=is_first,
        reply_to=reply_to,
        held=held,
    )
    if link:
        note_mail(scope, contact.id, "complete", mail)


def _notify_colleagues(
    scope: Scope, context: _Context, data: dict[str, Any], *, is_first: bool = False
) -> None:
    case = context.case
    page = scope.link("case", "staff", number=case.number)
    found = colleagues_of(scope, case)
    data = data | {"is_substitute": found.is_substitute}
    # One mail each, in the reader's language.
    for person in found.to:
        queue_mail(
            scope,
            "agent_note",
            to=[replace(person, has_page=page is not None)],
            data=data | {"page": page},
            case_id=case.id,
            note_id=context.note.id if context.note else None,
            is_first=is_first,
        )
