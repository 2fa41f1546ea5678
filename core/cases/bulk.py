"""Doing something to several cases at once: what it will touch, doing it, and taking it back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from translationstring import TranslationStringFactory

from core.cases.access import visible_cases
from core.cases.intake.submissions import claim_submission, find_submission
from core.cases.models import Case
from core.cases.numbers import read_number
from core.errors import ConflictError, NotFoundError, Refused
from core.plugin import hookspecs
from core.plugin.activation import Source
from core.plugin.answers import RubbishError, name_of, plain
from core.plugin.hook_call import FAILED
from core.undo.services import Part, undoable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.plugin.case_lists import BulkAction
    from core.scope import Scope

_ = TranslationStringFactory("core")

ACTIONS = hookspecs.register_bulk_actions
BULK = "bulk"  # the name of what is undone
MOST = 50  # cases at once: each is a call of the plugin, in one transaction
FAILED_HERE = _("This does not work just now.")
CHANGED = _("This can't be undone any more: the same has been changed since.")


class BulkCase(NamedTuple):
    """A case that was chosen, and what there is to say of it, if anything."""

    id: UUID
    number: int
    subject: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What an action will touch, and what it will not, with the reason."""

    action: BulkAction
    touched: tuple[BulkCase, ...]
    skipped: tuple[BulkCase, ...]


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What became of the cases.

    :ivar left: those that stayed as they were, with the reason
    :ivar undo: the id of the step by which it is taken back, if it can be
    """

    done: tuple[BulkCase, ...]
    left: tuple[BulkCase, ...]
    undo: UUID | None = None


def list_bulk_actions(scope: Scope) -> list[BulkAction]:
    """Return what the actor may do to several cases at once."""
    return [one for one in scope.hooks.declared(ACTIONS) if scope.actor.may(one.permission)]


def plan_bulk(scope: Scope, name: str, numbers: Iterable[str]) -> BulkPlan:
    """Return what an action would do to the cases of these numbers.

    What is no number of a case that the actor may see is passed over.

    :raises NotFoundError: there is no such action, or it is not for this actor
    """
    action = next((one for one in list_bulk_actions(scope) if one.name == name), None)
    if action is None:
        raise NotFoundError(name[:60])
    wanted = [found for found in map(read_number, numbers) if found is not None][:MOST]
    query = (
        select(Case.id, Case.number, Case.subject)
        .where(Case.number.in_(wanted), visible_cases(scope))
        .order_by(Case.number.desc())
    )
    cases = [BulkCase(*row) for row in scope.session.execute(query)]
    reasons = _reasons(scope, action, [one.id for one in cases])
    return BulkPlan(
        action,
        tuple(one for one in cases if one.id not in reasons),
        tuple(one._replace(text=reasons[one.id]) for one in cases if one.id in reasons),
    )


def run_bulk(
    scope: Scope, plan: BulkPlan, values: Mapping[str, Any], *, once: str, place: str
) -> BulkOutcome:
    """Do it to each case; one that is refused, or at which it fails, stays as it is.

    :param once: the form's one-time key
    :param place: the path of the page to go back to when it is undone
    :raises ConflictError: the same form was sent before
    """
    source = Source.of(ACTIONS, plan.action)
    if plan.touched and (
        find_submission(scope, BULK, once)
        or not claim_submission(scope, BULK, once, plan.touched[0].id)
    ):
        raise ConflictError("the same form was sent before")
    done, left, receipts = [], list(plan.skipped), {}
    for case in plan.touched:
        answer = scope.hooks.act(scope, source, partial(_run, scope, plan.action, case.id, values))
        if answer is FAILED or isinstance(answer, Refused):
            left.append(case._replace(text=_why(scope, answer)))
        else:
            done.append(case)
            receipts[str(case.id)] = answer
    if not done or plan.action.undo is None:
        return BulkOutcome(tuple(done), tuple(left))
    with undoable(scope, plan.action.permission, BULK, place=place) as step:
        step.parts = {BULK: {"action": plan.action.name, "receipts": receipts}}
    return BulkOutcome(tuple(done), tuple(left), step.id)


def _run(scope: Scope, action: BulkAction, case_id: UUID, values: Mapping[str, Any]) -> Any:
    answer = action.run(scope, case_id, values)
    json.dumps(answer)  # it is stored: what can't be is the plugin's own failure
    return answer


def _why(scope: Scope, answer: Any) -> str:
    if answer is FAILED:
        return scope.translate(FAILED_HERE)
    return answer.message or next(iter(answer.fields.values()), scope.translate(FAILED_HERE))


def _reasons(scope: Scope, action: BulkAction, case_ids: list[UUID]) -> dict[UUID, str]:
    """Return why cases will not be touched; all of them, if that can't be asked."""
    if action.skips is None or not case_ids:
        return {}

    def read(_owner: str, answer: Any) -> dict[UUID, str]:
        if not isinstance(answer, dict):
            raise RubbishError(f"answered {name_of(answer)} instead of a dict of reasons")
        return {case_id: plain(scope.translate(text)) for case_id, text in answer.items()}

    source = Source.of(ACTIONS, action)
    found = scope.hooks.ask(scope, source, partial(action.skips, scope, case_ids), read)
    return dict.fromkeys(case_ids, scope.translate(FAILED_HERE)) if found is None else found


def _put_back(scope: Scope, before: Any) -> None:
    """Take all of it back, or nothing.

    :raises Refused: a case has been changed since, or the plugin is off
    """
    actions = scope.hooks.declared(ACTIONS)
    action = next((one for one in actions if one.name == before["action"]), None)
    if action is None or action.undo is None:
        raise Refused(CHANGED)
    source = Source.of(ACTIONS, action)
    for case_id, receipt in before["receipts"].items():
        answer = scope.hooks.act(scope, source, partial(action.undo, scope, UUID(case_id), receipt))
        if answer is FAILED or isinstance(answer, Refused):
            raise Refused(CHANGED)


# What the cases are now is for the action to say: the step itself never changes.
UNDO_PARTS = {BULK: Part(lambda _scope: None, _put_back, _("Several cases at once"))}
