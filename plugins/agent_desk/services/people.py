"""The people around a case, as an agent sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import literal, select

from core.cases.access import visible_cases
from core.cases.models import Case
from core.cases.services import Choice, show_choice
from core.identity.models.account import Account, Membership
from core.identity.staff import list_staff

if TYPE_CHECKING:
    from core.identity.models.contact import Contact
    from core.scope import Scope

OTHER_CASES = 5
Named = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OtherCase:
    """Another case of the same contact."""

    number: int
    subject: str
    status: Choice | None


def list_colleagues(scope: Scope, case: Case) -> Named:
    """Return id and name of those who can be given the case, and of who has it now. One query."""
    return tuple((str(id_), name) for id_, name in list_staff(scope, also=case.assignee_id))


def list_accounts(scope: Scope, case: Case) -> Named:
    """Return id and name of the contact's accounts, and of the case's own. One query."""
    own = select(Membership.account_id).where(Membership.contact_id == case.contact_id)
    wanted = own if case.account_id is None else own.union_all(select(literal(case.account_id)))
    rows = scope.session.execute(
        select(Account.id, Account.name).where(Account.id.in_(wanted)).order_by(Account.name)
    )
    return tuple((str(row.id), row.name) for row in rows)


def list_other_cases(scope: Scope, case: Case) -> list[OtherCase]:
    """Return the newest other cases of the same contact. One query."""
    if case.contact_id is None:
        return []
    rows = scope.session.execute(
        select(Case.number, Case.subject, Case.status)
        .where(Case.contact_id == case.contact_id, Case.id != case.id, visible_cases(scope))
        .order_by(Case.number.desc())
        .limit(OTHER_CASES)
    )
    return [
        OtherCase(row.number, row.subject, show_choice(scope, "status", row.status)) for row in rows
    ]


def may_be_answered(contact: Contact | None) -> bool:
    """Whether a public answer is allowed: not to an address that nobody has proved to be theirs."""
    return contact is None or contact.verified_at is not None


def list_recipients(case: Case, contact: Contact | None) -> list[str]:
    """Return whom a public answer reaches by mail, each as one line."""
    if contact is None or contact.hidden or not contact.email or contact.verified_at is None:
        return []
    return [f"{contact.name} <{contact.email}>", *case.cc]
