import pytest

from core.db.base import new_id
from core.errors import ConflictError, NotFoundError, Refused
from core.identity.addresses import LONGEST_FOLDED, fold_name
from core.identity.contact_values import contact_values
from core.identity.credentials.one_time import issue_link_token, use_link_token
from core.identity.people import find_contact_by_address
from core.identity.services.contacts import (
    add_contact,
    change_contact,
    create_contact,
    get_contact,
    list_contacts,
)


class TestAddContact:
    def test_it_keeps_system_fields_and_the_tenants_own(self, scope):
        made = add_contact(
            scope,
            {
                "first_name": "Ana",
                "email": "Ana@X.example",
                "support_start": "2026-01-02",
                "contract": "77",
            },
        )

        assert made.email == "Ana@X.example"
        assert made.custom == {"contract": "77"}
        values = contact_values(made)
        assert (values["support_start"], values["contract"]) == ("2026-01-02", "77")
        assert values["portal_user"] is False

    def test_it_refuses_an_address_that_is_taken(self, scope, contact):
        with pytest.raises(Refused) as refused:
            add_contact(scope, {"first_name": "B", "email": "ANA@x.example"})

        assert "email" in refused.value.fields

    def test_it_refuses_a_user_name_that_is_taken_or_an_address(self, scope):
        add_contact(scope, {"first_name": "A", "username": "Anita"})
        for username in ("ANITA", "a@b.example", "a\N{FULLWIDTH COMMERCIAL AT}b.example", "\u0301"):
            with pytest.raises(Refused) as refused:
                add_contact(scope, {"first_name": "B", "username": username})
            assert "username" in refused.value.fields

    @pytest.mark.parametrize("key", ["first_name", "identifier", "job_title", "phone", "email_2"])
    def test_it_refuses_what_no_column_holds_whatever_the_form_allows(self, scope, key):
        with pytest.raises(Refused) as refused:
            add_contact(scope, {"first_name": "A", key: "x" * 1500})

        assert list(refused.value.fields) == [key]

    def test_a_sign_that_folds_to_many_fits(self, scope):
        long = "\ufdfa" * 60
        found = add_contact(scope, {"first_name": "A", "identifier": long, "username": long})

        assert found.identifier_key == found.username_key == fold_name(long)
        assert len(fold_name(long)) == LONGEST_FOLDED

    def test_many_may_have_no_address(self, scope):
        for _ in range(2):
            assert add_contact(scope, {"first_name": "A", "email": ""}).email is None

    def test_another_tenant_may_have_the_same(self, scope, other_scope, contact):
        assert add_contact(other_scope, {"first_name": "A", "email": "ana@x.example"})


class TestCreateContact:
    @pytest.mark.parametrize(("written", "enters"), [("true", True), ("false", False), ("", False)])
    def test_a_program_writes_who_may_enter_as_a_file_does(self, scope, written, enters):
        values = {"first_name": "B", "email": "b@x.example", "portal_user": written}

        assert create_contact(scope, values, by_self=False).portal_access is enters


class TestGetContact:
    def test_it_does_not_see_another_tenant(self, other_scope, contact):
        with pytest.raises(NotFoundError):
            get_contact(other_scope, contact.id)
        assert find_contact_by_address(other_scope, "ana@x.example") is None
        assert list_contacts(other_scope, "ana") == []

    def test_it_says_when_there_is_none(self, scope):
        with pytest.raises(NotFoundError):
            get_contact(scope, new_id())


class TestListContacts:
    def test_it_looks_for_every_word_without_case_and_accents(self, scope):
        add_contact(scope, {"first_name": "José", "last_name": "Núñez", "identifier": "CC_9"})
        add_contact(scope, {"first_name": "Josefa", "last_name": "Gil"})

        assert [row.name for row in list_contacts(scope, "nune JOSE")] == ["José Núñez"]
        assert [row.name for row in list_contacts(scope, "c_9")] == ["José Núñez"]
        assert list_contacts(scope, "%") == []

    def test_any_spelling_finds(self, scope):
        for last, identifier in (("Müller", "AB 1234"), ("Mueller", "AB-1234"), ("Muller", "")):
            add_contact(scope, {"first_name": "A", "last_name": last, "identifier": identifier})

        def found(typed):
            return [row.name for row in list_contacts(scope, typed)]

        assert found("Müller") == ["A Muller", "A Mueller", "A Müller"]
        assert found("MUELLER") == ["A Mueller", "A Müller"]
        assert found("muller") == ["A Muller", "A Müller"]
        for typed in ("AB1234", "ab-1234", "AB 1234"):
            assert found(typed) == ["A Mueller", "A Müller"]

    def test_what_ends_one_fact_does_not_go_on_in_the_next(self, scope):
        add_contact(scope, {"first_name": "A", "identifier": "77", "phone": "+57 601 5551234"})

        assert len(list_contacts(scope, "576015551234")) == 1
        assert list_contacts(scope, "7757") == []

    def test_it_pages_by_key(self, scope):
        for number in range(5):
            add_contact(scope, {"first_name": f"N{number}"})

        first = list_contacts(scope, size=3)
        second = list_contacts(scope, size=3, after=first[-1].id)

        assert [row.name for row in (*first, *second)] == ["N4", "N3", "N2", "N1", "N0"]


class TestChangeContact:
    def test_it_notices_a_change_by_somebody_else(self, scope, contact):
        version = contact.version
        assert change_contact(scope, contact, {"job_title": "A"}, version=version) == ["job_title"]

        with pytest.raises(ConflictError):
            change_contact(scope, contact, {"job_title": "B"}, version=version)

    def test_a_new_address_is_to_be_proven(self, scope, contact):
        token = issue_link_token(scope, contact, "recover")
        change_contact(scope, contact, {"email": "other@x.example"})

        assert contact.verified_at is None
        assert use_link_token(scope, "recover", token) is None
        assert find_contact_by_address(scope, "other@x.example") is contact

    def test_an_address_that_is_taken_changes_nothing(self, scope, contact):
        create_contact(scope, {"first_name": "B", "email": "b@x.example"}, by_self=True)

        with pytest.raises(Refused):
            change_contact(scope, contact, {"email": "b@x.example"})
        scope.session.refresh(contact)
        assert contact.email == "ana@x.example"


class TestPortalStatus:
    def test_it_says_the_strongest_fact(self, scope, contact):
        assert contact.portal_status_at(scope.now()) == "enrolled"
        contact.verified_at = None
        assert contact.portal_status_at(scope.now()) == "pending"
        contact.portal_access = False
        assert contact.portal_status_at(scope.now()) == "not_enrolled"
        contact.lock_kind = "temporary"
        assert contact.portal_status_at(scope.now()) == "temporarily_locked"
        contact.lock_kind = "permanent"
        assert contact.portal_status_at(scope.now()) == "permanently_locked"
        contact.hidden = True
        assert contact.portal_status_at(scope.now()) == "hidden"
