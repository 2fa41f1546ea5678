"""A value that the page would not show is found by nobody: not by filters, and not by words."""

from itertools import product

import pytest

from core.fields.services.publishing import install_form
from fields_config.definition import (
    AUDIENCES,
    Access,
    Condition,
    FieldDefinition,
    Grant,
    Option,
    Rule,
)

TWO = Option(key="two", labels={"en": "Two"})
# As each type stores it, and as somebody looks for it.
VALUES = {
    "text": ("ÑUÑOA", "nunoa"),
    "textarea": ("long " * 60 + "Ñuñoa", "ñuñoa"),
    "integer": (7, "7"),
    "money": ("1250.50", "1250.50"),
    "date": ("2026-12-01", "2026-12-01"),
    "datetime": ("2026-12-01T09:30", "2026-12-01"),
    "boolean": (True, "true"),
    "list": ("two", "two"),
    "multilist": (["two"], "two"),
    "tree": ("two", "two"),
}
GRANTS = tuple(product((Access.HIDDEN, Access.VIEW), repeat=2))
SHOWN, OTHER = "general/problem/billing", "general/question/other"


def field_of(kind, grants):
    customer, agent = grants
    return FieldDefinition(
        key=f"own_{kind}_{customer}_{agent}",
        type=kind,
        labels={"en": f"Own {kind} {customer} {agent}"},
        grants={
            ("customer", "detail"): Grant(customer),
            ("agent", "detail"): Grant(agent),
            ("agent", "create"): Grant(Access.EDIT),
        },
        options=(TWO,) if kind in ("list", "multilist", "tree") else (),
        filterable=True,
    )


FIELDS = {(kind, grants): field_of(kind, grants) for kind in VALUES for grants in GRANTS}


def rule_for(key):
    return Rule(Condition("product", "equals", SHOWN), "show", key)


@pytest.fixture
def ana(make_contact):
    return make_contact()


@pytest.fixture
def publish(open_scope):
    def publish(*rules):
        with open_scope() as scope:
            form = scope.tenant.form("case")
            for field in FIELDS.values():
                form = form.with_field(field)
            install_form(scope, "case", form_with_rules(form, rules))

    return publish


def form_with_rules(form, rules):
    return type(form).from_dict({**form.to_dict(), "rules": [rule.to_dict() for rule in rules]})


@pytest.fixture
def file(ana, make_case):
    """File two cases of the same values, of which a rule would hide those of the second."""

    def file():
        given = {field.key: VALUES[kind][0] for (kind, _grants), field in FIELDS.items()}
        return [make_case(ana, product=which, **given).number for which in (SHOWN, OTHER)]

    return file


@pytest.fixture
def doors(ana, as_customer, as_agent):
    portal, desk = as_customer(ana), as_agent()

    def numbers(page):
        return {int(row.get_text()) for row in page.html.select("#cases tbody th")}

    return {
        "customer": lambda **sent: numbers(portal.get("/cases", {"tab": "all", **sent})),
        "agent": lambda **sent: numbers(desk.get("/desk", {"view": "all", **sent})),
    }


@pytest.mark.req("X-01", "AT-05")
class TestFilters:
    @pytest.mark.parametrize("is_stale", [False, True], ids=["", "index of older rules"])
    def test_they_ask_the_policy_with_its_rules(self, publish, file, doors, is_stale):
        rules = [rule_for(field.key) for field in FIELDS.values()]
        publish(*([] if is_stale else rules))
        shown, hidden = file()
        publish(*rules)

        for (kind, grants), field in FIELDS.items():
            for audience, access in zip(AUDIENCES, grants, strict=True):
                found = doors[audience](**{f"f-{field.key}": VALUES[kind][1]})
                # A filter that the reader does not have is told, and left out.
                expected = {shown} if access is Access.VIEW else {shown, hidden}
                assert found == expected, (field.key, audience)

    def test_a_box_that_is_not_shown_is_not_unticked_either(self, publish, ana, make_case, doors):
        field = FIELDS["boolean", (Access.VIEW, Access.VIEW)]
        publish(rule_for(field.key))
        shown, _hidden = (make_case(ana, product=which).number for which in (SHOWN, OTHER))

        for audience in AUDIENCES:
            assert doors[audience](**{f"f-{field.key}": "false"}) == {shown}

    @pytest.mark.parametrize("key", ["status", "priority", "channel"])
    @pytest.mark.parametrize("is_stale", [False, True], ids=["", "index of older rules"])
    def test_fields_that_every_form_has_are_no_exception(self, publish, file, doors, key, is_stale):
        publish(*([] if is_stale else [rule_for(key)]))
        shown, hidden = file()
        publish(rule_for(key))
        values = {"status": "open", "priority": "medium", "channel": "portal"}
        name = key if key == "status" else f"f-{key}"

        for audience in AUDIENCES:
            found = doors[audience](**{name: values[key]})
            # Until the job has been there, nobody finds what the index does not know.
            assert found == (set() if is_stale else {shown}), audience
            assert doors[audience]() == {shown, hidden}


@pytest.mark.req("X-01", "BA-P-28")
class TestWords:
    @pytest.mark.parametrize("is_stale", [False, True], ids=["", "index of older rules"])
    def test_a_label_that_a_rule_hides_finds_nothing(
        self, publish, ana, make_case, doors, is_stale
    ):
        rule = Rule(Condition("priority", "equals", "high"), "show", "product")
        publish(*([] if is_stale else [rule]))
        shown = make_case(ana, product=SHOWN, priority="high").number
        make_case(ana, product=SHOWN, priority="low")
        publish(rule)

        assert doors["customer"](q="invoice") == {shown}
