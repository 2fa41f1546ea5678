"""How far a case is, in four steps that everybody understands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api.cases import statuses_of

if TYPE_CHECKING:
    from core.plugin.api import Scope
    from core.plugin.api.cases import Case

_ = TranslationStringFactory("portal")

STEPS = (_("Received"), _("In progress"), _("Waiting for you"), _("Solved"))
RECEIVED, IN_PROGRESS, WAITING, SOLVED = range(4)
NEXT = {
    RECEIVED: _("It has arrived. Somebody will take it up and write to you."),
    IN_PROGRESS: _("We are working on it and write to you as soon as there is an answer."),
    WAITING: _("We need something from you. Write a note, and we go on."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way. ``label`` is translatable."""

    label: str
    is_done: bool
    is_current: bool


def list_steps(scope: Scope, case: Case) -> list[Step]:
    """Return the steps, for a case whose status the reader may see."""
    now = _step_of(scope, case)
    return [
        Step(label, is_done=number < now, is_current=number == now)
        for number, label in enumerate(STEPS)
    ]


def tell_next(scope: Scope, case: Case) -> str:
    """Return a translatable sentence: what happens next. Empty once the case is solved."""
    sentence: str = NEXT.get(_step_of(scope, case), "")
    return sentence


def _step_of(scope: Scope, case: Case) -> int:
    if case.is_closed:
        return SOLVED
    if case.state == "waiting":
        return WAITING
    has_begun = case.status != statuses_of(scope).initial or case.assignee_id is not None
    return IN_PROGRESS if has_begun else RECEIVED
