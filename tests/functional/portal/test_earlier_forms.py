"""Cases in the form they were filed with, on either side of the counter."""

from dataclasses import replace

import pytest

from core.fields.services.history import last_known
from core.fields.services.publishing import install_form, restore_version
from core.tenancy.services import read_document
from core.testing.cases import file_case
from fields_config.conditions import Condition, Rule
from fields_config.definition import Access, FieldDefinition, Grant, Option

EDIT, VIEW, HIDDEN = Grant(Access.EDIT), Grant(Access.VIEW), Grant(Access.HIDDEN)
SLOTS = (
    Option(key="morning", labels={"en": "Before noon"}),
    Option(key="evening", labels={"en": "After work"}),
)


def make_field(key="slot", kind="list", label="Visiting hours", **rest):
    grants = {
        ("customer", "create"): EDIT,
        ("customer", "detail"): VIEW,
        ("agent", "create"): EDIT,
        ("agent", "detail"): EDIT,
    }
    options = SLOTS if kind == "list" else ()
    rest = {"labels": {"en": label}, "grants": grants, "options": options, **rest}
    return FieldDefinition(key=key, type=kind, **rest)


def words(page):
    return " ".join(page.html.get_text(" ").split())


@pytest.fixture
def publish(platform):
    """Publish today's form with a change."""

    def publish(change):
        with platform.scope("acme") as scope:
            return install_form(scope, "case", change(scope.tenant.form("case")))

    return publish


@pytest.fixture
def restore(platform):
    def restore(version):
        with platform.scope("acme") as scope:
            restore_version(scope, "case", version)

    return restore


@pytest.fixture
def ana(make_contact):
    return make_contact()


@pytest.fixture
def file(platform, ana):
    """File a case of hers, in the form that is in force."""

    def file(**values):
        with platform.scope("acme") as scope:
            product = scope.tenant.form("case").field("product").options[-1].key
            given = {"subject": "Hello", "message": "<p>Hi</p>", "product": product, **values}
            case = file_case(scope, given, contact_id=ana.id)
            return case.number

    return file


@pytest.fixture
def seen(as_customer, as_agent, ana):
    """Return what the customer and what an agent read on the page of a case."""
    customer, agent = as_customer(ana), as_agent()

    def seen(number):
        return words(customer.get(f"/cases/{number}")), words(agent.get(f"/desk/cases/{number}"))

    return seen


class TestQuestionsThatCameLater:
    def test_nobody_reads_a_dash_for_what_was_never_asked(self, publish, file, seen):
        number = file()
        viewed = make_field(grants={("customer", "detail"): VIEW, ("agent", "detail"): VIEW})
        publish(lambda form: form.with_field(viewed))

        for page in seen(number):
            assert "Visiting hours" not in page
        for page in seen(file()):
            assert "Visiting hours –" in page

    def test_a_box_that_was_not_there_was_not_left_unticked(self, publish, file, seen):
        number = file()
        publish(lambda form: form.with_field(make_field("vip", "boolean", "Wants a call")))

        assert "Wants a call" not in seen(number)[0]

    def test_staff_can_answer_it_and_then_everybody_sees_it(self, publish, file, seen, as_agent):
        number = file()
        publish(lambda form: form.with_field(make_field()))
        agent = as_agent()
        form = agent.get(f"/desk/cases/{number}").forms["properties"]
        form["slot"] = "evening"
        form.submit("save").follow()

        assert "Visiting hours After work" in seen(number)[0]


class TestAnswersThatWereFiled:
    @pytest.fixture
    def number(self, publish, file):
        publish(lambda form: form.with_field(make_field()))
        return file(slot="evening")

    def test_they_stay_when_the_form_before_is_restored(self, number, restore, seen):
        restore(0)

        customer, agent = seen(number)

        assert "Visiting hours (no longer asked) After work" in customer
        assert "Visiting hours (no longer asked) After work" in agent

    def test_they_stay_when_the_field_is_retired(self, number, publish, seen):
        publish(lambda form: form.with_field(make_field(active=False)))

        customer, agent = seen(number)

        assert "Visiting hours (no longer asked) After work" in customer
        assert "Visiting hours (no longer asked) After work" in agent

    @pytest.mark.parametrize("active", [True, False])
    def test_what_was_hidden_from_customers_since_stays_hidden(
        self, number, publish, restore, seen, active
    ):
        hidden = {
            **make_field().grants,
            ("customer", "create"): HIDDEN,
            ("customer", "detail"): HIDDEN,
        }
        publish(lambda form: form.with_field(make_field(grants=hidden, active=active)))
        assert "After work" not in seen(number)[0]
        restore(0)

        customer, agent = seen(number)

        assert "After work" not in customer
        assert "After work" in agent

    def test_what_agents_may_not_see_stays_hidden_from_them(self, number, publish, seen):
        hidden = {**make_field().grants, ("agent", "detail"): HIDDEN}
        publish(lambda form: form.with_field(make_field(grants=hidden, active=False)))

        assert "After work" not in seen(number)[1]

    def test_customers_see_nothing_that_they_were_not_asked(self, publish, file, restore, seen):
        inside = {("agent", "create"): EDIT, ("agent", "detail"): EDIT}
        publish(lambda form: form.with_field(make_field(grants=inside)))
        number = file(slot="evening")
        publish(lambda form: form.with_field(make_field()))
        restore(0)

        customer, agent = seen(number)

        assert "After work" not in customer
        assert "After work" in agent

    def test_an_option_that_is_gone_keeps_its_name_and_can_be_saved(
        self, number, publish, seen, as_agent
    ):
        publish(lambda form: form.with_field(make_field(options=SLOTS[:1])))
        assert "Visiting hours After work" in seen(number)[0]
        agent = as_agent()
        form = agent.get(f"/desk/cases/{number}").forms["properties"]
        assert form["slot"].value == "evening"
        form["subject"] = "Another"
        form.submit("save").follow()

        assert "Visiting hours After work" in seen(number)[0]

    def test_agents_see_what_a_rule_hides_for_what_the_case_has_become(self, number, publish, seen):
        rule = Rule(Condition("subject", "equals", "Nothing like it"), "show", "slot")
        publish(lambda form: replace(form, rules=(rule,)))

        customer, agent = seen(number)

        assert "After work" not in customer
        assert "Visiting hours (no longer asked) After work" in agent

    def test_restoring_the_later_form_brings_the_question_back(self, number, restore, seen):
        restore(0)
        restore(1)

        customer, _agent = seen(number)

        assert "Visiting hours After work" in customer
        assert "no longer asked" not in customer

    def test_a_lost_status_or_product_keeps_its_name_in_lists(
        self, platform, publish, file, restore, as_customer, ana
    ):
        def with_product(form):
            product = form.field("product")
            options = (*product.options, Option(key="lamp", labels={"en": "Desk lamp"}))
            return form.with_field(replace(product, options=options))

        publish(with_product)
        file(product="lamp")
        restore(0)

        assert "Desk lamp" in words(as_customer(ana).get("/cases"))


class TestLastKnown:
    def test_another_tenant_s_versions_are_never_looked_at(self, platform, publish, restore):
        publish(lambda form: form.with_field(make_field()))
        restore(0)
        with platform.scope("globex", reading=True) as scope:
            assert read_document(scope, "forms") == {}
            assert last_known(scope, "case", "slot") is None
        with platform.scope("acme", reading=True) as scope:
            assert last_known(scope, "case", "slot").labels == {"en": "Visiting hours"}
