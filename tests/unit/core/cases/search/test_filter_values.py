import re

import pytest
from sqlalchemy import insert, select, text

from core.cases.models import Case, CaseFilterValue
from core.cases.search.filters import CaseFilter, conditions_of, narrowings_of
from core.cases.search.indexing import index_cases_after
from core.cases.search.page_search import Search
from core.testing.cases import edit_case, file_case
from fields_config.definition import Access, FieldDefinition, Grant

VALUES = {"subject": "No light", "message": "<p>Help</p>", "product": "general/question/other"}
RARE = 77


def filter_values(scope, case):
    rows = scope.session.execute(
        select(CaseFilterValue).where(CaseFilterValue.number == case.number)
    )
    return {(row.field, row.value) for row in rows.scalars()}


def with_units(form):
    grants = {
        (side, screen): Grant(Access.EDIT)
        for side in ("customer", "agent")
        for screen in ("create", "detail")
    }
    return form.with_field(
        FieldDefinition(
            key="units", type="integer", labels={"en": "Units"}, grants=grants, filterable=True
        )
    )


class TestWriteFacets:
    def test_they_follow_the_case(self, scope, contact, with_form):
        scope = with_form(scope, with_units)
        case = file_case(scope, {**VALUES, "units": 7}, contact_id=contact.id)
        first = filter_values(scope, case)

        edit_case(scope, case, {"units": None, "product": "general/problem/billing"})

        assert {field for field, _value in first} == {"product", "units"}
        assert filter_values(scope, case) == {
            ("product", "general"),
            ("product", "general/problem"),
            ("product", "general/problem/billing"),
        }

    def test_the_job_brings_old_cases_up_to_a_new_form(self, scope, contact, with_form):
        case = file_case(with_form(scope, with_units), VALUES | {"units": 7}, contact_id=contact.id)
        index_cases_after(scope, 0)
        without = filter_values(scope, case)

        index_cases_after(with_form(scope, with_units), 0)

        assert "units" not in {field for field, _value in without}
        assert "units" in {field for field, _value in filter_values(scope, case)}


class TestPlan:
    """A list of many cases is read off an index, in its order, whatever it is narrowed by."""

    @pytest.fixture
    def many(self, many_cases, scope):
        scope.session.execute(
            insert(CaseFilterValue),
            [
                {
                    "tenant_id": scope.tenant_id,
                    "field": "product",
                    "value": "rare" if number % RARE == 0 else "general",
                    "number": number,
                }
                for number in many_cases
            ],
        )
        scope.session.execute(text("ANALYZE"))
        return many_cases

    @pytest.fixture
    def search(self, agent, many):  # there before a plan is made

        def search(*words, **fields):
            wanted = CaseFilter(view="all", fields=fields)
            conditions = [Case.tenant_id == agent.tenant_id, *conditions_of(agent, wanted)]
            return Search(agent, words, narrowings_of(agent, wanted), conditions, 26, False, 2000)

        return search

    @pytest.fixture
    def plan(self, search, plan_of):
        return lambda **fields: plan_of(search(**fields)._by_index())

    @pytest.mark.parametrize("product", ["rare", "general"])
    def test_a_value_is_found_by_the_index_on_facets(self, plan, product):
        found = plan(product=product)

        assert "case_facet" in found
        assert "SCAN" not in found
        assert "Seq Scan" not in found

    def test_what_many_old_cases_have_is_read_in_the_order_of_the_list(self, plan):
        found = plan(product="general")

        assert "Sort" not in found
        assert "TEMP B-TREE" not in found

    def test_a_value_with_words_is_walked_to_and_looked_at_case_by_case(
        self, search, plan_of, monkeypatch
    ):
        wanted = search("light", product="general")
        monkeypatch.setattr(Search, "_read", lambda _self, _walked, hits: plan_of(hits))

        found = wanted._scan_filter_values(wanted.clauses[0])

        assert "Seq Scan" not in found
        assert "Join" not in found
        for index in ("case_facet", "support_case", "case_staff_search"):
            assert re.search(rf"(SEARCH|Scan( Backward)? using \w+ on) {index}", found)

    @pytest.mark.parametrize("field", ["status", "priority", "channel"])
    @pytest.mark.usefixtures("many")
    def test_a_column_has_an_index_of_its_own(self, agent, field, plan_of):
        wanted = CaseFilter(view="all", fields={field: "rare"})
        query = (
            select(Case.number)
            .where(Case.tenant_id == agent.tenant_id, *conditions_of(agent, wanted))
            .order_by(Case.number.desc())
            .limit(26)
        )

        assert f"ix_support_case_{field}" in plan_of(query)
