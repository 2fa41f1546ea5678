from itertools import pairwise

import pytest

from fields_config.definition import MAX_FIELDS, AllOf, AnyOf, Condition, Option, Rule
from fields_config.emptiness import is_empty
from fields_config.options import MAX_DEPTH
from fields_config.rules import Evaluation


class TestIsEmpty:
    @pytest.mark.parametrize("value", [None, "", "  ", [], (), False])
    def test_nothing_is_nothing(self, value):
        assert is_empty(value)

    @pytest.mark.parametrize("value", [0, "0", "x", ["x"], True])
    def test_zero_is_something(self, value):
        assert not is_empty(value)


@pytest.fixture
def form(make_field, make_form, tree):
    return make_form(
        make_field("topic", "tree", options=tree),
        make_field("tags", "multilist", options=(Option(key="red"), Option(key="blue"))),
        make_field("note"),
        make_field("agreed", "boolean"),
        make_field("amount", "integer"),
        make_field("price", "money"),
        make_field("share", "percent", validation={"decimals": 3}),
        make_field("day", "date"),
        make_field("moment", "datetime"),
        make_field("phone", "phone", validation={"region": "CO"}),
        make_field("email", "email"),
        make_field("retired", active=False),
    )


class TestHolds:
    @pytest.mark.parametrize(
        ("condition", "values", "expected"),
        [
            (Condition("note", "equals", "a"), {"note": "a"}, True),
            (Condition("note", "equals", "a"), {}, False),
            (Condition("note", "not_equals", "a"), {}, True),
            (Condition("note", "in", ("a", "b")), {"note": "b"}, True),
            (Condition("note", "in", "b"), {"note": "b"}, True),
            (Condition("note", "starts_with", "ab"), {"note": "abc"}, True),
            (Condition("note", "empty"), {"note": " "}, True),
            (Condition("note", "not_empty"), {"note": "x"}, True),
            (Condition("tags", "equals", "red"), {"tags": ["blue", "red"]}, True),
            (Condition("tags", "not_equals", "red"), {"tags": ["blue", "red"]}, False),
            (Condition("tags", "empty"), {"tags": []}, True),
            (Condition("agreed", "equals", True), {"agreed": True}, True),
            (Condition("agreed", "equals", False), {}, True),
            (Condition("amount", "equals", 0), {"amount": 0}, True),
            (Condition("amount", "equals", "7"), {"amount": 7}, True),
            (Condition("amount", "equals", 7.0), {"amount": 7}, True),
            (Condition("price", "equals", 100), {"price": "100.00"}, True),
            (Condition("price", "equals", "100"), {"price": "100.00"}, True),
            (Condition("price", "equals", "100.00"), {"price": "100"}, True),
            (Condition("price", "not_equals", "100.0"), {"price": "100.00"}, False),
            (Condition("price", "in", (5, 100)), {"price": "100.00"}, True),
            (Condition("price", "starts_with", "100"), {"price": "100.00"}, True),
            (Condition("price", "equals", "un millón"), {"price": "100.00"}, False),
            (Condition("price", "equals", 0), {"price": "0.00"}, True),
            (Condition("price", "equals", 0), {}, False),
            (Condition("share", "equals", 12.5), {"share": "12.500"}, True),
            (Condition("day", "equals", " 2026-05-31"), {"day": "2026-05-31"}, True),
            (Condition("day", "starts_with", "2026-"), {"day": "2026-05-31"}, True),
            (
                Condition("moment", "equals", "2026-05-31 9:30"),
                {"moment": "2026-05-31T09:30"},
                True,
            ),
            (Condition("agreed", "equals", "true"), {"agreed": True}, True),
            (Condition("agreed", "equals", "yes"), {"agreed": True}, True),
            (Condition("agreed", "equals", "false"), {}, True),
            (Condition("phone", "equals", "601 5551234"), {"phone": "+57 601 5551234"}, True),
            (Condition("email", "equals", "Ana@Demo.example"), {"email": "ana@demo.example"}, True),
            (Condition("topic", "starts_with", "printer"), {"topic": "printer/paper"}, True),
            (Condition("topic", "starts_with", "print"), {"topic": "printer/paper"}, False),
            (Condition("retired", "equals", "x"), {"retired": "x"}, False),
            (Condition("unknown", "empty"), {"unknown": "x"}, True),
            (AllOf(()), {}, True),
            (AnyOf(()), {}, False),
            (AllOf((Condition("note", "empty"), Condition("tags", "not_empty"))), {}, False),
            (AnyOf((Condition("note", "empty"), Condition("tags", "not_empty"))), {}, True),
        ],
    )
    def test_a_condition_reads_as_people_mean_it(self, form, condition, values, expected):
        assert Evaluation(form, values).holds(condition) is expected


class TestShows:
    def test_one_of_several_show_rules_is_enough(self, make_field, make_form):
        rules = [
            Rule(Condition("a", "equals", "1"), "show", "b"),
            Rule(Condition("a", "equals", "2"), "show", "b"),
        ]
        form = make_form(make_field("a"), make_field("b"), rules=rules)

        assert Evaluation(form, {"a": "2"}).shows("b")
        assert not Evaluation(form, {"a": "3"}).shows("b")

    def test_a_field_that_is_hidden_counts_as_empty_for_the_next(self, make_field, make_form):
        rules = [
            Rule(Condition("a", "equals", "yes"), "show", "b"),
            Rule(Condition("b", "not_empty"), "show", "c"),
        ]
        form = make_form(make_field("a"), make_field("b"), make_field("c"), rules=rules)
        values = {"b": "left over"}

        assert not Evaluation(form, {**values, "a": "no"}).shows("c")
        assert Evaluation(form, {**values, "a": "yes"}).shows("c")

    def test_a_circle_comes_to_an_end(self, make_field, make_form):
        rules = [
            Rule(Condition("a", "not_empty"), "show", "b"),
            Rule(Condition("b", "not_empty"), "show", "a"),
        ]
        form = make_form(make_field("a"), make_field("b"), rules=rules)

        assert Evaluation(form, {"a": "x", "b": "x"}).shows("a")
        assert not Evaluation(form, {}).shows("a")

    def test_the_longest_chain_of_the_deepest_rules_is_followed(self, make_field, make_form):
        keys = [f"f{number}" for number in range(MAX_FIELDS)]
        rules = []
        for key, asked in pairwise(keys):
            when = Condition(asked, "not_empty")
            for _level in range(MAX_DEPTH - 1):
                when = AnyOf((when,))
            rules.append(Rule(when, "show", key))
        form = make_form(*map(make_field, keys), rules=tuple(rules))

        all_filled = dict.fromkeys(keys, "x")
        assert Evaluation(form, all_filled).shows(keys[0])
        assert not Evaluation(form, {**all_filled, keys[-1]: ""}).shows(keys[0])

    def test_a_long_ladder_of_rules_asks_each_field_once(self, make_field, make_form):
        asked = [f"f{number}" for number in range(60)]
        rules = [
            Rule(AnyOf((Condition(above, "empty"), Condition(above, "equals", "no"))), "show", key)
            for above, key in pairwise(asked)
        ]
        form = make_form(*(make_field(key) for key in asked), rules=rules)

        assert not Evaluation(form, dict.fromkeys(asked, "x")).shows(asked[1])
        assert isinstance(Evaluation(form, dict.fromkeys(asked, "x")).shows(asked[-1]), bool)
