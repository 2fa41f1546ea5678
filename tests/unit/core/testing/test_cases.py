from sqlalchemy import select

from core.cases.models import Case
from core.testing.cases import actor_of


class TestMakeCase:
    def test_it_files_a_case_of_the_contact(self, scope, make_contact, make_case):
        ana = make_contact()

        case = make_case(ana, subject="No light")

        assert scope.session.scalars(select(Case.subject)).all() == ["No light"]
        assert case.contact_id == ana.id

    def test_it_works_where_things_commit(self, platform, make_case):
        first, second = make_case(), make_case(slug="globex")

        with platform.scope("acme") as scope:
            assert scope.session.scalars(select(Case.id)).all() == [first.id]
        with platform.scope("globex") as scope:
            assert scope.session.scalars(select(Case.id)).all() == [second.id]


class TestPeople:
    def test_an_account_knows_its_members(self, scope, make_contact, make_account):
        ana = make_contact()

        account = make_account(members={ana: {"is_primary": True}})

        assert account.tenant_id == ana.tenant_id

    def test_staff_have_what_the_test_gives_them(self, make_staff):
        actor = actor_of(make_staff(name="Carla"), "cases:read")

        assert actor.is_staff
        assert actor.may("cases:read")
        assert not actor.may("cases:change")
