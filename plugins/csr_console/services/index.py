"""Keeping by what customers are found: a row for each contact and account, and its words.

Written in the transaction that changes a contact, by :func:`index_contacts`. Where the plugin was
off, or a form marks other fields, a job goes through all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from sqlalchemy import delete, select, update

from core.plugin.api import insert_once, new_id
from core.plugin.api.people import Account, Contact, Membership
from core.plugin.api.search import clear_search_pattern
from plugins.csr_console.models import Customer, CustomerCounter, CustomerText
from plugins.csr_console.services.search_facts import district_of, facts_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.plugin.api import Scope

INDEX_CUSTOMERS = "csr_console.index_customers"
INDEX_ACCOUNT = "csr_console.index_account"
BATCH = 200
# Contacts of one bucket of PostgreSQL's index: see docs/adr/0014.
BUCKET = 20_000
MOST_WORDS = 8000  # characters


def index_contacts(scope: Scope, contact_ids: Sequence[UUID]) -> None:
    """Write anew by what some contacts are found."""
    contacts = scope.session.scalars(select(Contact).where(Contact.id.in_(contact_ids))).all()
    members = _accounts_of(scope, contact_ids)
    known = select(Customer).where(Customer.contact_id.in_(contact_ids))
    rows = {row.id: row for row in scope.session.scalars(known)}
    numbers = {row.contact_id: row.number for row in rows.values()}
    clear_search_pattern(scope)
    words = select(CustomerText).where(CustomerText.id.in_(list(rows)))
    texts = {text.id: text for text in scope.session.scalars(words)}
    wanted: set[UUID] = set()
    for contact in sorted(contacts, key=lambda one: one.id):
        number = numbers.get(contact.id) or _next_number(scope)
        for account in members.get(contact.id, [None]):
            id_ = row_id(contact.id, account)
            wanted.add(id_)
            text = words_for(scope, contact, account)
            if id_ in rows:
                _change(scope, rows[id_], contact, account)
                if id_ in texts and texts[id_].text != text:
                    texts[id_].text = text
            else:
                row = Customer(id=id_, contact_id=contact.id, number=number)
                row.account_id = account.id if account else None
                _change(scope, row, contact, account)
                _add(scope, row, text)
    gone = [id_ for id_ in rows if id_ not in wanted]
    if gone:
        scope.session.execute(delete(Customer).where(Customer.id.in_(gone)))
    scope.session.flush()


def index_account(scope: Scope, account_id: UUID, after: UUID | None = None) -> UUID | None:
    """Write anew the next contacts of an account; return the last one's id, if there may be more.

    :param after: the last one of the job before
    """
    query = select(Membership.contact_id).where(Membership.account_id == account_id)
    if after is not None:
        query = query.where(Membership.contact_id > after)
    return _index_all(
        scope, scope.session.scalars(query.order_by(Membership.contact_id).limit(BATCH))
    )


def index_customers(scope: Scope, after: UUID | None = None) -> UUID | None:
    """Write anew the next of all contacts; return the last one's id, if there may be more."""
    query = select(Contact.id).order_by(Contact.id).limit(BATCH)
    return _index_all(
        scope, scope.session.scalars(query.where(Contact.id > after) if after else query)
    )


def row_id(contact_id: UUID, account: Account | None) -> UUID:
    """Return the key of a row, so that two who write the same one at once write one."""
    return contact_id if account is None else uuid5(contact_id, str(account.id))


def _index_all(scope: Scope, found: Iterable[UUID]) -> UUID | None:
    ids = list(found)
    if ids:
        index_contacts(scope, ids)
    return ids[-1] if len(ids) == BATCH else None


def _accounts_of(scope: Scope, contact_ids: Sequence[UUID]) -> dict[UUID, list[Account | None]]:
    found: dict[UUID, list[Account | None]] = {}
    query = (
        select(Membership.contact_id, Account)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.contact_id.in_(contact_ids))
    )
    for contact_id, account in scope.session.execute(query):
        found.setdefault(contact_id, []).append(account)
    return found


def words_for(scope: Scope, contact: Contact, account: Account | None) -> str:
    """Return the words by which a customer is found."""
    words: dict[str, None] = {}
    for fact in facts_of(scope, contact, account):
        for text in fact.texts:
            words |= words_of(text)
    return " ".join(filter(None, words))[:MOST_WORDS]


def _change(scope: Scope, row: Customer, contact: Contact, account: Account | None) -> None:
    row.status = contact.portal_status_at(scope.now())
    row.district = district_of(account)


def _add(scope: Scope, customer: Customer, text: str) -> None:
    """Store a row that nobody else has written meanwhile."""
    key = {"tenant_id": scope.tenant_id, "id": customer.id}
    insert_once(
        scope.session,
        Customer,
        **key,
        contact_id=customer.contact_id,
        account_id=customer.account_id,
        number=customer.number,
        status=customer.status,
        district=customer.district,
    )
    era = customer.number // BUCKET
    insert_once(scope.session, CustomerText, **key, era=era, text=text)


def _next_number(scope: Scope) -> int:
    number = _count(scope)
    if number is None:
        insert_once(scope.session, CustomerCounter, tenant_id=scope.tenant_id, id=new_id(), last=0)
        number = _count(scope)
    if number is None:
        raise LookupError("the counter of customers can't be read")
    return number


def _count(scope: Scope) -> int | None:
    return scope.session.scalar(
        update(CustomerCounter)
        .values(last=CustomerCounter.last + 1)
        .returning(CustomerCounter.last)
        .execution_options(synchronize_session=False)
    )
