"""Moving a case from one status to another, with everything that follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from core.cases.activity import record_case_activity
from core.cases.lifecycle.reopening import reopening_policy
from core.cases.lifecycle.statuses import statuses_of
from core.cases.values import values_of
from core.errors import Refused
from core.plugin import hookspecs
from fields_config.policy import decide

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.cases.models import Case
    from core.scope import Scope

_ = TranslationStringFactory("core")

# Whoever is in charge is named beside the form.
SHOWN_BESIDE = ("assignee",)
TELL = {"case_closed": "cases.notify_closed", "case_reopened": "cases.notify_reopened"}
CLOSED_STAYS_CLOSED = _("This case stays closed. File a new one.")


def lock_case(scope: Scope, case: Case) -> None:
    """Read the case anew and hold it: nobody else changes it until the transaction ends."""
    scope.session.refresh(case, with_for_update=True)


def move_to(
    scope: Scope, case: Case, status: str, *, is_reply: bool = False
) -> dict[str, list[str]]:
    """Give a locked case another status; return the change, empty if there is none.

    Records the activity and requests the mail about it. Announcing the change and indexing
    the case is left to the caller, who may have more to change.

    :param is_reply: it comes with a message, whose mail mentions it; and the policy for replies has
        decided already that a customer may reopen the case
    :raises Refused: the status can't be chosen, or the closed case may not be reopened
    """
    statuses = statuses_of(scope)
    old = case.status
    if status == old:
        return {}
    if not statuses.offers(status):
        raise Refused(fields={"status": _("This option can't be chosen here. Choose another one.")})
    was_closed = case.is_closed
    state = statuses.state_of(status)
    if was_closed and state != "closed":
        _refuse_reopening(scope, case, is_reply=is_reply)
    case.status, case.state = status, state
    if state != "closed":
        case.closed_at = None
    elif not was_closed:
        case.closed_at = scope.now()
    if case.is_closed != was_closed:
        kind = "case_closed" if case.is_closed else "case_reopened"
        record_case_activity(scope, kind, case)
        if not is_reply:
            scope.enqueue(TELL[kind], case.id, scope.actor.kind)
    return {"status": [old, status]}


def check_change(scope: Scope, case: Case, changes: Mapping[str, Any]) -> None:
    """Ask the plugins whether a locked case may be changed so: key -> [old, new].

    :raises Refused: a plugin objects; whoever made the change takes it back
    """
    scope.hooks.check(hookspecs.check_change, scope=scope, case_id=case.id, changes=changes)


def emit_change(scope: Scope, case: Case, changes: Mapping[str, Any]) -> None:
    """Record a change (key -> [old, new]) and announce it to the plugins."""
    case.touch(scope.now(), is_internal=not _concerns_customers(scope, case, changes))
    record_case_activity(scope, "case_changed", case, version=case.version, changes=changes)
    scope.announce(hookspecs.case_changed, case_id=case.id, changes=changes, at=case.updated_at)


def _concerns_customers(scope: Scope, case: Case, changes: Mapping[str, Any]) -> bool:
    """Whether customers see any of the fields, before the change or after it."""
    form, after = scope.tenant.form("case"), values_of(case)
    before = {**after, **{key: old for key, (old, _new) in changes.items()}}
    return any(
        key in SHOWN_BESIDE or decide(form, key, "customer", "detail", values).visible
        for key in changes
        for values in (before, after)
    )


def _refuse_reopening(scope: Scope, case: Case, *, is_reply: bool) -> None:
    policy = reopening_policy(scope)
    allowed = policy.statuses.reopens_to(case.status) is not None
    if scope.actor.is_contact and not is_reply:
        allowed = policy.may_customer_reopen(case, scope.now())
    if not allowed:
        raise Refused(CLOSED_STAYS_CLOSED)
