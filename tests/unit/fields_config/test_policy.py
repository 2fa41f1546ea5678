from itertools import product

import pytest

from fields_config.definition import (
    AUDIENCES,
    SCREENS,
    Access,
    Condition,
    FieldDefinition,
    FormDefinition,
    Grant,
    Rule,
)
from fields_config.policy import decide
from fields_config.schema import compile_form
from fields_config.types import TYPES

GRANTS = (
    Grant(Access.HIDDEN),
    Grant(Access.VIEW),
    Grant(Access.EDIT),
    Grant(Access.EDIT, required=True),
)
RULES = {
    "none": (),
    "shown": (Rule(Condition("switch", "equals", "on"), "show", "matter"),),
    "hidden": (Rule(Condition("switch", "equals", "off"), "show", "matter"),),
    "required": (Rule(Condition("switch", "equals", "on"), "require", "matter"),),
}
MATRIX = [
    (kind, grant, audience, screen, rule, active)
    for kind, grant, audience, screen, rule, active in product(
        TYPES, GRANTS, AUDIENCES, SCREENS, RULES, (True, False)
    )
]


def expected_of(grant, rule, *, active):
    """Say the outcome in other words than the policy does."""
    if not active or rule == "hidden" or grant.access is Access.HIDDEN:
        return Access.HIDDEN, False
    if grant.access is Access.VIEW:
        return Access.VIEW, False
    return Access.EDIT, grant.required or rule == "required"


class TestDecide:
    def test_every_cell_of_the_matrix_gives_the_one_outcome(self):
        assert len(MATRIX) > 2000
        for kind, grant, audience, screen, rule, active in MATRIX:
            field = FieldDefinition(
                key="matter",
                type=kind,
                labels={"en": "Matter"},
                grants={(audience, screen): grant},
                active=active,
            )
            switch = FieldDefinition(key="switch", type="text", labels={"en": "Switch"})
            form = FormDefinition("case", (field, switch), RULES[rule])
            values = {"switch": "on"}

            decision = decide(form, "matter", audience, screen, values)

            assert (decision.access, decision.required) == expected_of(grant, rule, active=active)
            compiled = compile_form(form, audience, screen, "en")
            offered = compiled.decisions(values).get("matter")
            assert (offered is not None and offered.visible) == decision.visible
            for other in set(product(AUDIENCES, SCREENS)) - {(audience, screen)}:
                assert not decide(form, "matter", *other, values).visible

    def test_a_field_that_the_form_does_not_have_is_hidden(self, make_field, make_form):
        form = make_form(make_field("a"))

        assert not decide(form, "nothing", "customer", "create", {}).visible

    def test_removing_the_deciding_rule_flips_the_field(self, make_field, make_form):
        rule = Rule(Condition("a", "equals", "x"), "show", "b")
        fields = (make_field("a"), make_field("b"))

        ruled = decide(make_form(*fields, rules=[rule]), "b", "customer", "create", {})
        free = decide(make_form(*fields), "b", "customer", "create", {})

        assert not ruled.visible
        assert free.editable

    @pytest.mark.parametrize(
        ("limits", "left"),
        [
            ([("printer",)], {"printer", "printer/paper", "printer/fire"}),
            ([("printer/paper",)], {"printer/paper"}),
            ([("printer",), ("phone", "printer/paper")], {"printer/paper"}),
            ([("printer",), ("phone",)], set()),
        ],
    )
    def test_every_matching_limit_counts(self, make_field, make_form, tree, limits, left):
        rules = [Rule(Condition("a", "empty"), "limit", "topic", options) for options in limits]
        form = make_form(make_field("a"), make_field("topic", "tree", options=tree), rules=rules)

        assert decide(form, "topic", "agent", "create", {}).options == left
        assert decide(form, "topic", "agent", "create", {"a": "x"}).options is None
