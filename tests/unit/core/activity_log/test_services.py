import pytest

from core.activity.services import record_activity
from core.activity_log.groups import GROUPS, list_groups
from core.activity_log.services import (
    count_contact_activity,
    find_page,
    list_contact_activity,
    note_export,
)
from core.errors import ForbiddenError, NotFoundError, Refused
from core.testing.cases import actor_of

KINDS = ("login", "case_created", "case_changed", "mail_sent", "gone.kind")


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="Mora", email="ana@acme.example")


@pytest.fixture
def log(scope, ana, make_contact):
    """What happened to Ana: five kinds, three times each; and to somebody else."""
    before = count_contact_activity(scope, ana.id)
    for number in range(3):
        for kind in KINDS:
            record_activity(scope, kind, contact_id=ana.id, number=number)
    record_activity(scope, "login", contact_id=make_contact(email="eva@acme.example").id)
    scope.session.flush()
    return before


@pytest.fixture
def by_clara(scope, make_staff):
    return scope.acting_as(actor_of(make_staff(name="Clara"), "contacts:read"))


def kinds(rows):
    return [row.kind for row in rows]


class TestListContactActivity:
    def test_pages_go_on_by_key_both_ways(self, scope, log, ana):
        first = list_contact_activity(scope, ana.id, size=4)
        second = list_contact_activity(scope, ana.id, size=4, after=first[-1].id)

        assert kinds(first + second) == [*KINDS[::-1], *KINDS[:1:-1]]
        back = list_contact_activity(scope, ana.id, size=4, before=second[0].id)
        assert [row.id for row in back] == [row.id for row in first]

    def test_a_page_is_jumped_to(self, scope, log, ana):
        last = list_contact_activity(scope, ana.id, size=4)[-1]

        assert find_page(scope, ana.id, 1, size=4) is None
        assert find_page(scope, ana.id, 2, size=4) == last.id
        with pytest.raises(NotFoundError):
            find_page(scope, ana.id, 100, size=4)

    def test_groups_narrow_it_and_its_count(self, by_clara, log, ana):
        found = list_contact_activity(by_clara, ana.id, groups={"access", "mail"})

        assert set(kinds(found)) <= {"login", "mail_sent"}
        assert kinds(found).count("login") == 3
        assert count_contact_activity(by_clara, ana.id, groups={"access", "mail"}) == len(found)

    def test_what_nobody_registers_any_more_is_other(self, by_clara, log, ana):
        assert set(kinds(list_contact_activity(by_clara, ana.id, groups={"other"}))) == {
            "gone.kind"
        }
        without = set(GROUPS) - {"other"}
        assert "gone.kind" not in kinds(list_contact_activity(by_clara, ana.id, groups=without))

    def test_no_group_is_nothing(self, by_clara, log, ana):
        assert list_contact_activity(by_clara, ana.id, groups=()) == []

    def test_a_customer_reads_their_own_and_nothing_for_staff(self, scope, log, ana, make_contact):
        themselves = scope.acting_as(actor_of(ana))
        found = list_contact_activity(themselves, ana.id)

        assert {"login", "case_created", "mail_sent"} <= set(kinds(found))
        assert not {"case_changed", "gone.kind"} & set(kinds(found))
        assert count_contact_activity(themselves, ana.id) == len(found)
        assert "other" not in list_groups(themselves)
        with pytest.raises(NotFoundError):
            list_contact_activity(themselves, make_contact(email="luz@acme.example").id)

    def test_staff_need_a_permission(self, scope, log, ana, make_staff):
        with pytest.raises(ForbiddenError):
            list_contact_activity(scope.acting_as(actor_of(make_staff(name="Hugo"))), ana.id)


class TestNoteExport:
    def test_it_wants_to_know_what_for(self, scope, ana, make_staff):
        clara = scope.acting_as(actor_of(make_staff(name="Clara"), "audit:export"))
        with pytest.raises(Refused):
            note_export(clara, ana.id, "  ")

        note_export(clara, ana.id, "asked for by  the customer")

        scope.session.flush()
        (row, *_more) = list_contact_activity(scope, ana.id, groups={"exports"})
        assert row.data == {"purpose": "asked for by the customer"}
