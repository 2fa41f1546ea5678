"""The people around a case, as an agent sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, Uuid, bindparam, select

from core.plugin.api import PreparedQuery
from core.plugin.api.cases import READ, Case, OptionView, colleagues_of, customers_of, show_option
from core.plugin.api.people import Account, Membership, name_colleagues, read_colleagues

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.plugin.api import Scope
    from core.plugin.api.people import Colleague, Contact

OTHER_CASES = 5
Named = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OtherCase:
    """Another case of the same contact."""

    number: int
    subject: str
    status: OptionView | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom an answer reaches.

    :ivar is_new: only the customer has named them
    :ivar came_back: a mail to the address came back for good
    """

    line: str
    is_new: bool = False
    came_back: bool = False


def list_colleagues(scope: Scope, case: Case, staff: Iterable[Colleague] | None = None) -> Named:
    """Return id and name of those who can be given the case, and of who has it now.

    :param staff: what ``read_colleagues`` returns, for who has asked already
    """
    also = case.assignee_id
    found = read_colleagues(scope, also=also) if staff is None else staff
    return tuple((str(id_), name) for id_, name in name_colleagues(scope, found, also=also))


def list_accounts(scope: Scope, case: Case) -> Named:
    """Return id and name of the contact's accounts, and of the case's own. One query."""
    rows = _accounts(scope.session, contact_id=case.contact_id, account_id=case.account_id)
    return tuple((str(row.id), row.name) for row in rows)


@PreparedQuery
def _accounts() -> Select[Any]:
    account, membership = Account.__table__.c, Membership.__table__.c
    own = select(membership.account_id).where(
        membership.tenant_id == bindparam("tenant_id"),
        membership.contact_id == bindparam("contact_id"),
    )
    return (
        select(account.id, account.name)
        .where(account.id.in_(own.union_all(select(bindparam("account_id", type_=Uuid())))))
        .order_by(account.name)
    )


def list_other_cases(scope: Scope, case: Case) -> list[OtherCase]:
    """Return the newest other cases of the same contact. One query."""
    if case.contact_id is None or not scope.actor.may(READ):
        return []
    rows = _others(scope.session, contact_id=case.contact_id, case_id=case.id)
    return [
        OtherCase(row.number, row.subject, show_option(scope, "status", row.status)) for row in rows
    ]


@PreparedQuery
def _others() -> Select[Any]:
    case = Case.__table__.c
    return (
        select(case.number, case.subject, case.status)
        .where(case.contact_id == bindparam("contact_id"), case.id != bindparam("case_id"))
        .order_by(case.number.desc())
        .limit(OTHER_CASES)
    )


def may_be_answered(contact: Contact | None) -> bool:
    """Whether a public answer is allowed: not to an address that nobody has proved to be theirs."""
    return contact is None or contact.verified_at is not None


def list_recipients(scope: Scope, case: Case, contact: Contact | None) -> list[Reader]:
    """Return whom a public answer reaches by mail."""
    found = customers_of(scope, case, contact)
    came_back = contact is not None and contact.is_unreachable
    return [
        *(Reader(f"{one.name} <{one.address}>", came_back=came_back) for one in found.to),
        *(Reader(one.address) for one in found.cc),
        *(Reader(one.address, is_new=True) for one in found.unconfirmed),
    ]


def list_readers(scope: Scope, case: Case, staff: Iterable[Colleague]) -> list[str]:
    """Return the names of whom a note of the customer reaches by mail."""
    return [one.name for one in colleagues_of(scope, case, staff).to]
