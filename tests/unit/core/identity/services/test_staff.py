import pytest

from core.errors import ForbiddenError, NotFoundError, Refused
from core.identity.permissions import AGENT, CSR, permissions_of
from core.identity.services.staff import change_staff, create_staff, get_staff, list_staff
from core.plugin.manifest import Permission
from core.scope import Actor


class TestPermissionsOf:
    OFFERED = (
        Permission(name="kb:read", title="Read", roles=frozenset({AGENT, CSR})),
        Permission(name="kb:write", title="Write", roles=frozenset({AGENT})),
        Permission(name="kb:publish", title="Publish"),
    )

    def test_an_administrator_may_do_everything(self):
        assert permissions_of(["admin"], self.OFFERED) == {"kb:read", "kb:write", "kb:publish"}

    def test_roles_add_up_and_unknown_ones_are_nothing(self):
        assert permissions_of(["csr"], self.OFFERED) == {"kb:read"}
        assert permissions_of(["csr", "agent"], self.OFFERED) == {"kb:read", "kb:write"}
        assert permissions_of(["king"], self.OFFERED) == frozenset()


class TestCreateStaff:
    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"email": "EVA@x.example"}, "email"),
            ({"email": "eva"}, "email"),
            ({"password": "short"}, "password"),
            ({"roles": ["king"]}, "roles"),
            ({"roles": []}, "roles"),
            ({"name": " "}, "name"),
        ],
    )
    def test_it_says_what_is_wrong(self, scope, staff, given, field):
        fine = {"name": "B", "email": "b@x.example", "password": None, "roles": ["agent"]}

        with pytest.raises(Refused) as refused:
            create_staff(scope, **fine | given)

        assert set(refused.value.fields) == {field}

    def test_it_does_not_see_another_tenant(self, other_scope, staff):
        with pytest.raises(NotFoundError):
            get_staff(other_scope, staff.id)


class TestListStaff:
    def test_it_names_those_who_can_answer(self, scope, staff):
        create_staff(scope, "Carla", "c@x.example", None, ["csr"])
        gone = create_staff(scope, "Dora", "d@x.example", None, ["agent"])
        change_staff(scope, gone, active=False)
        boss = create_staff(scope, "Abel", "a@x.example", None, ["admin"])

        assert list_staff(scope) == [(boss.id, "Abel"), (staff.id, "Eva")]
        also = list_staff(scope, also=gone.id)
        assert also == [
            (boss.id, "Abel"),
            (gone.id, "Dora (no longer answers cases)"),
            (staff.id, "Eva"),
        ]


class TestChangeStaff:
    def test_nobody_raises_themselves(self, scope, staff):
        own = scope.acting_as(Actor(kind="staff", id=staff.id))

        with pytest.raises(ForbiddenError):
            change_staff(own, staff, roles=["admin"])
        assert staff.roles == ["agent"]
