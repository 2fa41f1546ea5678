"""What the page of customers lists: rows of people and their accounts, and why they are found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import literal, select

from core.plugin.api.people import Account, Contact
from core.plugin.api.search import Spellings, fold, read_typed
from plugins.csr_console.models import Customer
from plugins.csr_console.services.finding import Finder, Place
from plugins.csr_console.services.interactions import checked_contacts
from plugins.csr_console.services.limits import districts_allowed
from plugins.csr_console.services.search_facts import (
    facts_of,
    mask,
    masked_keys,
    matching,
    name_district,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.plugin.api import Scope
    from plugins.csr_console.services.search_facts import SearchFact

SIZE = 25
# Facts that have a column of their own.
COLUMNS = ("name", "email", "number", "service_address")
MOST_DIGITS = 18  # what the database's whole numbers hold
MOST_DISTRICTS = 500

Parts = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to list.

    :ivar text: what was typed in the search box
    :ivar statuses: any of these; ``None`` is any
    :ivar district: as accounts have it; empty is any
    :ivar after: the key of the last row of the page before
    """

    text: str = ""
    statuses: tuple[str, ...] | None = None
    district: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """One contact in one account.

    :ivar cells: by :data:`COLUMNS`: the text in parts, with whether each is what was typed
    :ivar found_by: label and text of each fact that has what was typed; no text where it stands in
        a column
    """

    contact_id: UUID
    name: str
    status: str
    district: str
    cells: dict[str, Parts]
    found_by: tuple[tuple[str, Parts], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPage:
    """A page of customers.

    :ivar next_key: where the next page begins; empty if there is none
    :ivar districts: those that the list can be narrowed by, with their names
    :ivar is_too_short: what was typed has no word of three characters, so nobody was looked for
    """

    rows: tuple[CustomerRow, ...] = ()
    districts: tuple[tuple[str, str], ...] = ()
    next_key: str = ""
    is_too_short: bool = False


def search_customers(scope: Scope, wanted: Wanted) -> CustomerPage:
    """Find the customers of one page, the newest first, among those whom the actor may see."""
    typed = read_typed(wanted.text, names=frozenset())
    allowed = districts_allowed(scope)
    districts = tuple(_name(scope, _districts_in_use(scope) if allowed is None else allowed))
    if wanted.text.strip() and not typed.words:
        return CustomerPage(districts=districts, is_too_short=True)
    found = Finder(
        scope=scope,
        words=typed.words,
        statuses=wanted.statuses,
        districts=_chosen(wanted.district, allowed),
        after=_read_key(wanted.after),
        count=SIZE + 1,
    ).find()
    lines = _load(scope, found[:SIZE])
    known = checked_contacts(scope, {contact.id for _row, contact, _account in lines})
    hidden = masked_keys(scope)
    rows = [
        _row(scope, *line, words=typed.words, hidden=frozenset() if line[1].id in known else hidden)
        for line in lines
    ]
    last = lines[-1][0] if len(found) > SIZE and lines else None
    next_key = _key(last) if last else ""
    return CustomerPage(rows=tuple(rows), districts=districts, next_key=next_key)


def list_districts(scope: Scope) -> list[tuple[str, str]]:
    """Return the districts of all accounts with their names, by name."""
    return _name(scope, _districts_in_use(scope))


def _name(scope: Scope, districts: Iterable[str]) -> list[tuple[str, str]]:
    named = [(value, name_district(scope, value)) for value in districts]
    return sorted(named, key=lambda one: one[1].casefold())


def _districts_in_use(scope: Scope) -> list[str]:
    """Read each off the index by itself, however many customers it has."""
    mine = Customer.tenant_id == scope.tenant_id
    first = (
        select(Customer.district.label("district"))
        .where(mine, Customer.district > literal(""))
        .order_by(Customer.district)
        .limit(1)
        .subquery()
    )
    walk = select(first.c.district).cte("walk", recursive=True)
    further = (
        select(Customer.district)
        .where(mine, Customer.district > walk.c.district)
        .order_by(Customer.district)
        .limit(1)
        .scalar_subquery()
    )
    walk = walk.union_all(select(further).where(walk.c.district.is_not(None)))
    query = select(walk.c.district).where(walk.c.district.is_not(None)).limit(MOST_DISTRICTS)
    return list(scope.session.scalars(query))


def _chosen(district: str, allowed: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if not district:
        return allowed
    return (district,) if allowed is None or district in allowed else ()


def _load(scope: Scope, found: list[UUID]) -> list[tuple[Customer, Contact, Account | None]]:
    if not found:
        return []
    query = (
        select(Customer, Contact, Account)
        .join(Contact, Contact.id == Customer.contact_id)
        .outerjoin(Account, Account.id == Customer.account_id)
        .where(Customer.id.in_(found))
    )
    lines = {row[0].id: row for row in scope.session.execute(query)}
    return [tuple(lines[id_]) for id_ in found if id_ in lines]  # type: ignore[misc]  # as selected


def _row(
    scope: Scope,
    row: Customer,
    contact: Contact,
    account: Account | None,
    *,
    words: tuple[Spellings, ...],
    hidden: frozenset[str],
) -> CustomerRow:
    facts = facts_of(scope, contact, account)
    found = matching(facts, words)

    def show(fact: SearchFact) -> Parts:
        if fact.key in hidden:
            return ((mask(fact.texts[0]), False),)
        return mark(fact.texts[0], words) if fact in found else ((fact.texts[0], False),)

    return CustomerRow(
        contact_id=contact.id,
        name=contact.name or contact.email or "",
        status=contact.portal_status_at(scope.now()),
        district=name_district(scope, row.district) if row.district else "",
        cells={fact.key: show(fact) for fact in facts if fact.key in COLUMNS},
        found_by=tuple((fact.label, () if fact.key in COLUMNS else show(fact)) for fact in found),
    )


def mark(text: str, words: Iterable[Spellings]) -> Parts:
    """Return a text in parts, with whether each is what somebody typed, however it is written.

    Where only another spelling matches, all of it is.
    """
    signs = [(folded, at) for at, sign in enumerate(text) for folded in fold(sign)]
    plain = "".join(folded for folded, _at in signs)
    marked: set[int] = set()
    for word in words:
        for spelling in word:
            wanted = "".join(filter(str.isalnum, spelling))
            begin = plain.find(wanted)
            while wanted and begin >= 0:
                last = signs[begin + len(wanted) - 1][1]
                within = range(signs[begin][1], last + 1)
                # Numbers go on behind a blank; names do not.
                if " " not in text[within.start : within.stop] or any(map(str.isdigit, wanted)):
                    marked.update(within)
                begin = plain.find(wanted, begin + 1)
    if not marked:
        return ((text, True),)
    parts: list[list[Any]] = []
    for at, sign in enumerate(text):
        if parts and parts[-1][1] == (at in marked):
            parts[-1][0] += sign
        else:
            parts.append([sign, at in marked])
    return tuple((part, is_marked) for part, is_marked in parts)


def _key(row: Customer) -> str:
    return f"{row.number}.{row.account_id or ''}"


def _read_key(key: str) -> Place | None:
    number, _dot, account = key.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
        return None
    try:
        return Place(int(number), UUID(account) if account else None)
    except ValueError:
        return None
