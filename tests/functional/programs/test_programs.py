"""Programs that a plugin knows ask for what is meant for them."""

import pytest
from sqlalchemy import select

from core.activity.models import Activity
from core.plugin.api import Program
from core.tenancy.services import switch_plugin
from tests.functional.programs.meters import plugin

READINGS = "/x/meters/readings"
REPORTER = Program(name="Reader 7", permissions=frozenset({"meters:report"}))


@pytest.fixture(scope="session")
def extra_plugins():
    return (plugin,)


@pytest.fixture(autouse=True)
def keys():
    plugin.KEYS.clear()
    plugin.KEYS["key-7"] = REPORTER
    return plugin.KEYS


def sent(key, scheme="Bearer"):
    return {"Authorization": f"{scheme} {key}"}


class TestPrograms:
    def test_one_that_is_known_reports_without_a_token_of_a_page(self, testapp, open_scope):
        answer = testapp.post_json(READINGS, {"value": 9}, headers=sent("key-7"))

        assert answer.json == {"taken": 9}
        with open_scope() as scope:
            query = select(Activity).where(Activity.kind == "meters.reported")
            noted = scope.session.scalars(query).one()
            assert (noted.actor_kind, noted.actor_name) == ("api", "Reader 7")

    @pytest.mark.parametrize(
        "headers", [{}, sent("other"), sent("key-7", "Basic"), {"Authorization": "key-7"}]
    )
    def test_any_other_is_told_so_in_json(self, testapp, headers):
        answer = testapp.post_json(READINGS, {"value": 9}, headers=headers, status=401)

        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json["error"]

    def test_it_needs_the_permission_of_the_view(self, testapp, keys):
        keys["key-8"] = Program(name="Reader 8")

        testapp.get(READINGS, headers=sent("key-8"), status=200)
        testapp.post_json(READINGS, {"value": 9}, headers=sent("key-8"), status=404)

    def test_for_a_contact_it_is_that_contact_as_long_as_they_may_enter(
        self, testapp, keys, make_contact, open_scope
    ):
        ana = make_contact(first_name="Ana", last_name="Mora")
        keys["ana"] = Program(name="Ana's app", contact_id=ana.id)
        assert testapp.get(READINGS, headers=sent("ana")).json == {
            "kind": "contact",
            "name": "Ana Mora",
        }

        with open_scope() as scope:
            scope.session.get(type(ana), (scope.tenant_id, ana.id)).hidden = True

        testapp.get(READINGS, headers=sent("ana"), status=401)

    def test_signed_in_people_are_no_programs(self, as_admin):
        as_admin().get(READINGS, status=401)

    def test_elsewhere_a_key_opens_nothing(self, testapp):
        testapp.get("/x/meters", headers=sent("key-7"), status=303)

    def test_off_the_address_is_gone(self, testapp, open_scope):
        with open_scope() as scope:
            switch_plugin(scope, "meters", on=False)

        testapp.get(READINGS, headers=sent("key-7"), status=404)
