"""What a release does that folds words otherwise: people, then accounts, then their cases."""

import pytest

from core.cases.services import CaseFilter, list_cases
from core.identity.services import indexing
from core.identity.services.accounts import create_account, list_accounts
from core.identity.services.contacts import list_contacts
from core.testing.cases import actor_of


@pytest.fixture
def agent(make_staff):
    return actor_of(make_staff(name="Carla"), "cases:read")


def test_all_that_is_looked_into_is_written_anew(
    open_scope, make_contact, make_case, jobs, agent, monkeypatch
):
    monkeypatch.setattr(indexing, "BATCH", 2)
    contacts = [make_contact(first_name="Jörg", last_name=f"Müller {n}") for n in range(5)]
    with open_scope() as scope:
        accounts = [create_account(scope, {"name": f"Bäckerei {n}"}) for n in range(3)]
        account_id = str(accounts[0].id)
    make_case(contacts[4], account=account_id)
    with open_scope() as scope:
        for one in (*contacts, *accounts):
            scope.session.merge(one).search = "old"
    jobs.run()

    with open_scope() as scope:
        scope.enqueue(indexing.INDEX_PEOPLE)
    jobs.run()

    with open_scope(actor=agent) as scope:
        assert len(list_contacts(scope, "mueller joerg")) == 5
        assert len(list_accounts(scope, "baeckerei")) == 3
        for typed in ("mueller", "baeckerei"):
            assert len(list_cases(scope, CaseFilter(view="all", text=typed)).rows) == 1
