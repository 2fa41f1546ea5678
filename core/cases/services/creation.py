"""Filing a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from core.cases.access import get_case_by_id
from core.cases.activity import record_case_activity
from core.cases.intake.submissions import claim_submission, find_submission
from core.cases.lifecycle.statuses import statuses_of
from core.cases.models import Case, CaseNote
from core.cases.notify.copies import CASES, check_copies, refuse_too_often
from core.cases.numbers import next_number
from core.cases.search.indexing import index_new_case, prepare_entry
from core.cases.values import SYSTEM_KEYS, values_of
from core.cases.writing import (
    channel_of_reply,
    write_field_files,
    write_files,
    write_note,
)
from core.db.base import new_id
from core.errors import ReadOnlyError, Refused
from core.identity.services.staff import can_answer
from core.plugin import hookspecs
from fields_config.effective_values import effective_values
from fields_config.emptiness import is_empty

if TYPE_CHECKING:
    from uuid import UUID

    from core.cases.intake.case_values import CaseValues
    from core.scope import Scope
    from fields_config.definition import FieldDefinition

_ = TranslationStringFactory("core")

LONGEST_SUBJECT = 500
SUBMISSION = "case"


def create_case(
    scope: Scope,
    values: CaseValues,
    *,
    channel: str = "portal",
    once: str | None = None,
    files: Sequence[str | UUID] = (),
    note_id: UUID | None = None,
) -> Case:
    """File a case, with its first note and files, as one whole.

    Partial values that lack something make a case that is marked incomplete, whose contact is asked
    for the rest.

    :param values: from :func:`core.cases.intake.case_values.read_new_case`
    :param channel: the way it came, unless the values name one
    :param once: the form's one-time key: sending it again returns the same case
    :param files: uploads of the actor that a program adds to those of the values: neither the form
        nor the tenant limits their number
    :param note_id: of the note that has the message, if there is one; by default a new id
    :raises Refused: a file, a copied address or a plugin's rule does not allow it; nothing is
        written. Partial values are filed without copies rather than refused because of them
    """
    if scope.actor.impersonator_id is not None:
        raise ReadOnlyError("file a case")
    values.expect(scope)
    made = find_submission(scope, SUBMISSION, once)
    if made is not None:
        return get_case_by_id(scope, made)
    uploads = [*(values.given.get("files") or ()), *files]
    given = {**values.given, "files": uploads} if files else values.given
    scope.hooks.check(hookspecs.check_case, scope=scope, values=given)
    people = dict(values.people)
    if people["assignee_id"] is None:
        people["assignee_id"] = _choose_assignee(scope, given)
    refuse_too_often(scope, "cases", CASES)
    case_id = new_id()
    # A caller that catches a refusal to show the form again needs a clean transaction. From here
    # on only files and copies are refused.
    may_be_refused = uploads or given.get("cc") or _file_fields(scope, given)
    with scope.session.begin_nested() if may_be_refused else nullcontext():
        if claim_submission(scope, SUBMISSION, once, case_id):
            case = _make(scope, values, channel, id=case_id, **people)
            case.is_incomplete = any(key != "files" or not uploads for key in values.missing)
            message = given.get("message") or ""
            _file(scope, case, message, uploads, note_id=note_id if message else None)
            return case
    made = find_submission(scope, SUBMISSION, once)
    if made is None:
        raise Refused(_("This form was sent already. Look for your case in the list."))
    return get_case_by_id(scope, made)


def _choose_assignee(scope: Scope, values: Mapping[str, Any]) -> UUID | None:
    chosen = scope.hooks.choose(hookspecs.choose_assignee, scope=scope, values=values)
    return next((one for one in chosen if can_answer(scope, one)), None)


def _who_still_answers(scope: Scope, staff_id: UUID | None) -> UUID | None:
    return staff_id if staff_id is not None and can_answer(scope, staff_id) else None


def _make(scope: Scope, values: CaseValues, channel: str, **people: UUID | None) -> Case:
    given, held = values.given, values.held
    cc = _copies(scope, values)
    return _new_case(
        scope,
        status=given.get("status") or statuses_of(scope).initial,
        subject=(given.get("subject") or scope.translate(_("(No subject)")))[:LONGEST_SUBJECT],
        product=held.get("product") or None,
        priority=held.get("priority") or None,
        channel=given.get("channel") or channel,
        cc=cc,
        confirmed_cc=list(cc) if scope.actor.audience == "agent" else [],
        custom=_custom_values(scope, held),
        **people,
    )


def _copies(scope: Scope, values: CaseValues) -> list[str]:
    try:
        return check_copies(scope, values.held.get("cc") or ())
    except Refused:
        if not values.is_partial:
            raise
        # A message that nobody can send again is not refused because of its copies.
        return []


def _new_case(scope: Scope, *, status: str, **columns: Any) -> Case:
    now = scope.now()
    state = statuses_of(scope).state_of(status)
    return Case(
        tenant_id=scope.tenant_id,
        status=status,
        state=state,
        form_version=scope.tenant.forms["case"].version,
        created_at=now,
        updated_at=now,
        public_updated_at=now,
        closed_at=now if state == "closed" else None,
        version=1,
        **columns,
    )


def _custom_values(scope: Scope, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the tenant's own fields, those that say something."""
    form = scope.tenant.form("case")
    return {
        field.key: values[field.key]
        for field in form.active_fields()
        if field.key not in SYSTEM_KEYS and not is_empty(values.get(field.key))
    }


def create_follow_up(
    scope: Scope,
    closed: Case,
    html: str,
    files: Sequence[str | UUID],
    *,
    channel: str | None,
    note_id: UUID,
) -> CaseNote:
    """File the follow-up of a closed case, and return its first note."""
    kept = effective_values(scope.tenant.form("case"), values_of(closed), is_new=False)
    case = _new_case(
        scope,
        status=statuses_of(scope).initial,
        id=new_id(),
        subject=closed.subject,
        product=kept.get("product"),
        priority=kept.get("priority"),
        channel=channel or channel_of_reply(scope, closed),
        contact_id=closed.contact_id,
        account_id=closed.account_id,
        assignee_id=_who_still_answers(scope, closed.assignee_id),
        parent_id=closed.id,
        cc=list(kept.get("cc") or ()),
        confirmed_cc=list(closed.confirmed_cc),
        custom=_custom_values(scope, kept),
    )
    note = _file(scope, case, html, files, note_id=note_id)
    if note is None:
        raise LookupError("a case that goes on begins with a note")
    return note


def _file(
    scope: Scope,
    case: Case,
    message: str,
    uploads: Sequence[str | UUID],
    *,
    note_id: UUID | None = None,
) -> CaseNote | None:
    entry = prepare_entry(scope, case)
    case.folded = entry.folded
    # As late as can be: others who file a case wait for their number until we are done.
    case.number = next_number(scope)
    scope.session.add(case)
    scope.session.flush()  # all that follows refers to it, and is written at once
    index_new_case(scope, case, entry, message)
    record_case_activity(scope, "case_created", case, channel=case.channel)
    scope.announce(hookspecs.case_created, case_id=case.id, at=case.created_at)
    note = None
    if message or note_id:
        note = write_note(
            scope, case, message, channel=case.channel, note_id=note_id, at=case.created_at
        )
    write_files(scope, case, uploads, note=note)
    if case.parent_id is None:
        _attach_custom_files(scope, case)
    scope.enqueue("cases.notify_created", case.id, note.id if note else None)
    scope.session.flush()
    return note


def _attach_custom_files(scope: Scope, case: Case) -> None:
    """Attach what the tenant's own file fields hold; the case keeps the ids of its files."""
    fields = _file_fields(scope, case.custom)
    if fields:
        held = {
            field.key: write_field_files(scope, case, field, case.custom[field.key])
            for field in fields
        }
        case.custom = {**case.custom, **held}


def _file_fields(scope: Scope, values: Mapping[str, Any]) -> list[FieldDefinition]:
    """Return the tenant's own fields that hold files among these values."""
    return [
        field
        for field in scope.tenant.form("case").active_fields()
        if field.type == "file" and field.key not in SYSTEM_KEYS and values.get(field.key)
    ]
