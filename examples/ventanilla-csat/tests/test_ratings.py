import pytest
from ventanilla_csat import services

from core.tenancy.services import save_settings
from core.testing.cases import actor_of


@pytest.fixture
def customer(switched_on, as_customer):
    return as_customer()


@pytest.fixture
def case(customer, make_closed):
    return make_closed(customer.contact)


def rate(client, case, score="5", comment=""):
    """Fill in the form of the panel beside the case."""
    page = client.get(f"/cases/{case.number}")
    form = next(form for form in page.forms.values() if "score" in form.fields)
    form["score"] = score
    form["comment"] = comment
    return form.submit("rate")


class TestPanel:
    def test_a_customer_rates_a_closed_case(self, customer, case):
        page = rate(customer, case, "4").follow()

        assert "Thank you for your rating." in page
        assert "You rated this case 4 of 5." in page

    def test_it_asks_about_closed_cases_only(self, customer, make_case):
        case = make_case(customer.contact)

        assert "How did we answer" not in customer.get(f"/cases/{case.number}")

    def test_it_speaks_the_customers_language(self, customer, case):
        page = customer.get(f"/cases/{case.number}", headers={"Accept-Language": "de"})

        assert "Wie haben wir Ihren Fall beantwortet?" in page

    def test_an_agent_sees_the_rating(self, customer, case, as_agent):
        rate(customer, case, "3", "<b>Slow</b>")

        page = as_agent().get(f"/desk/cases/{case.number}")

        assert "The customer rated this case 3 of 5." in page
        assert "&lt;b&gt;Slow&lt;/b&gt;" in page.text

    def test_the_record_tells_of_it_in_words(self, customer, case, as_agent, as_admin):
        rate(customer, case, "4")

        tab = as_agent().get(f"/desk/cases/{case.number}?tab=activity")
        record = as_admin().get("/admin/audit?kind=csat.rated")

        assert "Case rated" in tab
        assert "Score: 4" in tab
        assert f"Case: {case.number} · Score: 4" in record


class TestRateCase:
    def test_it_asks_again_for_a_missing_score(self, customer, case):
        page = customer.get(f"/x/csat/cases/{case.number}")

        again = page.forms["rating"].submit("rate", status=422)

        assert "Rate case" in again

    def test_a_rating_can_be_changed(self, customer, case):
        rate(customer, case, "1")
        form = customer.get(f"/x/csat/cases/{case.number}").forms["rating"]
        form["score"] = "5"

        assert "You rated this case 5 of 5." in form.submit("rate").follow()

    def test_it_is_too_late_after_the_days_that_are_set(self, customer, case, clock, as_customer):
        clock.advance(days=15)

        as_customer(customer.contact).get(f"/x/csat/cases/{case.number}", status=404)

    def test_nobody_else_may(self, switched_on, case, as_customer):
        as_customer().get(f"/x/csat/cases/{case.number}", status=404)

    def test_it_is_gone_where_the_plugin_is_off(self, case, as_customer, make_closed):
        stranger = as_customer(slug="globex")
        theirs = make_closed(stranger.contact, slug="globex")

        stranger.get(f"/x/csat/cases/{theirs.number}", status=404)


class TestTellAgents:
    def test_a_low_rating_leaves_an_internal_note(self, customer, case, jobs, as_agent):
        rate(customer, case, "2", "Nobody called <i>back</i>")
        jobs.run()

        page = as_agent().get(f"/desk/cases/{case.number}")

        assert "Internal note" in page
        assert "Nobody called &lt;i&gt;back&lt;/i&gt;" in page.text
        assert "Nobody called" not in customer.get(f"/cases/{case.number}")

    def test_the_organisation_sets_what_is_low(self, customer, case, jobs, open_scope):
        with open_scope() as scope:
            save_settings(scope, "csat", {"days_to_rate": 14, "text_predicate": 0})

        rate(customer, case, "1")

        assert jobs.waiting("csat.tell_agents") == []


class TestShowRating:
    def test_it_does_not_see_another_tenant(self, customer, case, open_scope):
        rate(customer, case, "5")

        with open_scope("globex", actor=actor_of(customer.contact)) as scope:
            assert services.show_rating(scope, case.id) is None

    def test_it_costs_one_query(self, switched_on, customer, case, queries):
        customer.get(f"/cases/{case.number}")
        queries.clear()
        customer.get(f"/cases/{case.number}")

        assert sum("csat_rating" in statement for statement in queries.statements) == 1


class TestOtherPlugins:
    def test_they_hear_of_a_rating_after_commit(self, customer, case, jobs, other_plugin):
        other_plugin.heard.clear()
        rate(customer, case, "4")
        assert other_plugin.heard == []

        jobs.run()

        assert [("acme", case.id, 4)] == other_plugin.heard
