"""What stands beside a case: its state, who is in charge, the fields that customers see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.plugin.api.cases import may_see, show_option, values_of, visible_values
from plugins.portal.services.progress import Step, list_steps, tell_next

if TYPE_CHECKING:
    from core.plugin.api import Scope
    from core.plugin.api.cases import Case, FieldView, OptionView, People

# Said elsewhere on the page.
APART = ("subject", "status", "account")


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What customers may not see is None or empty.

    ``contact`` is empty for the reader's own cases too: they know whose those are. ``next_step`` is
    for them alone, and translatable.
    """

    status: OptionView | None
    steps: list[Step]
    next_step: str
    assignee: str
    contact: str
    account: str


def read_details(scope: Scope, case: Case, people: People) -> Details:
    """Return state and people of a case, as far as customers may know them."""
    values = values_of(case)
    sees_status = may_see(scope, "status", values)
    is_own = case.contact_id == scope.actor.id
    return Details(
        status=show_option(scope, "status", case.status) if sees_status else None,
        steps=list_steps(scope, case) if sees_status else [],
        next_step=tell_next(scope, case) if sees_status and is_own else "",
        assignee=people.assignee,
        contact="" if is_own else people.contact,
        account=people.account if may_see(scope, "account", values) else "",
    )


def list_properties(scope: Scope, case: Case, people: People) -> list[FieldView]:
    """Return the fields to show to somebody who can change none of them."""
    return [view for view in visible_values(scope, case, people=people) if view.key not in APART]
