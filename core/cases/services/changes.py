"""Changing a case: its fields, its status, closing and reopening it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from core.cases.access import CHANGE, may_write, require_writing
from core.cases.incomplete.marks import review_mark
from core.cases.intake.references import check_assignee
from core.cases.intake.submissions import claim_submission, find_submission
from core.cases.lifecycle.reopening import reopening_policy
from core.cases.lifecycle.statuses import statuses_of
from core.cases.lifecycle.transitions import (
    CLOSED_STAYS_CLOSED,
    check_change,
    emit_change,
    lock_case,
    move_to,
)
from core.cases.notify.copies import MESSAGES, check_copies, refuse_too_often
from core.cases.notify.recipients import confirm_copies
from core.cases.search.indexing import index_case, index_note
from core.cases.services.creation import LONGEST_SUBJECT
from core.cases.values import COLUMNS, REFERENCES, SYSTEM_KEYS, is_same, values_of
from core.cases.writing import (
    adjust_message,
    channel_of_reply,
    read_message,
    write_field_files,
    write_note,
)
from core.errors import ForbiddenError, Refused
from fields_config.effective_values import hidden_values
from fields_config.emptiness import is_empty

if TYPE_CHECKING:
    from uuid import UUID

    from core.cases.intake.case_values import CaseValues
    from core.cases.models import Case
    from core.scope import Scope

_ = TranslationStringFactory("core")

REOPENING = "reopening"
# The columns that a case can be without.
HIDEABLE = ("product", "priority", "cc", "account")


def change_case(scope: Scope, case: Case, values: CaseValues) -> dict[str, list[Any]]:
    """Change fields of a case, and return what is different now: key -> [old, new].

    :param values: from :func:`core.cases.intake.case_values.read_changes`, which has locked the
        case
    :raises Refused: a copied address, a file or the transition to the status is not allowed, or a
        plugin objects
    """
    values.expect(scope, case)
    if not values.given:
        return {}
    with scope.session.begin_nested():
        _apply(scope, case, values)
        _empty_hidden(scope, case, values.held)
        changed = _finish(scope, case, values.held)
        review_mark(scope, case)
        return changed


def assign_case(
    scope: Scope, case: Case, assignee: str | UUID | None, *, is_checked: bool = True
) -> bool:
    """Give a case to a member of staff or to nobody; return whether that is a change.

    :param is_checked: whether plugins may object
    :raises ForbiddenError: that is not for this actor to choose
    :raises Refused: there is no such member of staff who answers cases, or a plugin objects
    """
    scope.require(CHANGE)
    assignee_id = check_assignee(scope, assignee)
    lock_case(scope, case)
    if case.assignee_id == assignee_id:
        return False
    before = values_of(case)
    with scope.session.begin_nested():
        case.assignee_id = assignee_id
        _finish(scope, case, before, is_checked=is_checked)
    return True


def _apply(scope: Scope, case: Case, values: CaseValues) -> None:
    for column, reference in values.people.items():
        setattr(case, column, reference)
    custom = dict(case.custom)
    for key, value in values.given.items():
        if key == "status":
            move_to(scope, case, str(value))
        elif key == "subject":
            case.subject = str(value)[:LONGEST_SUBJECT]
        elif key == "cc":
            case.cc = check_copies(scope, value or (), case.cc)
            confirm_copies(scope, case)
        elif key in COLUMNS:
            setattr(case, key, value or None)
        elif key not in SYSTEM_KEYS:
            if is_empty(value):
                custom.pop(key, None)
            else:
                custom[key] = _custom_value(scope, case, key, value)
    case.custom = custom


def _empty_hidden(scope: Scope, case: Case, before: Mapping[str, Any]) -> None:
    """Take away the values of fields that showed until now and that rules hide from now on."""
    form, after = scope.tenant.form("case"), values_of(case)
    for key in hidden_values(form, before, after):
        if key in case.custom:
            case.custom = {name: value for name, value in case.custom.items() if name != key}
        elif key in HIDEABLE:
            setattr(case, REFERENCES.get(key, key), [] if key == "cc" else None)


def _custom_value(scope: Scope, case: Case, key: str, value: Any) -> Any:
    """Return what is stored of a value of the tenant's own field; files are attached."""
    field = scope.tenant.form("case").field(key)
    if field is None or field.type != "file":
        return value
    return write_field_files(scope, case, field, value, case.custom.get(key) or ())


def _finish(
    scope: Scope, case: Case, before: Mapping[str, Any], *, is_checked: bool = True
) -> dict[str, list[Any]]:
    """Record and announce the change; return the differences as key -> [old, new].

    :raises Refused: a plugin objects
    """
    case.version += 1
    case.updated_at = scope.now()  # emit_change says whether for customers too
    scope.session.flush()
    after = values_of(case)
    keys = dict.fromkeys((*before, *after))
    changed = {
        key: [before.get(key), after.get(key)]
        for key in keys
        if not is_same(before.get(key), after.get(key))
    }
    if changed and is_checked:
        check_change(scope, case, changed)
    index_case(scope, case)
    if changed:
        emit_change(scope, case, changed)
    return changed


def close_case(scope: Scope, case: Case, *, status: str | None = None) -> None:
    """Close a case. Closing a closed one changes nothing.

    :param status: the closed status to use; by default the first there is
    :raises ForbiddenError: customers close nothing; who may edit the status changes that
    :raises NotFoundError: the actor may not write to this case
    :raises Refused: the tenant has no such closed status, or a plugin objects
    """
    statuses = statuses_of(scope)
    status = status or statuses.closing
    if status is None or statuses.state_of(status) != "closed":
        raise Refused(_("There is no status that closes a case."))
    if scope.actor.audience == "customer":
        raise ForbiddenError("close a case")
    require_writing(scope, case)
    with scope.session.begin_nested():
        lock_case(scope, case)
        if not case.is_closed:
            before = values_of(case)
            move_to(scope, case, status)
            _finish(scope, case, before)


def may_reopen(scope: Scope, case: Case) -> bool:
    """Whether to offer the actor to reopen this case."""
    if not case.is_closed or not may_write(scope, case):
        return False
    policy = reopening_policy(scope)
    if scope.actor.is_contact:
        return policy.may_customer_reopen(case, scope.now())
    return policy.statuses.reopens_to(case.status) is not None


def reopen_case(scope: Scope, case: Case, reason: str = "", *, once: str | None = None) -> None:
    """Reopen a closed case: a note says so, and a second one says why.

    :param reason: HTML; a customer has to give one
    :param once: the form's one-time key: sending it again changes nothing
    :raises NotFoundError: the actor may not write to this case
    :raises Refused: reopening is not allowed, or no longer; the reason is missing; or a plugin
        objects
    """
    require_writing(scope, case)
    if find_submission(scope, REOPENING, once) is not None:
        return
    is_contact = scope.actor.is_contact
    with scope.session.begin_nested():
        lock_case(scope, case)
        if not may_reopen(scope, case):
            raise Refused(CLOSED_STAYS_CLOSED)
        why = read_message(reason, required=is_contact)
        if why:
            why = adjust_message(scope, case, why)
        if not claim_submission(scope, REOPENING, once, case.id):
            return
        refuse_too_often(scope, "messages", MESSAGES)
        before = values_of(case)
        channel = channel_of_reply(scope, case)
        event = "reopened_by_contact" if is_contact else "reopened"
        write_note(scope, case, "", channel=channel, event=event)
        move_to(scope, case, statuses_of(scope).reopens_to(case.status) or "")
        if why:
            write_note(scope, case, why, channel=channel)
            index_note(scope, case, why)
        _finish(scope, case, before)
