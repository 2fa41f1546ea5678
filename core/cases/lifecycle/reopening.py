"""What happens when a customer writes to a closed case: one policy for every entry point.

The portal's button, a note on the portal, a reply by mail and the API all ask here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol

from core.cases.lifecycle.statuses import Statuses, statuses_of

if TYPE_CHECKING:
    from datetime import datetime

    from core.cases.models import Case
    from core.scope import Scope

Outcome = Literal["note", "reopen", "new_case", "refuse"]


class Closable(Protocol):
    """The columns that the policy needs, of a case or of a row of a list."""

    @property
    def status(self) -> Any: ...
    @property
    def closed_at(self) -> Any: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopeningPolicy:
    """A tenant's rules.

    :param customers_may_reopen: whether they are offered to reopen at all
    :param reply_to_closed: ``reopen``, ``new_case`` or ``no_update``
    :param days_to_reopen: after so many days a case stays closed; zero means never
    """

    statuses: Statuses
    customers_may_reopen: bool
    reply_to_closed: str
    days_to_reopen: int

    def may_customer_reopen(self, case: Closable, now: datetime) -> bool:
        """Whether the customer is offered to reopen this case."""
        return self.customers_may_reopen and self._can_go_back(case, now)

    def outcome_of_reply(self, case: Case, now: datetime) -> Outcome:
        """Say what a customer's message does: to an open case it is simply a note."""
        if not case.is_closed:
            return "note"
        match self.reply_to_closed:
            case "no_update":
                return "refuse"
            case "new_case":
                return "new_case"
            case _:
                return "reopen" if self._can_go_back(case, now) else "new_case"

    def _can_go_back(self, case: Closable, now: datetime) -> bool:
        if self.statuses.reopens_to(case.status) is None or case.closed_at is None:
            return False
        return not self.days_to_reopen or now < case.closed_at + timedelta(days=self.days_to_reopen)


def reopening_policy(scope: Scope) -> ReopeningPolicy:
    """Return the tenant's policy."""
    settings = scope.tenant.settings("cases")
    return ReopeningPolicy(
        statuses=statuses_of(scope),
        customers_may_reopen=settings["customers_may_reopen"],
        reply_to_closed=settings["reply_to_closed"],
        days_to_reopen=settings["days_to_reopen"],
    )
