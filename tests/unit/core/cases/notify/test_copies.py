from dataclasses import replace

import pytest

from core.cases.notify.copies import CASES, COPIES, TIMES_NAMED
from core.cases.services import add_note
from core.errors import Refused
from core.testing.cases import actor_of, edit_case, file_case
from tests.unit.core.cases.conftest import CASES as DESK
from tests.unit.core.cases.conftest import VALUES


@pytest.fixture
def ana(scope, make_contact):
    return scope.acting_as(actor_of(make_contact()))


@pytest.fixture
def carla(scope, make_staff):
    return scope.acting_as(actor_of(make_staff(), *DESK))


@pytest.fixture
def with_support(scope):
    branding = replace(scope.tenant.branding, support_email="help@acme.example")
    choices = replace(scope.tenant.choices, branding=branding)
    return replace(scope, tenant=replace(scope.tenant, choices=choices))


def with_copies(*addresses):
    return {**VALUES, "cc": list(addresses)}


def many(count, name="a"):
    return [f"{name}{number}@example.org" for number in range(count)]


class TestOwnAddresses:
    @pytest.mark.parametrize(
        "address",
        ["help@acme.example", "HELP@Acme.Example", "help+x@acme.example", "x@acme.localhost"],
    )
    def test_they_are_refused_with_a_sentence(self, with_support, make_contact, address):
        scope = with_support
        ana = scope.acting_as(actor_of(make_contact()))

        with pytest.raises(Refused) as refused:
            file_case(ana, with_copies("eva@example.org", address))
        assert refused.value.fields["cc"].mapping == {"address": address}

        case = file_case(ana, VALUES)
        with pytest.raises(Refused):
            edit_case(ana, case, {"cc": [address]})

    def test_what_the_system_files_goes_without_them(self, with_support):
        case = file_case(with_support, with_copies("eva@example.org", "help@acme.example"))

        assert case.cc == ["eva@example.org"]


class TestDomainsOfANetwork:
    def test_they_are_refused_unless_the_tenant_allows_them(self, ana):
        with pytest.raises(Refused) as refused:
            file_case(ana, with_copies("ana@empresa.local"))
        assert "works only inside a network" in refused.value.fields["cc"]

    @pytest.mark.parametrize("allowed", ["empresa.local", "other.lan, Empresa.Local", "@local"])
    def test_the_tenant_can_allow_them(self, ana, with_settings, allowed):
        allowing = with_settings(ana, "identity", network_domains=allowed)

        assert file_case(allowing, with_copies("ana@mail.empresa.local")).cc


class TestLimits:
    def test_a_contact_files_so_many_cases_in_an_hour(self, ana, clock, monkeypatch):
        monkeypatch.setattr("core.cases.services.creation.CASES", 3)
        assert CASES > 3
        for _ in range(3):
            file_case(ana, VALUES)
        with pytest.raises(Refused):
            file_case(ana, VALUES)
        clock.advance(minutes=61)

        assert file_case(ana, VALUES).number

    def test_going_on_all_the_time_is_no_flood(self, ana, clock, monkeypatch):
        monkeypatch.setattr("core.cases.services.creation.CASES", 3)
        for _ in range(8):
            file_case(ana, VALUES)
            clock.advance(minutes=25)

    def test_staff_and_the_system_are_not_held(self, scope, carla, ana, monkeypatch):
        monkeypatch.setattr("core.cases.services.creation.CASES", 0)

        for who in (scope, carla):
            file_case(who, VALUES)

    def test_a_contact_writes_so_many_messages_in_an_hour(self, ana, monkeypatch):
        monkeypatch.setattr("core.cases.services.notes.MESSAGES", 1)
        case = file_case(ana, VALUES)
        add_note(ana, case, "<p>one</p>")
        with pytest.raises(Refused):
            add_note(ana, case, "<p>two</p>")

    def test_a_contact_names_so_many_copies(self, ana):
        for number in range(COPIES // 20):
            file_case(ana, with_copies(*many(20, f"n{number}-")))
        with pytest.raises(Refused):
            file_case(ana, with_copies("one@example.org"))

    def test_keeping_copies_is_not_naming_them(self, ana):
        case = file_case(ana, with_copies(*many(20)))
        for _ in range(COPIES // 20):
            edit_case(ana, case, {"cc": case.cc[::-1]})

    def test_an_address_is_named_so_often(self, scope, make_contact):
        for _ in range(TIMES_NAMED):
            file_case(scope.acting_as(actor_of(make_contact())), with_copies("eva@example.org"))
        ana = scope.acting_as(actor_of(make_contact()))
        with pytest.raises(Refused) as refused:
            file_case(ana, with_copies("EVA@example.org"))

        assert set(refused.value.fields) == {"cc"}

    def test_all_customers_together_name_so_many(self, scope, make_contact, monkeypatch):
        monkeypatch.setattr("core.cases.notify.copies.COPIES_OF_ALL", 3)
        people = [scope.acting_as(actor_of(make_contact())) for _ in range(4)]
        for number, person in enumerate(people[:3]):
            file_case(person, with_copies(*many(1, f"p{number}")))
        with pytest.raises(Refused):
            file_case(people[3], with_copies("eva@example.org"))
