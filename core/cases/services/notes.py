"""Adding to the conversation of a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select
from translationstring import TranslationStringFactory

from core.cases.access import get_case_by_id, require_writing
from core.cases.incomplete.marks import review_mark
from core.cases.intake.submissions import claim_submission, find_submission
from core.cases.lifecycle.follow_ups import goes_on_in, lock_where_it_goes_on
from core.cases.lifecycle.reopening import reopening_policy
from core.cases.lifecycle.statuses import statuses_of
from core.cases.lifecycle.transitions import check_change, emit_change, lock_case, move_to
from core.cases.models import CaseNote
from core.cases.notify.copies import CASES, MESSAGES, refuse_too_often
from core.cases.notify.recipients import confirm_copies
from core.cases.search.indexing import index_case, index_note
from core.cases.services.creation import create_follow_up
from core.cases.writing import (
    adjust_message,
    channel_of_reply,
    read_message,
    refuse_too_many,
    write_files,
    write_note,
)
from core.db.base import new_id
from core.errors import NotFoundError, Refused
from core.identity.models.contact import Contact
from core.plugin import hookspecs

if TYPE_CHECKING:
    from typing import Any
    from uuid import UUID

    from core.cases.models import Case
    from core.scope import Scope

_ = TranslationStringFactory("core")

SUBMISSION = "note"


def add_note(
    scope: Scope,
    case: Case,
    message: str,
    *,
    files: Sequence[str | UUID] = (),
    is_internal: bool = False,
    status: str | None = None,
    channel: str | None = None,
    once: str | None = None,
    max_files: int | None = None,
) -> CaseNote:
    """Add a message, saved at once. Files alone are a message too.

    A customer's message to a closed case follows the tenant's parameter: it reopens the case, makes
    a new one or is added to the one that another message made (then ``note.case_id`` is another),
    or is refused. To a waiting case it is the answer
    that was waited for: the case is open again.

    :param message: HTML, of any kind: it is cleaned
    :param is_internal: only staff see it
    :param status: what staff set with their answer
    :param once: the form's one-time key: sending it again returns the same note
    :param max_files: how many files it may have, by default as many as the tenant says
    :raises NotFoundError: the actor may not write to this case
    :raises Refused: with a sentence on what to do; nothing is written
    """
    require_writing(scope, case)
    is_customer = scope.actor.audience == "customer"
    if is_customer and (is_internal or status is not None):
        raise NotFoundError("the staff's side of a case")
    made = find_submission(scope, SUBMISSION, once)
    if made is not None:
        return _get_note(scope, made)
    case = goes_on_in(scope, case) if is_customer else case
    html = read_message(message, required=not files)
    refuse_too_many(scope, files, max_files)
    if scope.actor.is_staff and not is_internal:
        _refuse_unverified(scope, case)
    html = adjust_message(scope, case, html, files=files, is_internal=is_internal)
    values: dict[str, Any] = {"message": html, "files": list(files), "is_internal": is_internal}
    scope.hooks.check(hookspecs.check_note, scope=scope, case_id=case.id, values=values)
    note_id = new_id()
    # A caller that catches a refusal to show the form again needs a clean transaction.
    with scope.session.begin_nested():
        case = _hold(scope, case, is_customer=is_customer)
        outcome = reopening_policy(scope).outcome_of_reply(case, scope.now())
        if is_customer and outcome == "refuse":
            raise Refused(_("This case is closed and takes no more messages. File a new case."))
        if not claim_submission(scope, SUBMISSION, once, note_id):
            made = find_submission(scope, SUBMISSION, once)
        elif is_customer and outcome == "new_case":
            refuse_too_often(scope, "cases", CASES)
            return create_follow_up(scope, case, html, files, channel=channel, note_id=note_id)
        else:
            refuse_too_often(scope, "messages", MESSAGES)
            if not is_internal:
                confirm_copies(scope, case)
            note = write_note(
                scope,
                case,
                html,
                channel=channel or channel_of_reply(scope, case),
                is_internal=is_internal,
                note_id=note_id,
            )
            write_files(scope, case, files, note=note)
            target = _target(scope, case) if is_customer else status
            _finish(scope, case, note, target)
            review_mark(scope, case)
            return note
    if made is None:
        raise Refused(_("This form was sent already."))
    return _get_note(scope, made)


def _hold(scope: Scope, case: Case, *, is_customer: bool) -> Case:
    if is_customer:
        return lock_where_it_goes_on(scope, case)
    lock_case(scope, case)
    return case


def _finish(scope: Scope, case: Case, note: CaseNote, status: str | None) -> None:
    was_closed = case.is_closed
    # An internal note is not mailed, so a change of status needs a mail of its own.
    is_reply = not note.is_internal
    changed = move_to(scope, case, status, is_reply=is_reply) if status else {}
    scope.session.flush()
    if changed:
        check_change(scope, case, changed)
    index_note(scope, case, note.html)
    if changed:
        case.version += 1
        index_case(scope, case)
        emit_change(scope, case, changed)
    transition = "" if case.is_closed == was_closed else "closed" if case.is_closed else "reopened"
    scope.enqueue("cases.notify_note", note.id, transition)


def _target(scope: Scope, case: Case) -> str | None:
    """Return the status that a customer's message brings about."""
    statuses = statuses_of(scope)
    if case.is_closed:
        return statuses.reopens_to(case.status)
    return statuses.initial if case.state == "waiting" else None


def _refuse_unverified(scope: Scope, case: Case) -> None:
    """Nobody is answered at an address that has not been proved to be theirs."""
    query = select(Contact.id).where(Contact.id == case.contact_id, Contact.verified_at.is_(None))
    if scope.session.scalar(query) is not None:
        raise Refused(
            _(
                "The contact has not verified the e-mail address yet, so the case can't be "
                "answered. An internal note is possible."
            )
        )


def _get_note(scope: Scope, note_id: UUID) -> CaseNote:
    note = scope.session.scalar(select(CaseNote).where(CaseNote.id == note_id))
    if note is None:
        raise NotFoundError(str(note_id))
    get_case_by_id(scope, note.case_id)
    return note
