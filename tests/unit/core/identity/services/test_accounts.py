import pytest

from core.errors import ConflictError, NotFoundError, Refused
from core.identity.services.accounts import (
    accounts_of,
    add_membership,
    change_account,
    change_membership,
    create_account,
    get_account,
    list_accounts,
    remove_membership,
)


class TestAccounts:
    def test_it_is_found_by_its_words(self, scope):
        made = create_account(scope, {"name": "Fábrica Sur", "number": "A-77"})

        assert list_accounts(scope, "fabrica 77") == [(made.id, "Fábrica Sur", "A-77")]

    def test_it_is_found_by_any_spelling(self, scope):
        made = create_account(scope, {"name": "Bäckerei Groß", "number": "AB 1234"})
        other = create_account(scope, {"name": "Baeckerei Gross", "number": "AB-1234"})

        for typed in ("Bäckerei Groß", "baeckerei gross", "AB1234", "AB 1234", "ab-1234"):
            assert [row.id for row in list_accounts(scope, typed)] == [other.id, made.id]

    @pytest.mark.parametrize("values", [{"name": " "}, {"name": "Sur", "tier": "gold"}])
    def test_it_takes_what_its_form_asks_and_needs_a_name(self, scope, values):
        with pytest.raises(Refused):
            create_account(scope, values)

    @pytest.mark.parametrize("key", ["name", "legal_name", "number"])
    @pytest.mark.parametrize("value", ["x" * 201, "\ud800", {}])
    def test_it_refuses_what_no_column_holds(self, scope, key, value):
        with pytest.raises(Refused) as refused:
            create_account(scope, {"name": "Sur", key: value})

        assert set(refused.value.fields) == {key}

    def test_its_texts_are_clean(self, scope):
        made = create_account(scope, {"name": " Fábrica\tSur\x07 ", "number": None})

        assert (made.name, made.number) == ("Fábrica Sur", "")

    def test_who_read_an_older_version_changes_nothing(self, scope):
        made = create_account(scope, {"name": "Sur"})
        assert change_account(scope, made, {"number": "7"}, version=made.version) == ["number"]

        with pytest.raises(ConflictError):
            change_account(scope, made, {"number": "8"}, version=1)

        assert (made.number, made.version) == ("7", 2)

    def test_it_does_not_see_another_tenant(self, scope, other_scope):
        made = create_account(scope, {"name": "Sur"})

        with pytest.raises(NotFoundError):
            get_account(other_scope, made.id)


class TestMemberships:
    def test_grants_are_those_given(self, scope, contact):
        sur = create_account(scope, {"name": "Sur"})
        norte = create_account(scope, {"name": "Norte"})
        add_membership(scope, contact.id, sur.id, can_view_cases=True)
        add_membership(scope, contact.id, norte.id, is_primary=True)

        grants = {grant.name: grant for grant in accounts_of(scope, contact.id)}

        assert list(grants) == ["Norte", "Sur"]
        assert grants["Sur"].can_view_cases
        assert not grants["Sur"].can_create_for
        assert grants["Norte"].can_view_cases
        assert grants["Norte"].can_create_for
        assert grants["Norte"].can_export

    def test_only_what_is_named_changes_and_removing_removes(self, scope, contact):
        sur = create_account(scope, {"name": "Sur"})
        membership = add_membership(scope, contact.id, sur.id, can_view_cases=True)
        with pytest.raises(Refused):
            add_membership(scope, contact.id, sur.id, can_export=True)
        change_membership(scope, membership, can_export=True)
        (grant,) = accounts_of(scope, contact.id)
        assert (grant.can_view_cases, grant.can_export) == (True, True)

        remove_membership(scope, contact.id, sur.id)
        assert accounts_of(scope, contact.id) == []
