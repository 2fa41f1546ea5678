"""What an agent can do with a case by one click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import Action
from core.plugin.api.cases import CHANGE, get_case_by_id

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Scope

_ = TranslationStringFactory("agent_desk")


def list_case_actions(scope: Scope, case_id: UUID) -> list[Action]:
    """Return the button with which an agent takes a case, unless it is theirs."""
    case = get_case_by_id(scope, case_id)
    if case.assignee_id == scope.actor.id:
        return []
    return [
        Action(
            label=_("Take it"),
            route="agent_desk.case_assign",
            params={"number": case.number},
            post=True,
            # If somebody else is faster, the case stays theirs.
            values={"take": "take", "_was": str(case.assignee_id or "")},
            icon="person-plus",
            permission=CHANGE,
            beside="assignee",
            position=10,
        )
    ]
