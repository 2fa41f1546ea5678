"""What a plugin's jobs and kinds of fields may take, with nobody to wait for them for ever."""

import pytest

from core.jobs import actor, bare_actor
from core.plugin import field_types, limits
from core.plugin.field_types import guard_type
from fields_config.definition import FieldDefinition
from fields_config.errors import RefusedValueError
from fields_config.facets import facets_of
from fields_config.field_type import FieldType

pytestmark = pytest.mark.req("X-07")

FIELD = FieldDefinition(key="odd", type="hostile.odd", labels={"en": "Odd"})
CALLS = []


def spin(*_given):
    CALLS.append("spin")
    while True:
        pass


@actor(name="hostile.spin")
def spin_in_a_transaction(scope):
    spin()


@bare_actor(name="hostile.spin_outside")
def spin_outside(job):
    spin()


@actor(name="hostile.behave")
def behave(scope):
    CALLS.append("behave")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(limits, "JOB_LIMIT", 1.0)
    monkeypatch.setattr(field_types, "TYPE_LIMIT", 1.0)
    CALLS.clear()


class TestJobs:
    @pytest.mark.parametrize("name", ["hostile.spin", "hostile.spin_outside"])
    def test_one_that_does_not_end_is_cut_off_and_tried_again(self, name, open_scope, jobs):
        with open_scope() as scope:
            scope.enqueue(name)
            scope.enqueue("hostile.behave")

        jobs.run(raising=False)

        assert CALLS == ["spin", "behave"]
        (waiting,) = jobs.waiting()
        assert (waiting.actor, waiting.attempts) == (name, 1)
        assert "LateError" in waiting.error


class TestKindsOfFields:
    def make(self, **functions):
        functions.setdefault("reader", lambda field, language: str)
        kind = FieldType(name="hostile.odd", title="Odd", widget="text", **functions)
        return guard_type("hostile", kind)

    def test_a_value_that_can_not_be_shown_in_time_stands_as_it_is(self):
        kind = self.make(show=spin)

        assert kind.show("x", FIELD, "en", "en") == "x"

    def test_a_value_that_can_not_be_read_in_time_is_refused(self):
        read = self.make(reader=lambda field, language: spin).reader(FIELD, "en")

        with pytest.raises(RefusedValueError):
            read("x")

    def test_a_value_that_can_not_be_ordered_in_time_has_no_place(self):
        kind = self.make(order=spin, filter="range")

        assert facets_of(kind, "x") == frozenset()

    def test_a_list_of_many_waits_for_one_alone(self):
        kind = self.make(show=spin)

        assert [kind.show(str(n), FIELD, "en", "en") for n in range(5)] == list("01234")
        assert CALLS == ["spin"]

    def test_after_a_rest_it_is_asked_again(self, monkeypatch):
        monkeypatch.setattr(field_types, "REST", 0.0)
        kind = self.make(show=spin)

        for _ in range(2):
            kind.show("x", FIELD, "en", "en")

        assert CALLS == ["spin", "spin"]
