"""What a rule hides has no value anywhere, and what can only be seen is what is stored."""

import pytest
from sqlalchemy import select

from core.cases.models import Case, CaseFilterValue
from core.fields.services.publishing import install_form
from core.testing.cases import actor_of, edit_case
from fields_config.definition import (
    Access,
    Condition,
    FieldDefinition,
    Grant,
    Option,
    Rule,
)
from tests.support.grants import EVERYWHERE

SEEN = {**EVERYWHERE, ("customer", "detail"): Grant(Access.VIEW)}


def make_list(key, *options, **rest):
    made = tuple(Option(key=option, labels={"en": option.title()}) for option in options)
    labels = {"en": key.title()}
    rest = {"grants": EVERYWHERE, **rest}
    return FieldDefinition(
        key=key, type="list", labels=labels, options=made, filterable=True, **rest
    )


@pytest.fixture
def ana(make_contact):
    return make_contact()


@pytest.fixture(autouse=True)
def form(open_scope):
    """Ask for a size, with a default, in Cali only."""
    with open_scope() as scope:
        form = scope.tenant.form("case")
        form = form.with_field(make_list("town", "cali", "lima"))
        form = form.with_field(make_list("size", "small", "large", default="small"))
        form = form.with_field(
            FieldDefinition(key="seal", type="text", labels={"en": "Seal"}, grants=SEEN)
        )
        rule = Rule(Condition("town", "equals", "cali"), "show", "size")
        install_form(scope, "case", type(form)(form.key, form.fields, (rule,), form.sections))


@pytest.fixture
def file_case(as_customer, ana):
    def send(*, refresh=False, **values):
        form = as_customer(ana).get("/cases/new").forms["case"]
        form["subject"], form["message"] = "Box", "<p>Where is it?</p>"
        for level, key in enumerate(("general", "problem", "billing")):
            form[f"product-{level}"] = key
            form = form.submit("refresh").forms["case"]
        for name, value in values.items():
            form[name] = value
        if refresh:
            form = form.submit("refresh").forms["case"]
        return form, form.submit("save").follow()

    return send


@pytest.fixture
def stored(open_scope):
    def read():
        with open_scope() as scope:
            case = scope.session.scalars(select(Case)).one()
            filter_values = scope.session.execute(
                select(CaseFilterValue.field, CaseFilterValue.value)
            ).all()
            return case.custom, {row.field: row.value for row in filter_values}

    return read


class TestDefaults:
    def test_one_of_a_hidden_field_is_nowhere(self, file_case, stored, as_agent):
        file_case()
        custom, filter_values = stored()

        assert "size" not in custom
        assert "size" not in filter_values
        page = as_agent().get("/desk?view=all&f-size=small")
        assert page.html.select("#cases tbody th") == []

    @pytest.mark.parametrize("refresh", [False, True])
    def test_one_of_a_field_that_shows_counts(self, file_case, stored, refresh):
        form, _page = file_case(town="cali", refresh=refresh)

        assert not refresh or form["size"].value == "small"
        assert stored()[0]["size"] == "small"
        assert stored()[1]["size"] == "small"


class TestChanges:
    def test_what_a_change_hides_is_taken_away(self, file_case, stored, open_scope):
        file_case(town="cali")
        with open_scope() as scope:
            case = scope.session.scalars(select(Case)).one()
            changed = edit_case(scope, case, {"town": "lima"})

        assert changed["size"] == ["small", None]
        assert stored() == ({"town": "lima"}, {"town": "lima", "product": stored()[1]["product"]})


class TestForgedValues:
    @pytest.mark.parametrize("kept", [{}, {"seal": "Genuine"}])
    def test_a_refused_form_shows_what_is_stored(
        self, make_case, ana, as_customer, open_scope, kept
    ):
        case = make_case(ana, actor=actor_of(ana), **kept)
        portal = as_customer(ana)
        form = portal.get(f"/cases/{case.number}").forms["properties"]

        page = portal.post(
            form.action,
            [*form.submit_fields("save"), ("seal", "Forged"), ("cc", "no address")],
            status=422,
        )

        assert "Forged" not in page.text
        assert ("Genuine" in page.text) == bool(kept)
