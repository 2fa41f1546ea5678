"""What a customer can still do with a closed case, told before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import Action, cases
from core.plugin.api.cases import reopening_policy

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Scope
    from core.plugin.api.cases import Case, Outcome

_ = TranslationStringFactory("portal")

HINTS = {
    "reopen": _("This case is closed. Writing a note opens it again."),
    "new_case": _("This case is closed. Writing a note makes a new case that goes on from it."),
    "refuse": _("This case is closed and takes no more notes. Create a new case if you need us."),
}


def outcome_of(scope: Scope, case: Case) -> Outcome:
    return reopening_policy(scope).outcome_of_reply(case, scope.now())


def takes_notes(scope: Scope, case: Case) -> bool:
    return outcome_of(scope, case) != "refuse"


def takes_files(scope: Scope, case: Case) -> bool:
    """Return whether a file can come alone; to a closed case it comes with a note."""
    return outcome_of(scope, case) == "note"


def closed_hint(scope: Scope, case: Case) -> str:
    """Return a translatable sentence, empty for a case that is not closed."""
    hint: str = HINTS.get(outcome_of(scope, case), "")
    return hint


def list_case_actions(scope: Scope, case_id: UUID) -> list[Action]:
    """Return the way to reopen a closed case, where the organisation offers it."""
    case = cases.get_case_by_id(scope, case_id)
    if not cases.may_reopen(scope, case):
        return []
    return [
        Action(
            label=_("Reopen this case"),
            route="portal.case_reopen",
            params={"number": case.number},
            icon="arrow-counterclockwise",
            position=10,
        )
    ]
