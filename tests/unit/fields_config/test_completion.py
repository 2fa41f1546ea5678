"""The form that asks for what is missing, and for nothing else."""

import colander
import pytest

from fields_config.completion import completion_form
from fields_config.definition import (
    Access,
    Condition,
    FieldDefinition,
    FormDefinition,
    Grant,
    Option,
    Rule,
)
from fields_config.schema import compile_form

REQUIRED, EDIT = Grant(Access.EDIT, required=True), Grant(Access.EDIT)
TREE = (
    Option(key="a", options=(Option(key="x"), Option(key="y"))),
    Option(key="b", options=(Option(key="z"),)),
)


def field(key, grant, **more):
    grants = {("customer", "create"): grant, ("customer", "detail"): Grant(Access.VIEW)}
    return FieldDefinition(key=key, **{"type": "text", "labels": {"en": key}} | more, grants=grants)


KIND = field("kind", REQUIRED, type="tree", options=TREE)
FORM = FormDefinition(
    "case", (KIND, field("name", REQUIRED), field("meter", EDIT), field("floor", REQUIRED))
)


def asked(form, missing, values, sent=None):
    """Return what shows, once so much is sent."""
    made = completion_form(form, missing, values)
    compiled = compile_form(made, "customer", "detail", "en", whole=missing)
    decisions = compiled.preview(sent or {}, values)
    return [key for key, decision in decisions.items() if decision.editable]


def with_rules(*rules):
    return FormDefinition(FORM.key, FORM.fields, rules)


class TestCompletionForm:
    def test_it_asks_for_the_missing_alone(self):
        assert asked(FORM, ("name",), {"kind": "a/x", "floor": "1"}) == ["name"]

    def test_what_rules_require_later_shows_when_they_do(self):
        form = with_rules(Rule(Condition("kind", "equals", "a/y"), "require", "meter"))
        values = {"name": "n", "floor": "1"}

        assert asked(form, ("kind",), values) == ["kind"]
        assert asked(form, ("kind",), values, {"kind": "a/x"}) == ["kind"]
        assert asked(form, ("kind",), values, {"kind": "a/y"}) == ["kind", "meter"]

    def test_so_does_what_they_show_and_is_required(self):
        form = with_rules(Rule(Condition("kind", "equals", "a/y"), "show", "floor"))

        assert asked(form, ("kind",), {"name": "n"}) == ["kind"]
        assert asked(form, ("kind",), {"name": "n"}, {"kind": "a/y"}) == ["floor", "kind"]

    def test_what_they_show_and_nobody_requires_does_not(self):
        form = with_rules(Rule(Condition("kind", "equals", "a/y"), "show", "meter"))

        assert asked(form, ("kind",), {"name": "n", "floor": "1"}, {"kind": "a/y"}) == ["kind"]

    def test_of_a_tree_only_what_lies_below_can_be_chosen(self):
        made = completion_form(FORM, ("kind",), {"kind": "a"})
        compiled = compile_form(made, "customer", "detail", "en", whole=("kind",))

        assert compiled.validate({"kind": "a/y"}, {"kind": "a"})["kind"] == "a/y"
        for path in ("a", "b", "b/z", ""):
            with pytest.raises(colander.Invalid):
                compiled.validate({"kind": path}, {"kind": "a"})
