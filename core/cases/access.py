"""Who may see a case, and who may write to it. Every entry point asks here.

Unknown and forbidden look the same: a case that an actor may not see does not exist for them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, cast

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    bindparam,
    false,
    literal,
    or_,
    select,
    true,
)

from core.cases.models import Case
from core.cases.numbers import read_number
from core.db.prepared import PreparedQuery
from core.errors import NotFoundError
from core.identity.models.account import Membership
from core.identity.models.contact import Contact

if TYPE_CHECKING:
    from uuid import UUID

    from core.scope import Scope

Key = Literal["number", "id"]
Side = Literal["contact", "third_party", "desk", "none"]
READ = "cases:read"
ANSWER = "cases:answer"
CHANGE = "cases:change"
LAST_READ = "last_case_read"


def side_of(scope: Scope) -> Side:
    """Return whether the actor sees cases as staff, as a contact, a single one or none at all."""
    if scope.actor.is_contact:
        return "contact"
    if scope.actor.is_third_party:
        return "third_party"
    return "desk" if scope.actor.may(READ) else "none"


def visible_cases(scope: Scope) -> ColumnElement[bool]:
    """Return the condition on :class:`Case` that holds for what the actor may see."""
    side = side_of(scope)
    if side == "contact":
        return _seen_by(literal(scope.actor.id))
    if side == "third_party":
        return _of_third_party(literal(scope.actor.case_id))
    return true() if side == "desk" else false()


def _seen_by(contact_id: ColumnElement[UUID | None]) -> ColumnElement[bool]:
    own, viewable = Case.contact_id == contact_id, _viewable(contact_id)
    return or_(own, Case.account_id.in_(viewable.where(Membership.tenant_id == Case.tenant_id)))


def _of_third_party(case_id: ColumnElement[UUID | None]) -> ColumnElement[bool]:
    # A message of theirs to a closed case may have made the one that follows it.
    return or_(Case.id == case_id, Case.parent_id == case_id)


def _viewable(contact_id: ColumnElement[UUID | None]) -> Select[UUID]:
    return select(Membership.account_id).where(
        Membership.contact_id == contact_id,
        or_(Membership.can_view_cases, Membership.is_primary),
    )


def viewable_accounts(scope: Scope) -> list[UUID]:
    """Return the accounts whose cases the contact may see."""
    return list(scope.session.scalars(_viewable(literal(scope.actor.id))))


def get_case(scope: Scope, number: int | str) -> Case:
    """Return the case of that number.

    :raises NotFoundError: there is none, or the actor may not see it
    """
    case: Case = _one(scope, "number", _read_number(number))[0]
    return case


def get_case_with_contact(scope: Scope, number: int | str) -> tuple[Case, Contact | None]:
    """Return the case of that number and whose it is, in one query.

    :raises NotFoundError: as in :func:`get_case`
    """
    case, contact = _one(scope, "number", _read_number(number), with_contact=True)
    return case, contact


def _read_number(number: int | str) -> int:
    found = read_number(str(number))
    if found is None:
        raise NotFoundError(str(number)[:40])
    return found


def get_case_by_id(scope: Scope, case_id: UUID) -> Case:
    """Return a case by its key, for jobs, hooks and files.

    The case that the actor has read last in this session is not asked for again: plugins are given
    the key of the case that the page is about.

    :raises NotFoundError: as in :func:`get_case`
    """
    actor, known = scope.session.info.get(LAST_READ, (None, None))
    is_known = known is not None and known in scope.session and actor == scope.actor
    if is_known and known.id == case_id:
        return cast("Case", known)
    case: Case = _one(scope, "id", case_id)[0]
    return case


def _one(
    scope: Scope, key: Key, value: int | UUID, *, with_contact: bool = False
) -> Row[*tuple[Any, ...]]:
    """Return the case, and the contact beside it, if asked for.

    :raises NotFoundError: there is none, or the actor may not see it
    """
    side = side_of(scope)
    if side != "none":
        query = _query(key, side, with_contact=with_contact)
        actor = scope.actor
        row = query(scope.session, value=value, actor_id=actor.id, case_id=actor.case_id).first()
        if row is not None:
            scope.session.info[LAST_READ] = scope.actor, row[0]
            return row
    raise NotFoundError(str(value))


@cache
def _query(key: Key, side: Side, *, with_contact: bool) -> PreparedQuery:
    def make() -> Select[Any]:
        query: Select[Any] = select(Case).where(getattr(Case, key) == bindparam("value"))
        if with_contact:
            is_theirs = (Contact.tenant_id == Case.tenant_id) & (Contact.id == Case.contact_id)
            query = query.add_columns(Contact).outerjoin(Contact, is_theirs)
        if side == "contact":
            return query.where(_seen_by(bindparam("actor_id")))
        if side == "third_party":
            return query.where(_of_third_party(bindparam("case_id")))
        return query

    return PreparedQuery(make)


def may_write(scope: Scope, case: Case) -> bool:
    """Whether the actor may add notes and files: a contact only to a case of their own.

    A third party may write to the one case that they were let into.
    """
    actor = scope.actor
    if actor.impersonator_id is not None:
        return False
    if actor.kind == "contact":
        return case.contact_id == actor.id
    if actor.kind == "third_party":
        return case.id == actor.case_id
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
