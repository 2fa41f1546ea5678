"""The only way in for a case's values, wherever they come from: pages, mail, programs, plugins.

:class:`CaseValues` are made here and nowhere else, and services that store values take nothing
else. What the form decides is decided here: types, options, limits, what is required, rules and
the defaults that they leave, and who may set what.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from core.cases.access import may_change
from core.cases.filed_form import form_of
from core.cases.incomplete.marks import find_missing
from core.cases.incomplete.missing import list_missing
from core.cases.intake.entering import keep_entered, read_entered
from core.cases.intake.references import as_id, check_account, check_assignee, check_contact
from core.cases.lifecycle.statuses import statuses_of
from core.cases.lifecycle.transitions import lock_case
from core.cases.values import CONVERSATION, is_same, values_of
from core.errors import ConflictError, NotFoundError, Refused
from core.plugin import hookspecs
from core.scope import SYSTEM
from core.tenancy.validation import NOTHING, validate_values
from fields_config.effective_values import effective_values
from fields_config.emptiness import is_empty
from fields_config.form_values import only
from fields_config.policy import decide

if TYPE_CHECKING:
    from uuid import UUID

    from core.cases.models import Case
    from core.scope import Actor, Scope

_ = TranslationStringFactory("core")

# Neither is a value of the form that a case is changed with.
UNADJUSTABLE = frozenset(("files", "contact", "assignee"))
FIXED = ("channel", *CONVERSATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseValues:
    """Validated values of one case: of a new one, or what is to be different about an old one.

    :ivar actor: who gives them; they are stored for nobody else
    :ivar given: field key -> clean value
    :ivar held: what a new case holds then, with defaults and without what rules hide; of a case
        that is changed, what it held before
    :ivar people: columns of the contact, the account and the assignee that are named -> their ids
    :ivar case_id: the case that they change, and None for a new one
    :ivar case_version: its version by then
    :ivar is_partial: whether a new case may be filed though something is missing
    :ivar missing: the keys of what customers have to fill in and is not there, in the form's order
    :ivar dropped: keys of what was given and could not be taken -> a translatable sentence on why
    """

    actor: Actor
    given: Mapping[str, Any]
    held: Mapping[str, Any]
    people: Mapping[str, UUID | None]
    case_id: UUID | None = None
    case_version: int = 0
    is_partial: bool = False
    missing: tuple[str, ...] = ()
    dropped: Mapping[str, str] = field(default_factory=dict)

    def expect(self, scope: Scope, case: Case | None = None) -> None:
        """Hold to what the values were validated for.

        :raises ValueError: somebody or something else, or the case has changed since: a mistake in
            a program
        """
        made_for = (self.actor, self.case_id, self.case_version)
        found = (None, 0) if case is None else (case.id, case.version)
        if made_for != (scope.actor, *found):
            raise ValueError("these values were validated for something else")


def read_new_case(
    scope: Scope,
    values: Mapping[str, Any],
    *,
    contact_id: UUID | None = None,
    assignee_id: UUID | None = None,
    is_partial: bool = False,
    preset: Mapping[str, Any] = NOTHING,
) -> CaseValues:
    """Validate the values of a new case.

    :param values: what a case form has validated, or what a program gives: see
        :func:`core.tenancy.validation.validate_values`
    :param contact_id: whose case it is; a contact files only their own
    :param assignee_id: the assignee, if staff or a program name one
    :param is_partial: nobody is there to mend the values, as with a mail: what can't be taken of
        them is dropped, and what is required may be missing
    :param preset: what the entry point itself says of the case, validated as the system's: fields
        that customers don't see may be among it. A value that the actor may set, and has given,
        comes before it
    :raises ForbiddenError: the actor may not file it for this contact, or not choose who answers
    :raises Refused: with a sentence at each field that needs attention; of partial values never
        because of a field
    """
    people = {
        "contact_id": check_contact(scope, contact_id),
        "assignee_id": check_assignee(scope, assignee_id),
    }
    if is_partial:
        entered, dropped = keep_entered(scope, values, preset)
    else:
        entered, dropped = read_entered(scope, values, preset), {}
    people["account_id"] = as_id(entered.get("account"))
    given = scope.hooks.adjust(
        hookspecs.adjust_case,
        "values",
        entered,
        partial(_adjust, scope, is_partial=is_partial),
        scope=scope,
    )
    if given.get("account") != entered.get("account"):
        people["account_id"] = check_account(scope.acting_as(SYSTEM), given.get("account"))
    held = effective_values(scope.tenant.form("case"), given)
    return CaseValues(
        actor=scope.actor,
        given=given,
        held=MappingProxyType(held),
        people=MappingProxyType(people),
        is_partial=is_partial,
        missing=list_missing(scope, held, people["contact_id"]) if is_partial else (),
        dropped=MappingProxyType(dropped),
    )


def _adjust(
    scope: Scope, values: Mapping[str, Any], changes: Mapping[str, Any], *, is_partial: bool
) -> Mapping[str, Any]:
    """Return the values of a new case with what a plugin changes, validated as a program's.

    :raises Refused: they can't be, or are not for plugins to change
    """
    if not UNADJUSTABLE.isdisjoint(changes):
        raise Refused("a plugin can't change files and people")
    system = scope.acting_as(SYSTEM)
    clean = validate_values(system, "case", "create", {**values, **changes})
    if "account" in changes:
        check_account(system, clean.get("account"))
    adjusted = {**values, **only(clean, changes.keys())}
    form, audience = scope.tenant.form("case"), scope.actor.audience
    for key in () if is_partial else changes:
        is_required = decide(form, key, audience, "create", adjusted).required
        if is_required and is_empty(adjusted.get(key)):
            raise Refused(f"'{key}' is required")
    return MappingProxyType(adjusted)


def read_completion(scope: Scope, case: Case, values: Mapping[str, Any]) -> CaseValues:
    """Lock an incomplete case, and validate what fills it in.

    :param values: as for :func:`read_new_case`; what is not asked for is not taken
    :raises NotFoundError: the actor may not change this case
    :raises Refused: with a sentence at each field that needs attention
    """
    _lock(scope, case)
    missing = find_missing(scope, case)
    if missing is None:
        raise Refused(_("Nothing is missing any more."))
    form = missing.asking_form(scope, case)
    before = missing.values
    clean = validate_values(scope, "case", "detail", values, current=before, definition=form)
    wanted = {key: value for key, value in clean.items() if not is_same(value, before.get(key))}
    if case.state == "waiting":
        wanted["status"] = statuses_of(scope).initial  # this is what was waited for
    people = {"account_id": check_account(scope, wanted["account"])} if "account" in wanted else {}
    return _changes(scope, case, wanted, people)


def read_changes(
    scope: Scope, case: Case, values: Mapping[str, Any], *, version: int | None = None
) -> CaseValues:
    """Lock a case, and validate what is to be different about it.

    :param values: as for :func:`read_new_case`; what is not given is left alone, and so is what is
        the same already
    :param version: ``case.version`` as the person saw it
    :raises ConflictError: somebody else has changed the case since then
    :raises NotFoundError: the actor may not change this case
    :raises Refused: with a sentence at each field that needs attention
    """
    _lock(scope, case)
    if version not in (None, case.version):
        raise ConflictError(f"case {case.number}")
    before = values_of(case)
    form = form_of(scope, case)
    clean = validate_values(scope, "case", "detail", values, current=before, definition=form)
    wanted = {
        key: value
        for key, value in clean.items()
        if key not in FIXED and not is_same(value, before.get(key))
    }
    is_moved = "account" in wanted
    people = {"account_id": check_account(scope, wanted["account"])} if is_moved else {}
    return _changes(scope, case, wanted, people)


def _lock(scope: Scope, case: Case) -> None:
    if not may_change(scope, case):
        raise NotFoundError(f"change case {case.number}")
    lock_case(scope, case)


def _changes(
    scope: Scope, case: Case, wanted: Mapping[str, Any], people: Mapping[str, UUID | None]
) -> CaseValues:
    return CaseValues(
        actor=scope.actor,
        given=MappingProxyType(wanted),
        held=MappingProxyType(values_of(case)),
        people=MappingProxyType(people),
        case_id=case.id,
        case_version=case.version,
    )
