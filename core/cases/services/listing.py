"""Lists of cases, a page at a time, by key: as quick at the end of a million as at its start."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from core.cases.access import side_of
from core.cases.choices import Choice, show_choice
from core.cases.filters import (
    MAX_SIZE,
    CaseFilter,
    conditions_of,
    is_plain,
    narrowings_of,
    statuses_of,
    view_conditions,
)
from core.cases.finding import Search
from core.cases.models import Case
from core.cases.numbers import read_number
from core.cases.reopening import reopening_policy
from core.cases.search import numbers_beginning, read_typed
from core.cases.values import COLUMNS, may_see
from core.db.prepared import PreparedQuery
from core.identity.models.account import Account
from core.identity.models.contact import Contact, full_name
from core.identity.models.staff import Staff

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import BindParameter, ColumnElement, Row, Select

    from core.cases.access import Side
    from core.cases.filters import View
    from core.scope import Scope

# What every list begins with, made once.
ROWS = (
    select(
        Case.id,
        Case.number,
        Case.subject,
        Case.created_at,
        Case.updated_at,
        Case.closed_at,
        Case.product,
        Case.status,
        Case.channel,
        Case.priority,
        Case.cc,
        Case.custom,
        Case.contact_id,
        Case.account_id,
        Case.assignee_id,
        Contact.first_name,
        Contact.last_name,
        Account.name.label("account_name"),
        Staff.name.label("assignee_name"),
    )
    .outerjoin(Contact, (Contact.tenant_id == Case.tenant_id) & (Contact.id == Case.contact_id))
    .outerjoin(Account, (Account.tenant_id == Case.tenant_id) & (Account.id == Case.account_id))
    .outerjoin(Staff, (Staff.tenant_id == Case.tenant_id) & (Staff.id == Case.assignee_id))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One line of a list. What the reader's audience may not see is ``None``.

    ``may_reopen`` says whether to offer it to a contact, for a closed case of their own.
    """

    id: UUID
    number: int
    subject: str
    created_at: datetime
    updated_at: datetime
    product: Choice | None
    status: Choice | None
    channel: Choice | None
    priority: Choice | None
    contact_name: str
    account_name: str | None
    assignee_name: str | None
    is_closed: bool
    is_own: bool
    may_reopen: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, newest first; the keys lead to the pages beside it, ``None`` at the ends."""

    rows: list[CaseRow]
    next_key: str | None = None
    previous_key: str | None = None


def list_cases(scope: Scope, wanted: CaseFilter) -> Page:
    """Return a page of the cases that match and that the actor may see."""
    size = max(1, min(wanted.size, MAX_SIZE))
    after, before = _key(wanted.after), _key(wanted.before)
    backwards = before is not None and after is None
    read = _read_plain if is_plain(scope, wanted) else _read_searched
    rows = read(scope, wanted, after, before, size + 1)
    has_more = len(rows) > size
    lines = [_line(scope, row) for row in rows[:size]]
    if backwards:
        lines.reverse()
    has_earlier = has_more if backwards else after is not None
    return Page(
        lines,
        next_key=str(lines[-1].number) if lines and (has_more or backwards) else None,
        previous_key=str(lines[0].number) if lines and has_earlier else None,
    )


def _read_plain(
    scope: Scope, wanted: CaseFilter, after: int | None, before: int | None, most: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    query = _page(
        side_of(scope),
        wanted.view,
        has_statuses=bool(wanted.status),
        has_after=after is not None,
        has_before=before is not None,
    )
    given = {"actor_id": scope.actor.id, "statuses": statuses_of(wanted), "most": most}
    return query(scope.session, **given, after=after, before=before).all()


@cache
def _page(
    side: Side, view: View, *, has_statuses: bool, has_after: bool, has_before: bool
) -> PreparedQuery:
    """Return the query of all lists of that kind."""

    def make() -> Select[Any]:
        conditions = view_conditions(side, view, bindparam("actor_id"))
        if has_statuses:
            conditions.append(Case.status.in_(bindparam("statuses", expanding=True)))
        if has_after:
            conditions.append(Case.number < bindparam("after"))
        if has_before:
            conditions.append(Case.number > bindparam("before"))
        return _in_order(conditions, bindparam("most"), backwards=has_before and not has_after)

    return PreparedQuery(make)


def _read_searched(
    scope: Scope, wanted: CaseFilter, after: int | None, before: int | None, most: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    backwards = before is not None and after is None
    conditions = conditions_of(scope, wanted)
    if after is not None:
        conditions.append(Case.number < after)
    if before is not None:
        conditions.append(Case.number > before)
    typed = read_typed(wanted.text)
    if typed.digits:
        conditions.append(numbers_beginning(typed.digits))
    narrowings = narrowings_of(scope, wanted)
    if typed.words or narrowings:
        beginning = before if backwards else after
        search = Search(scope, typed.words, narrowings, conditions, most, backwards, beginning)
        conditions = [search.find_numbers()]
    return scope.session.execute(_in_order(conditions, most, backwards=backwards)).all()


def _in_order(
    conditions: list[ColumnElement[bool]], most: int | BindParameter[int], *, backwards: bool
) -> Select[*tuple[Any, ...]]:
    order = Case.number.asc() if backwards else Case.number.desc()
    return ROWS.where(*conditions).order_by(order).limit(most)


def _key(text: str | None) -> int | None:
    """Read a page's key; what is none begins at the first page."""
    return read_number(text) if text else None


def _line(scope: Scope, row: Row[*tuple[Any, ...]]) -> CaseRow:
    values = {**row.custom, **{key: getattr(row, key) for key in COLUMNS}}
    values["account"] = None if row.account_id is None else str(row.account_id)

    def choice(key: str) -> Choice | None:
        return show_choice(scope, key, values[key]) if may_see(scope, key, values) else None

    is_own = scope.actor.is_contact and row.contact_id == scope.actor.id
    sees_account = may_see(scope, "account", values)
    return CaseRow(
        id=row.id,
        number=row.number,
        subject=row.subject,
        created_at=row.created_at,
        updated_at=row.updated_at,
        product=choice("product"),
        status=choice("status"),
        channel=choice("channel"),
        priority=choice("priority"),
        contact_name=full_name(row.first_name, row.last_name),
        account_name=row.account_name if sees_account else None,
        assignee_name=row.assignee_name,
        is_closed=row.closed_at is not None,
        is_own=is_own,
        may_reopen=is_own
        and scope.actor.impersonator_id is None
        and reopening_policy(scope).may_customer_reopen(row, scope.now()),
    )
