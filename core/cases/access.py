"""Who may see a case, and who may write to it. Every door asks here.

Unknown and forbidden look the same: whoever may not see a case is told that there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from core.cases.models import Case
from core.cases.numbers import read_number
from core.errors import NotFoundError
from core.identity.models.account import Membership
from core.identity.models.contact import Contact

if TYPE_CHECKING:
    from uuid import UUID

    from core.scope import Scope

READ = "cases:read"
ANSWER = "cases:answer"
CHANGE = "cases:change"


def visible_cases(scope: Scope) -> ColumnElement[bool]:
    """Return the condition on :class:`Case` that holds for what the actor may see."""
    actor = scope.actor
    if actor.kind == "contact":
        return or_(Case.contact_id == actor.id, Case.account_id.in_(_viewable(actor.id)))
    return true() if actor.may(READ) else false()


def _viewable(contact_id: UUID | None) -> Select[UUID]:
    return select(Membership.account_id).where(
        Membership.contact_id == contact_id,
        or_(Membership.can_view_cases, Membership.is_primary),
    )


def viewable_accounts(scope: Scope) -> list[UUID]:
    """Return the accounts whose cases the contact may see."""
    return list(scope.session.scalars(_viewable(scope.actor.id)))


def get_case(scope: Scope, number: int | str) -> Case:
    """Return the case of that number.

    :raises NotFoundError: there is none, or the actor may not see it
    """
    return _one(scope, Case.number == _read_number(number), str(number))


def get_case_with_contact(scope: Scope, number: int | str) -> tuple[Case, Contact | None]:
    """Return the case of that number and whose it is, in one query.

    :raises NotFoundError: as in :func:`get_case`
    """
    row = scope.session.execute(
        select(Case, Contact)
        .outerjoin(Contact, (Contact.tenant_id == Case.tenant_id) & (Contact.id == Case.contact_id))
        .where(Case.number == _read_number(number), visible_cases(scope))
    ).first()
    if row is None:
        raise NotFoundError(str(number))
    return row[0], row[1]


def _read_number(number: int | str) -> int:
    found = read_number(str(number))
    if found is None:
        raise NotFoundError(str(number)[:40])
    return found


def get_case_by_id(scope: Scope, case_id: UUID) -> Case:
    """Return a case by its key, for jobs, hooks and files.

    :raises NotFoundError: as in :func:`get_case`
    """
    return _one(scope, Case.id == case_id, str(case_id))


def _one(scope: Scope, which: ColumnElement[bool], name: str) -> Case:
    case = scope.session.scalar(select(Case).where(which, visible_cases(scope)))
    if case is None:
        raise NotFoundError(name)
    return case


def may_write(scope: Scope, case: Case) -> bool:
    """Whether the actor may add notes and files: a contact only to a case of their own."""
    actor = scope.actor
    if actor.impersonator_id is not None:
        return False
    if actor.kind == "contact":
        return case.contact_id == actor.id
    return actor.may(ANSWER)


def may_change(scope: Scope, case: Case) -> bool:
    """Whether the actor may change fields, as far as the form lets their audience edit them."""
    actor = scope.actor
    return may_write(scope, case) if actor.is_contact else actor.may(CHANGE)


def require_writing(scope: Scope, case: Case) -> None:
    """Refuse those who may only look.

    :raises NotFoundError: for them the address of the form does not exist
    """
    if not may_write(scope, case):
        raise NotFoundError(f"write to case {case.number}")
