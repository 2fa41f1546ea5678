"""Lists of cases, a page at a time, by key: as quick at the end of a million as at its start."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select
from translationstring import TranslationStringFactory

from core.cases.access import side_of
from core.cases.case_options import OptionView, show_option
from core.cases.lifecycle.reopening import reopening_policy
from core.cases.models import Case
from core.cases.numbers import read_number
from core.cases.search.filters import (
    MAX_SIZE,
    CaseFilter,
    conditions_of,
    hidden_by_rules,
    is_plain,
    narrowings_of,
    status_keys,
    view_conditions,
)
from core.cases.search.index_entry import words_for_customers
from core.cases.search.page_search import Search
from core.cases.search.text_query import Typed, names_of_cases, numbers_beginning, read_typed
from core.cases.values import COLUMNS, may_see, values_of
from core.db.prepared import PreparedQuery
from core.identity.models.account import Account
from core.identity.models.contact import Contact, full_name
from core.identity.models.staff import Staff
from core.plugin.answers import RubbishError
from core.search_text import is_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import BindParameter, ColumnElement, Select

    from core.cases.access import Side
    from core.cases.search.filters import PartCondition, View
    from core.scope import Scope

_ = TranslationStringFactory("core")

LIST_FAILED = _("This list does not work just now. Leave out a filter, or choose another view.")
CaseRecord = Any  # a row of those columns of a case, and of names beside them
# How often a page is refilled for rows that the policy removes.
MOST_TURNS = 20
# What every list begins with, made once.
ROWS = (
    select(
        Case.id,
        Case.number,
        Case.subject,
        Case.created_at,
        Case.updated_at,
        Case.public_updated_at,
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
    product: OptionView | None
    status: OptionView | None
    channel: OptionView | None
    priority: OptionView | None
    contact_name: str
    account_name: str | None
    assignee_name: str | None
    is_closed: bool
    is_own: bool
    may_reopen: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, newest first; the keys lead to the pages beside it, ``None`` at the ends.

    :ivar failure: why there are none: what a plugin's view or filter asks for failed
    """

    rows: list[CaseRow]
    next_key: str | None = None
    previous_key: str | None = None
    failure: str = ""


def list_cases(scope: Scope, wanted: CaseFilter) -> Page:
    """Return a page of the cases that match and that the actor may see."""
    page = _ask(scope, wanted.conditions, partial(_list_cases, scope, wanted))
    return Page([], failure=scope.translate(LIST_FAILED)) if page is None else page


def _ask(
    scope: Scope, conditions: Sequence[PartCondition], query: Callable[[], Page]
) -> Page | None:
    """Ask for cases behind the fence of each plugin that has a condition in the query.

    They are all marked: it is not known which of them it is.
    """
    if not conditions:
        return query()
    first, *others = conditions
    return scope.hooks.ask(scope, first.source, partial(_ask, scope, others, query), _answered)


def _answered(_plugin: str, page: Page | None) -> Page:
    if page is None:
        raise RubbishError("a condition beside this one failed")
    return page


def _list_cases(scope: Scope, wanted: CaseFilter) -> Page:
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
) -> Sequence[CaseRecord]:
    query = _page(
        side_of(scope),
        wanted.view,
        has_statuses=bool(wanted.status),
        has_after=after is not None,
        has_before=before is not None,
    )
    given = {"actor_id": scope.actor.id, "statuses": status_keys(wanted), "most": most}
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
) -> Sequence[CaseRecord]:
    typed = read_typed(wanted.text, names_of_cases(scope))
    if typed.number is not None:
        called = _read_some(scope, wanted, Typed(number=typed.number), after, before, most)
        if called:
            return called
    if typed.is_too_short or (wanted.text and not (typed.words or typed.digits)):
        return []
    return _read_some(scope, wanted, replace(typed, number=None), after, before, most)


def _read_some(  # noqa: PLR0917  # where the page is, as above
    scope: Scope,
    wanted: CaseFilter,
    typed: Typed,
    after: int | None,
    before: int | None,
    most: int,
) -> list[CaseRecord]:
    """Return rows of which the policy says today that they may be found by what is asked for.

    The index may have been written under other rules. Where it was, some rows are left out, and
    reading goes on behind them.
    """
    backwards = before is not None and after is None
    given = conditions_of(scope, wanted)
    if typed.digits:
        given.append(numbers_beginning(typed.digits))
    if typed.number is not None:
        given.append(Case.number == typed.number)
    clauses = narrowings_of(scope, wanted)
    by_rule = hidden_by_rules(scope, wanted)
    kept: list[CaseRecord] = []
    for _turn in range(MOST_TURNS):
        conditions = [*given]
        if after is not None:
            conditions.append(Case.number < after)
        if before is not None:
            conditions.append(Case.number > before)
        if typed.words or clauses:
            beginning = before if backwards else after
            search = Search(scope, typed.words, clauses, conditions, most, backwards, beginning)
            conditions = [search.find_numbers()]
        rows = scope.session.execute(_in_order(conditions, most, backwards=backwards)).all()
        kept += [row for row in rows if _may_be_found(scope, row, by_rule, typed)]
        if len(kept) >= most or len(rows) < most:
            break
        if backwards:
            before = rows[-1].number
        else:
            after = rows[-1].number
    return kept[:most]


def _may_be_found(scope: Scope, row: CaseRecord, by_rule: Sequence[str], typed: Typed) -> bool:
    if by_rule:
        values = values_of(row)
        if not all(may_see(scope, key, values) for key in by_rule):
            return False
    if typed.words and scope.actor.audience == "customer":
        text = words_for_customers(scope, row)
        return all(is_in(text, word) for word in typed.words)
    return True


def _in_order(
    conditions: list[ColumnElement[bool]], most: int | BindParameter[int], *, backwards: bool
) -> Select[*tuple[Any, ...]]:
    order = Case.number.asc() if backwards else Case.number.desc()
    return ROWS.where(*conditions).order_by(order).limit(most)


def _key(text: str | None) -> int | None:
    """Read a page's key; what is none begins at the first page."""
    return read_number(text) if text else None


def _last_update(scope: Scope, row: CaseRecord) -> datetime:
    """Return when the case changed, as far as the reader may know of it."""
    for_customers = scope.actor.audience == "customer"
    at: datetime = (row.public_updated_at or row.created_at) if for_customers else row.updated_at
    return at


def _line(scope: Scope, row: CaseRecord) -> CaseRow:
    values = {**row.custom, **{key: getattr(row, key) for key in COLUMNS}}
    values["account"] = None if row.account_id is None else str(row.account_id)

    def choice(key: str) -> OptionView | None:
        return show_option(scope, key, values[key]) if may_see(scope, key, values) else None

    is_own = scope.actor.is_contact and row.contact_id == scope.actor.id
    sees_account = may_see(scope, "account", values)
    return CaseRow(
        id=row.id,
        number=row.number,
        subject=row.subject,
        created_at=row.created_at,
        updated_at=_last_update(scope, row),
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
