from dataclasses import replace

import pytest

from core.cases.search import page_search
from core.cases.services import (
    CaseFilter,
    close_case,
    filterable_fields,
    get_case,
    list_cases,
    listing,
    may_write,
)
from core.db.base import new_id
from core.errors import NotFoundError, Refused
from core.testing.cases import actor_of, file_case
from fields_config.definition import Access, Condition, FieldDefinition, Grant, Rule
from fields_config.field_type import FieldType

SIZES = ("S", "M", "L", "XL")


def order_size(value):
    if value not in SIZES:
        raise ArithmeticError(value)
    return str(SIZES.index(value))


SIZE = FieldType(
    name="shop.size",
    title="Size",
    widget="text",
    reader=lambda _field, _language: str,
    filter="range",
    order=order_size,
)
VALUES = {"subject": "No light", "message": "<p>Help</p>", "product": "general/question/other"}


def numbers(scope, **wanted):
    return [row.number for row in list_cases(scope, CaseFilter(**wanted)).rows]


def file_cases(scope, contact, count, **values):
    return [file_case(scope, {**VALUES, **values}, contact_id=contact.id) for _ in range(count)]


class TestListCases:
    def test_reopening_is_offered_to_its_contact_and_to_nobody_who_looks_as_them(
        self, scope, ana, contact
    ):
        close_case(scope, *file_cases(scope, contact, 1))
        looking = scope.acting_as(replace(actor_of(contact), impersonator_id=new_id()))

        assert [row.may_reopen for row in list_cases(ana, CaseFilter()).rows] == [True]
        assert [row.may_reopen for row in list_cases(looking, CaseFilter()).rows] == [False]

    def test_it_pages_both_ways_without_losing_any(self, scope, ana, contact):
        file_cases(scope, contact, 7)

        first = list_cases(ana, CaseFilter(size=3))
        second = list_cases(ana, CaseFilter(size=3, after=first.next_key))
        third = list_cases(ana, CaseFilter(size=3, after=second.next_key))
        back = list_cases(ana, CaseFilter(size=3, before=third.previous_key))

        pages = [[row.number for row in page.rows] for page in (first, second, third, back)]
        assert pages == [[7, 6, 5], [4, 3, 2], [1], [4, 3, 2]]
        assert (first.previous_key, third.next_key) == (None, None)
        assert list_cases(ana, CaseFilter(size=3, before=back.previous_key)).previous_key is None

    def test_what_a_rule_hides_today_makes_no_page_longer(self, scope, ana, contact, with_form):
        def with_rule(form):
            rule = Rule(Condition("product", "equals", "general"), "show", "priority")
            return replace(form, rules=(rule,))

        file_cases(scope, contact, 3, priority="high")
        wanted = CaseFilter(size=1, fields={"priority": "high"})

        before = list_cases(ana, wanted)
        after = list_cases(with_form(ana, with_rule), wanted)

        assert [row.number for row in before.rows] == [3]
        assert (after.rows, after.next_key) == ([], None)

    @pytest.mark.parametrize(("size", "rows"), [(-1, 1), (0, 1), (3, 3), (4, 3), (10**9, 3)])
    def test_a_page_has_a_row_at_least_and_no_more_than_the_most(
        self, scope, ana, contact, monkeypatch, size, rows
    ):
        file_cases(scope, contact, 5)
        monkeypatch.setattr(listing, "MAX_SIZE", 3)

        page = list_cases(ana, CaseFilter(size=size))

        assert len(page.rows) == rows
        assert page.next_key == str(page.rows[-1].number)

    @pytest.mark.parametrize("key", ["", "x", "-1", "9" * 40, "١٢"])
    def test_a_senseless_key_is_the_first_page(self, scope, ana, contact, key):
        file_cases(scope, contact, 1)

        assert numbers(ana, after=key) == [1]

    def test_each_view_shows_its_part_to_staff(self, scope, agent, contact):
        mine, waiting, closed, loose = file_cases(scope, contact, 4)
        mine.assignee_id = agent.actor.id
        waiting.status, waiting.state = "waiting", "waiting"
        close_case(agent, closed)
        closed.assignee_id = agent.actor.id
        scope.session.flush()

        views = ("assigned", "unassigned", "waiting", "closed", "open", "all")
        assert {view: numbers(agent, view=view) for view in views} == {
            "assigned": [1],
            "unassigned": [4, 2],
            "waiting": [2],
            "closed": [3],
            "open": [4, 2, 1],
            "all": [4, 3, 2, 1],
        }
        assert loose.number == 4
        assert numbers(agent, view="mine") == numbers(agent, view="assigned")

    def test_staff_without_the_permission_see_nothing(self, scope, contact, make_staff):
        file_cases(scope, contact, 1)
        nobody = scope.acting_as(actor_of(make_staff()))

        assert numbers(nobody, view="all") == []

    def test_the_status_filter_takes_one_or_more(self, scope, ana, agent, contact):
        one, _two = file_cases(scope, contact, 2)
        close_case(agent, one)

        assert numbers(ana, status=("closed",)) == [1]
        assert numbers(ana, status=("closed", "open")) == [2, 1]


class TestCasesOfAccounts:
    @pytest.fixture
    def file_for(self, scope, make_account, contact):
        """File a case for an account in which Ana has these grants."""

        def file(filed_by, **grants):
            account = make_account(name="Globex", members={contact: grants})
            values = {**VALUES, "account": str(account.id)}
            return file_case(scope, values, contact_id=filed_by.actor.id)

        return file

    def test_it_lists_what_others_have_filed_for_the_account(self, ana, bruno, file_for):
        file_for(bruno, can_view_cases=True)
        file_for(ana, can_view_cases=True)

        page = list_cases(ana, CaseFilter(view="accounts"))

        assert [(row.number, row.account_name, row.is_own) for row in page.rows] == [
            (1, "Globex", False)
        ]
        assert numbers(ana, view="mine") == [2]
        assert numbers(ana, view="all") == [2, 1]

    def test_they_can_be_read_but_not_written_to(self, ana, bruno, file_for):
        case = file_for(bruno, is_primary=True)

        assert get_case(ana, case.number).id == case.id
        assert not may_write(ana, case)

    def test_a_membership_without_that_grant_shows_nothing(self, ana, bruno, file_for):
        case = file_for(bruno, can_create_for=True)

        assert numbers(ana, view="accounts") == []
        with pytest.raises(NotFoundError):
            get_case(ana, case.number)

    def test_a_contact_files_for_the_accounts_that_let_them(self, ana, contact, make_account):
        mine = make_account(members={contact: {"can_create_for": True}})
        seen = make_account(members={contact: {"can_view_cases": True}})

        assert file_case(ana, {**VALUES, "account": str(mine.id)}).account_id == mine.id
        with pytest.raises(Refused):
            file_case(ana, {**VALUES, "account": str(seen.id)})


class TestFields:
    @pytest.fixture(
        autouse=True, params=[page_search.SCAN_LIMIT, 1, 0], ids=["looked-at", "walked", "by-index"]
    )
    def _way(self, request, monkeypatch):
        """Find what the newest cases have, what is walked to, and what only an index knows."""
        monkeypatch.setattr(page_search, "SCAN_LIMIT", request.param)

    def custom(self, key, type_, **more):
        both = {
            (side, screen): Grant(Access.EDIT)
            for side in ("customer", "agent")
            for screen in ("create", "detail")
        }
        return FieldDefinition(
            key=key, type=type_, labels={"en": key}, grants=both, filterable=True, **more
        )

    def test_it_filters_by_the_tenants_own_fields(self, scope, ana, contact, with_form):
        def add(form):
            for key, type_ in (
                ("contract", "text"),
                ("units", "integer"),
                ("urgent", "boolean"),
                ("day", "date"),
            ):
                form = form.with_field(self.custom(key, type_))
            return form

        scope, ana = with_form(scope, add), with_form(ana, add)
        file_cases(scope, contact, 1, contract="AB-12", units=7, urgent=True, day="2026-03-01")
        file_cases(scope, contact, 1, contract="CD-34", units=70)

        assert numbers(ana, fields={"contract": "b-1"}) == [1]
        assert numbers(ana, fields={"units": (10, None)}) == [2]
        assert numbers(ana, fields={"units": ("", "10")}) == [1]
        assert numbers(ana, fields={"urgent": "true"}) == [1]
        assert numbers(ana, fields={"urgent": "false"}) == [2]
        assert numbers(ana, fields={"day": ("2026-02-01", "2026-04-01")}) == [1]
        assert numbers(ana, fields={"contract": "%"}) == []
        assert numbers(ana, fields={"contract": "b\x00-1"}) == [1]
        assert numbers(ana, fields={"units": "-1e999999"}) == []
        assert numbers(ana, fields={"units": ("NaN", "")}) == []

    def test_a_range_goes_by_the_order_of_the_fields_type(
        self, scope, ana, contact, with_form, with_type
    ):
        def add(form):
            return form.with_field(self.custom("shirt", "shop.size"))

        scope, ana = (with_form(with_type(one, SIZE), add) for one in (scope, ana))
        for size in ("L", "S", "XL", "M"):
            file_cases(scope, contact, 1, shirt=size)

        assert numbers(ana, fields={"shirt": ("S", "M")}) == [4, 2]
        assert numbers(ana, fields={"shirt": ("L", None)}) == [3, 1]
        assert numbers(ana, fields={"shirt": "XL"}) == [3]
        assert numbers(ana, fields={"shirt": ["S", "L"]}) == [2, 1]
        assert numbers(ana, fields={"shirt": ("no size", None)}) == []

    def test_it_filters_by_a_value_and_a_range_at_once(self, scope, ana, contact, with_form):
        def add(form):
            return form.with_field(self.custom("units", "integer"))

        scope, ana = with_form(scope, add), with_form(ana, add)
        for units in (1, 2, 3):
            file_cases(scope, contact, 1, units=units)

        assert numbers(ana, fields={"product": "general", "units": (2, 9)}) == [3, 2]

    def test_it_filters_by_words_and_several_fields_and_goes_on_to_the_next_page(
        self, scope, ana, contact, with_form
    ):
        def add(form):
            return form.with_field(self.custom("units", "integer"))

        scope, ana = with_form(scope, add), with_form(ana, add)
        billing = "general/problem/billing"
        for units in range(1, 7):
            file_cases(scope, contact, 1, units=units, product=billing, subject="An odd invoice")
            file_cases(scope, contact, 1, units=units, product=billing)
            file_cases(scope, contact, 1, units=units, subject="An odd light")
        fields = {"product": "general/problem", "units": (2, 5)}

        assert numbers(ana, fields=fields) == [14, 13, 11, 10, 8, 7, 5, 4]
        wanted = CaseFilter(text="odd", fields=fields, size=2)
        first = list_cases(ana, wanted)
        second = list_cases(ana, replace(wanted, after=first.next_key))
        back = list_cases(ana, replace(wanted, before=second.previous_key))
        assert [row.number for row in first.rows] == [13, 10]
        assert [row.number for row in second.rows] == [7, 4]
        assert (second.next_key, [row.number for row in back.rows]) == (None, [13, 10])
        assert numbers(ana, text="odd light", fields={"product": "general/problem"}) == []

    def test_a_branch_of_the_product_tree_takes_what_lies_below(self, scope, ana, contact):
        file_cases(scope, contact, 1)
        file_cases(scope, contact, 1, product="general/problem/billing")

        assert numbers(ana, fields={"product": "general/problem"}) == [2]
        assert numbers(ana, fields={"product": "general"}) == [2, 1]
        assert numbers(ana, fields={"product": "gen"}) == []

    def test_nobody_filters_by_a_field_that_is_hidden_from_them(
        self, scope, ana, agent, contact, with_form
    ):
        def hide(form):
            return form.with_field(
                form.field("priority").with_grant("customer", "detail", Grant(Access.HIDDEN))
            )

        file_cases(scope, contact, 1, priority="high")
        file_cases(scope, contact, 1, priority="low")
        ana, agent = with_form(ana, hide), with_form(agent, hide)

        assert "priority" not in {field.key for field in filterable_fields(ana)}
        assert numbers(ana, fields={"priority": "high"}) == [2, 1]
        assert numbers(agent, view="all", fields={"priority": "high"}) == [1]
        assert list_cases(ana, CaseFilter()).rows[0].priority is None
