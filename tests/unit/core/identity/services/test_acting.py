import pytest

from core.identity.permissions import FILE_ACCOUNT_CASES, READ_ACCOUNT_CASES
from core.identity.services.accounts import add_membership, create_account
from core.identity.services.acting import acting_as_contact


class TestActingAsContact:
    def test_it_is_the_contact_by_name(self, scope, contact):
        actor = acting_as_contact(scope, contact).actor

        assert (actor.kind, actor.id, actor.name) == ("contact", contact.id, "Ana Ruiz")
        assert actor.permissions == frozenset()

    @pytest.mark.parametrize(
        ("grants", "held"),
        [
            ({"can_view_cases": True}, {READ_ACCOUNT_CASES}),
            ({"can_create_for": True}, {FILE_ACCOUNT_CASES}),
            ({"is_primary": True}, {READ_ACCOUNT_CASES, FILE_ACCOUNT_CASES}),
        ],
    )
    def test_it_may_what_the_contact_may_who_signs_in(self, scope, contact, grants, held):
        account = create_account(scope, {"name": "Sur"})
        add_membership(scope, contact.id, account.id, **grants)
        scope.session.flush()

        assert acting_as_contact(scope, contact).actor.permissions == held
