import json
from dataclasses import replace

import pytest

from fields_config.definition import (
    Access,
    AllOf,
    AnyOf,
    Condition,
    DefinitionError,
    FormDefinition,
    Grant,
    Option,
    Rule,
    Section,
)


def wrong(document):
    """Return path and sentence of everything that is wrong with a document."""
    with pytest.raises(DefinitionError) as caught:
        FormDefinition.from_dict(document)
    return {problem.path: problem.message.interpolate() for problem in caught.value.problems}


class TestFormDefinition:
    def test_it_keeps_everything_through_json(self, make_field, make_form, tree):
        form = make_form(
            make_field("topic", "tree", options=tree, levels=({"en": "What"}, {"en": "Why"})),
            make_field("amount", "money", default="5.00", validation={"currency": "COP"}),
            rules=[
                Rule(
                    AllOf((Condition("topic", "starts_with", "printer"), AnyOf(()))),
                    "show",
                    "amount",
                ),
                Rule(Condition("amount", "in", ["1", "2"]), "limit", "topic", ("printer",)),
            ],
            sections=[Section("first", {"en": "First"})],
        )

        assert FormDefinition.from_dict(json.loads(json.dumps(form.to_dict()))) == form

    def test_fields_stand_in_order_of_section_then_position(self, make_field, make_form):
        form = make_form(
            make_field("third", section="late", position=1),
            make_field("second", section="early", position=9),
            make_field("first", position=50),
            sections=[Section("early"), Section("late")],
        )

        assert [field.key for field in form.fields] == ["first", "second", "third"]

    def test_with_field_replaces_the_one_of_the_same_key(self, make_field, make_form):
        form = make_form(make_field("one"), make_field("two"))

        changed = form.with_field(make_field("one", "date")).with_field(make_field("three"))

        assert {field.key: field.type for field in changed.fields} == {
            "one": "date",
            "two": "text",
            "three": "text",
        }
        assert form.field("one").type == "text"

    def test_without_field_leaves_the_others(self, make_field, make_form):
        form = make_form(make_field("one"), make_field("two"))

        assert [field.key for field in form.without_field("one").fields] == ["two"]

    def test_with_order_puts_the_named_fields_first(self, make_field, make_form):
        form = make_form(make_field("one"), make_field("two"), make_field("three"))

        reordered = form.with_order(["three", "one"])

        assert [field.key for field in reordered.fields] == ["three", "one", "two"]
        assert FormDefinition.from_dict(reordered.to_dict()) == reordered

    def test_initial_values_come_from_defaults_and_default_options(self, make_field, make_form):
        options = (Option(key="low"), Option(key="high", default=True))
        form = make_form(
            make_field("priority", "list", options=options),
            make_field("city", default="Cali"),
            make_field("retired", default="x", active=False),
            make_field("empty"),
        )

        assert form.initial_values() == {"priority": "high", "city": "Cali"}

    def test_retired_fields_are_kept_apart(self, make_field, make_form):
        form = make_form(make_field("used"), make_field("retired", active=False))

        assert [field.key for field in form.active_fields()] == ["used"]
        assert [field.key for field in form.inactive_fields()] == ["retired"]


class TestWithPortal:
    def test_ticking_lets_the_customer_edit_everywhere(self, make_field):
        field = make_field(grants={("agent", "create"): Grant(Access.EDIT)}).with_portal(on=True)

        assert field.in_portal
        assert field.grant("customer", "create") == Grant(Access.EDIT)
        assert field.grant("customer", "detail") == Grant(Access.EDIT)

    def test_unticking_hides_it_from_the_customer_alone(self, make_field):
        field = make_field(required=True).with_portal(on=False)

        assert not field.in_portal
        assert field.grant("customer", "create") == Grant(Access.HIDDEN)
        assert field.grant("agent", "create") == Grant(Access.EDIT, required=True)


class TestFromDict:
    def test_everything_that_is_wrong_is_told_at_once_with_its_place(self):
        problems = wrong(
            {
                "key": "case",
                "colour": "red",
                "fields": [
                    {"key": "Bad Key", "type": "text", "labels": {"en": "x"}},
                    {"key": "two", "type": "text", "labels": {"english": "x"}, "active": "yes"},
                    {
                        "key": "three",
                        "type": "list",
                        "labels": {},
                        "grants": {"customer": {"create": "x"}},
                    },
                ],
                "rules": [
                    {"when": {"field": "two", "operator": "is"}, "effect": "no", "field": "two"}
                ],
            }
        )

        assert set(problems) == {
            "",
            "fields[0].key",
            "fields[1].labels.english",
            "fields[1].active",
            "fields[2].grants.customer.create",
            "rules[0].when.operator",
            "rules[0].effect",
        }
        assert problems["fields[0].key"] == "“Bad Key” can't stand here."

    @pytest.mark.parametrize("key", ["_x", "9a", "a-b", "a" * 41, "ñ", "", "A", "a\n"])
    def test_a_custom_key_is_a_short_lowercase_word(self, key):
        field = {"key": key, "type": "text", "labels": {}}

        assert "fields[0].key" in wrong({"key": "case", "fields": [field]})

    def test_a_key_can_not_stand_twice(self):
        field = {"key": "one", "type": "text", "labels": {}}

        assert "fields[1]" in wrong({"key": "case", "fields": [field, field]})

    def test_siblings_have_different_keys(self):
        options = [{"key": "a"}, {"key": "a"}]
        field = {"key": "one", "type": "list", "labels": {}, "options": options}

        assert "fields[0].options[1]" in wrong({"key": "case", "fields": [field]})

    def test_a_tree_that_is_too_deep_is_refused(self):
        option = {"key": "a"}
        for _level in range(3000):
            option = {"key": "a", "options": [option]}
        field = {"key": "one", "type": "tree", "labels": {}, "options": [option]}

        (message,) = wrong({"key": "case", "fields": [field]}).values()

        assert message == "At most 8 levels are allowed."

    def test_a_condition_that_is_too_deep_is_refused(self):
        when = {"all": []}
        for _level in range(3000):
            when = {"any": [when]}

        wrong({"key": "case", "rules": [{"when": when, "effect": "show", "field": "a"}]})

    def test_too_many_fields_are_refused(self):
        fields = [{"key": f"f{number}", "type": "text", "labels": {}} for number in range(201)]

        assert wrong({"key": "case", "fields": fields}) == {
            "fields": "At most 200 entries are allowed."
        }

    @pytest.mark.parametrize("text", ["\ud800", "a\x00b", "x" * 2001])
    def test_texts_that_can_not_be_stored_are_refused(self, text):
        field = {"key": "one", "type": "text", "labels": {"en": text}}

        assert "fields[0].labels.en" in wrong({"key": "case", "fields": [field]})

    def test_a_plugins_type_carries_its_name(self):
        field = {"key": "one", "type": "weather.sky", "labels": {}}

        form = FormDefinition.from_dict({"key": "case", "fields": [field]})

        assert form.field("one").type == "weather.sky"

    def test_a_grant_reads_as_people_write_it(self):
        grants = {"customer": {"create": "edit+required", "detail": "view"}}
        field = {"key": "one", "type": "text", "labels": {}, "grants": grants}

        read = FormDefinition.from_dict({"key": "case", "fields": [field]}).field("one")

        assert read.grant("customer", "create") == Grant(Access.EDIT, required=True)
        assert read.grant("customer", "detail") == Grant(Access.VIEW)
        assert read.grant("agent", "create") == Grant(Access.HIDDEN)

    def test_a_hand_written_order_makes_no_difference(self, make_field, make_form):
        form = make_form(make_field("one", position=1), make_field("two", position=2))

        turned = replace(form, fields=tuple(reversed(form.fields)))

        assert turned.to_dict() == form.to_dict()
