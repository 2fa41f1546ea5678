"""What the door for a case's values decides, whoever comes through it."""

import pytest

from core.cases.services import change_case, create_case, read_changes, read_new_case
from core.errors import ConflictError, ForbiddenError, NotFoundError, Refused
from core.testing.cases import edit_case, file_case
from fields_config.definition import Access, Condition, FieldDefinition, Grant, Rule
from tests.support.grants import EVERYWHERE
from tests.unit.core.cases.conftest import VALUES

EDIT, VIEW = Grant(Access.EDIT), Grant(Access.VIEW)
REQUIRED = Grant(Access.EDIT, required=True)


def own_field(key, grant, **more):
    grants = dict.fromkeys(EVERYWHERE, grant)
    return FieldDefinition(key=key, labels={"en": key.title()}, grants=grants, **more)


METER = own_field("meter", REQUIRED, type="integer", validation={"max": 99})
FLOOR = own_field("floor", EDIT, type="text")
SECRET = own_field("secret", VIEW, type="text")


@pytest.fixture
def with_fields(with_form):
    """The same scope, for a tenant whose case form has fields and rules of its own."""

    def change(scope, *fields, rules=()):
        def add(form):
            for field in fields:
                form = form.with_field(field)
            return type(form)(form.key, form.fields, (*form.rules, *rules), form.sections)

        return with_form(scope, add)

    return change


def refusal_of(act, *args, **how):
    with pytest.raises(Refused) as refused:
        act(*args, **how)
    return refused.value


class TestReadNewCase:
    @pytest.mark.parametrize("who", ["ana", "agent"])
    def test_whoever_fills_in_the_form_fills_in_what_is_required(self, who, request, with_fields):
        scope = with_fields(request.getfixturevalue(who), METER)

        refusal = refusal_of(read_new_case, scope, {"message": "<p>No light</p>"})

        assert set(refusal.fields) == {"product", "subject", "meter"}

    def test_the_system_sets_any_field_and_fills_in_none(self, scope, with_fields):
        scope = with_fields(scope, METER, SECRET)

        values = read_new_case(scope, {"secret": "S", "status": "closed"})

        assert (values.given["secret"], values.given["status"]) == ("S", "closed")

    @pytest.mark.parametrize("who", ["ana", "agent", "scope"])
    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("meter", "seven"),
            ("meter", "100"),
            ("product", "general/nothing"),
            ("priority", "urgent"),
            ("cc", "not an address"),
            ("subject", "x" * 201),
        ],
    )
    def test_types_options_and_limits_hold_for_everybody(
        self, who, request, with_fields, key, value
    ):
        scope = with_fields(request.getfixturevalue(who), METER)

        refusal = refusal_of(read_new_case, scope, {**VALUES, "meter": "7", key: value})

        assert set(refusal.fields) == {key}
        assert refusal.fields[key]

    def test_a_stored_value_is_read_as_well_as_a_written_one(self, agent, with_fields):
        scope = with_fields(agent, METER)

        written, stored = (read_new_case(scope, {**VALUES, "meter": one}) for one in ("7", 7))

        assert written.given == stored.given
        assert stored.given["meter"] == 7

    @pytest.mark.parametrize("key", ["secret", "status", "assignee", "contact", "number", "nobody"])
    def test_nobody_sets_what_they_are_not_offered(self, ana, with_fields, key):
        assert refusal_of(read_new_case, with_fields(ana, SECRET), {**VALUES, key: "x"})

    def test_rules_decide_and_defaults_come_after_them(self, ana, with_fields):
        size = own_field("size", EDIT, type="text", default="small")
        hidden = Rule(Condition("floor", "equals", "1"), "show", "size")
        needed = Rule(Condition("floor", "equals", "1"), "require", "meter")
        meter = own_field("meter", EDIT, type="integer")
        ana = with_fields(ana, FLOOR, meter, size, rules=(hidden, needed))

        below = read_new_case(ana, {**VALUES, "floor": "0", "size": "large"})
        refusal = refusal_of(read_new_case, ana, {**VALUES, "floor": "1"})
        above = read_new_case(ana, {**VALUES, "floor": "1", "meter": "3"})

        assert "size" not in below.held
        assert set(refusal.fields) == {"meter"}
        assert above.held["size"] == "small"

    def test_only_staff_say_whose_case_it_is_and_who_answers(self, ana, agent, contact, bruno):
        carla = agent.actor.id

        values = read_new_case(agent, VALUES, contact_id=contact.id, assignee_id=carla)

        assert (values.people["contact_id"], values.people["assignee_id"]) == (contact.id, carla)
        with pytest.raises(ForbiddenError):
            read_new_case(ana, VALUES, contact_id=bruno.actor.id)
        with pytest.raises(ForbiddenError):
            read_new_case(ana, VALUES, assignee_id=carla)

    def test_values_are_stored_for_those_who_gave_them(self, ana, bruno, case):
        with pytest.raises(ValueError, match="something else"):
            create_case(bruno, read_new_case(ana, VALUES))
        with pytest.raises(ValueError, match="something else"):
            change_case(ana, case, read_new_case(ana, VALUES))

    def test_nobody_changes_them_afterwards(self, ana):
        values = read_new_case(ana, VALUES)

        for part in (values.given, values.held, values.people):
            with pytest.raises(TypeError):
                part["status"] = "closed"


class TestReadChanges:
    def test_what_is_not_given_is_left_alone(self, agent, case):
        edit_case(agent, case, {"priority": "high"})

        assert (case.priority, case.subject) == ("high", VALUES["subject"])

    @pytest.mark.parametrize("key", ["priority", "meter", "cc"])
    def test_types_options_and_limits_hold(self, agent, case, with_fields, key):
        scope = with_fields(agent, METER)

        assert set(refusal_of(read_changes, scope, case, {key: "x"}).fields) == {key}

    def test_what_is_required_is_not_emptied(self, agent, case):
        assert set(refusal_of(read_changes, agent, case, {"subject": " "}).fields) == {"subject"}

    def test_a_customer_changes_nothing_that_can_only_be_seen(self, ana, case):
        assert refusal_of(read_changes, ana, case, {"priority": "high"})
        assert read_changes(ana, case, {"priority": case.priority}).given == {}

    def test_those_who_may_not_change_it_learn_nothing(self, reader, bruno, case):
        for scope in (reader, bruno):
            with pytest.raises(NotFoundError):
                read_changes(scope, case, {"priority": "urgent"})

    def test_the_second_of_two_who_edit_at_once_is_told(self, agent, case):
        edit_case(agent, case, {"priority": "high"}, version=1)

        with pytest.raises(ConflictError):
            read_changes(agent, case, {"priority": "low"}, version=1)

    def test_values_are_read_anew_once_the_case_has_changed(self, agent, case):
        values = read_changes(agent, case, {"priority": "low"})
        edit_case(agent, case, {"priority": "high"})

        with pytest.raises(ValueError, match="something else"):
            change_case(agent, case, values)

    def test_nought_is_a_value(self, agent, with_fields):
        scope = with_fields(agent, METER)
        case = file_case(scope, {**VALUES, "meter": 7})

        assert edit_case(scope, case, {"meter": 0}) == {"meter": [7, 0]}
