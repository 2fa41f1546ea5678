"""A case that was filed before the form changed goes on as it is."""

from dataclasses import replace

import pytest

from core.fields.services.publishing import install_form, restore_version
from core.testing.cases import actor_of
from fields_config.definition import Access, FieldDefinition, Grant

PLACES = [(who, screen) for who in ("customer", "agent") for screen in ("create", "detail")]
ASKED = dict.fromkeys(PLACES, Grant(Access.EDIT, required=True))
METER = FieldDefinition(key="meter", type="text", labels={"en": "Meter"}, grants=ASKED)


@pytest.fixture
def ana(make_contact):
    return make_contact()


@pytest.fixture
def case(make_case, ana):
    return make_case(ana, actor=actor_of(ana), priority="low", subject="Before")


@pytest.fixture
def change_form(open_scope):
    """Require a field that was not there, and offer neither the priority nor the product."""

    def change():
        with open_scope() as scope:
            form = scope.tenant.form("case").with_field(METER)
            for key in ("priority", "product"):
                field = form.field(key)
                (first, *others) = (replace(one, active=False) for one in field.options)
                new = replace(first, key="new", active=True, default=False)
                form = form.with_field(replace(field, options=(first, *others, new)))
            install_form(scope, "case", form)

    return change


def edit(client, path, **values):
    form = client.get(path).forms["properties"]
    for name, value in values.items():
        form[name] = value
    return form, form.submit("save", status="*").status_int


@pytest.mark.req("X-03")
class TestAnOldCase:
    def test_agents_change_it_without_what_nobody_asked_for(self, case, as_agent, change_form):
        change_form()
        path = f"/desk/cases/{case.number}"

        form, status = edit(as_agent(), path, subject="After")

        assert status == 303
        assert form["priority"].value == "low"
        assert form["product-0"].value == "general"

    def test_customers_do_too_and_see_no_question_that_was_never_asked(
        self, case, ana, as_customer, change_form
    ):
        change_form()

        form, status = edit(as_customer(ana), f"/cases/{case.number}", cc="eva@acme.example")

        assert status == 303
        assert "meter" not in form.fields

    def test_a_new_one_is_asked_for_everything(self, case, as_agent, make_case, change_form):
        change_form()
        new = make_case(product="new", meter="7")

        assert edit(as_agent(), f"/desk/cases/{new.number}", meter="")[1] == 422

    def test_what_it_was_asked_for_stays_required(self, make_case, open_scope, as_agent):
        with open_scope() as scope:
            install_form(scope, "case", scope.tenant.form("case").with_field(METER))
        case = make_case(meter="7")
        with open_scope() as scope:
            restore_version(scope, "case", 0)
            install_form(scope, "case", scope.tenant.form("case").with_field(METER))

        assert edit(as_agent(), f"/desk/cases/{case.number}", meter="")[1] == 422
