"""Reindexing people and accounts after a release that normalizes text differently."""

from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select

from core.identity.contact_values import words_of_contact
from core.identity.models.account import Account
from core.identity.models.contact import Contact
from core.identity.services.accounts import words_of_account
from core.scope import Scope

INDEX_PEOPLE = "identity.index_people"
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
    model, words_of = MODELS[which]
    query = select(model).order_by(model.id).limit(BATCH)
    found = scope.session.scalars(query.where(model.id > after) if after else query).all()
    for one in found:
        one.search = words_of(one)
    if len(found) == BATCH:
        scope.enqueue(INDEX_PEOPLE, which, found[-1].id)
    elif which == "accounts":
        scope.enqueue(INDEX_PEOPLE, "contacts")
    else:
        scope.enqueue("cases.index_old_cases")
