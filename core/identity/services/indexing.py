"""Reindexing people and accounts: text is normalized differently, or other fields are marked."""

from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select

from core.identity.account_values import words_of_account
from core.identity.contact_values import words_of_contact
from core.identity.models.account import Account
from core.identity.models.contact import Contact
from core.scope import Scope

INDEX_PEOPLE = "identity.index_people"
INDEX_MARKED = "identity.index_marked"
BATCH = 200

Which = Literal["accounts", "contacts"]
MODELS: dict[Which, Any] = {
    "accounts": (Account, words_of_account),
    "contacts": (Contact, words_of_contact),
}


def index_people_after(scope: Scope, which: Which, after: UUID | None) -> None:
    """Write the words of all accounts, then of all contacts, a batch per job, and then of cases.

    Cases come last: they have the words of their people.

    :param after: the last one of the job before
    """
    last = _index_some(scope, which, after)
    if last is not None:
        scope.enqueue(INDEX_PEOPLE, which, last)
    elif which == "accounts":
        scope.enqueue(INDEX_PEOPLE, "contacts")
    else:
        scope.enqueue("cases.index_old_cases")


def index_marked_after(scope: Scope, which: Which, after: UUID | None) -> None:
    """Write the words of all contacts or accounts, whose form marks other fields, then of cases.

    :param after: the last one of the job before
    """
    last = _index_some(scope, which, after)
    if last is not None:
        scope.enqueue(INDEX_MARKED, which, last)
    else:
        scope.enqueue("cases.index_cases")


def _index_some(scope: Scope, which: Which, after: UUID | None) -> UUID | None:
    """Write the words of a batch; return the last one's id, if there may be more."""
    model, words_of = MODELS[which]
    # Locked, so that nobody changes one whose words are being put together.
    query = select(model).order_by(model.id).limit(BATCH).with_for_update(key_share=True)
    found = scope.session.scalars(query.where(model.id > after) if after else query).all()
    for one in found:
        one.search = words_of(scope, one)
    return found[-1].id if len(found) == BATCH else None
