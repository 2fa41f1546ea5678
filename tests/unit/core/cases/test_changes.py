from dataclasses import replace
from datetime import timedelta

import pytest

from core.activity.services import list_case_activity
from core.cases.lifecycle.statuses import Statuses
from core.cases.services import (
    assign_case,
    close_case,
    list_notes,
    may_reopen,
    reopen_case,
    visible_values,
)
from core.errors import ConflictError, ForbiddenError, NotFoundError, Refused
from core.testing.cases import edit_case
from fields_config.definition import Access, Condition, Grant, Rule


class TestChangeCase:
    def test_it_says_what_has_changed(self, agent, case):
        changed = edit_case(agent, case, {"priority": "high", "subject": "No light"}, version=1)

        assert changed == {"priority": ["medium", "high"]}
        assert case.version == 2
        assert "case_changed" in [row.kind for row in list_case_activity(agent, case.id)]

    def test_the_second_of_two_who_edit_at_once_is_told(self, agent, case):
        edit_case(agent, case, {"priority": "high"}, version=1)

        with pytest.raises(ConflictError):
            edit_case(agent, case, {"priority": "low"}, version=1)
        assert case.priority == "high"

    def test_a_customer_changes_what_the_form_lets_them_edit(self, ana, case):
        edit_case(ana, case, {"cc": ["eva@example.org"]})

        assert case.cc == ["eva@example.org"]
        with pytest.raises(Refused):
            edit_case(ana, case, {"priority": "critical"})

    def test_a_case_stays_with_its_contact(self, agent, case, make_contact):
        with pytest.raises(Refused):
            edit_case(agent, case, {"contact": str(make_contact().id)})

    def test_staff_who_may_only_read_change_nothing(self, reader, case):
        with pytest.raises(NotFoundError):
            edit_case(reader, case, {"priority": "high"})

    def test_it_assigns_only_to_those_who_work_here_and_answer(self, agent, case, make_staff):
        for nobody in (make_staff(active=False), make_staff(roles=["csr"])):
            with pytest.raises(Refused):
                assign_case(agent, case, nobody.id)
        edit_case(agent, case, {"status": "closed"})

        assert case.is_closed
        assert case.assignee_id is None

    def test_who_answers_is_for_staff_to_choose_whatever_the_form_says(self, agent, ana, case):
        assert assign_case(agent, case, str(agent.actor.id))

        assert case.assignee_id == agent.actor.id
        with pytest.raises(ForbiddenError):
            assign_case(ana, case, None)


class TestCloseCase:
    def test_another_closed_status_leaves_when_it_was_closed(self, agent, case, clock, with_form):
        agent = with_form(agent, lambda form: with_options(form, {"waiting": {"kind": "closed"}}))
        close_case(agent, case)
        closed_at = case.closed_at
        clock.advance(hours=1)

        edit_case(agent, case, {"status": "waiting"})

        assert (case.status, case.is_closed, case.closed_at) == ("waiting", True, closed_at)

    def test_closing_twice_is_harmless(self, agent, case):
        close_case(agent, case)
        closed_at = case.closed_at
        close_case(agent, case)

        assert case.closed_at == closed_at
        assert case.version == 2

    def test_a_customer_closes_nothing(self, ana, case):
        with pytest.raises(ForbiddenError):
            close_case(ana, case)


def with_options(form, changes):
    """Change some options of the status: key -> what is different."""
    field = form.field("status")
    options = (replace(option, **changes.get(option.key, {})) for option in field.options)
    return form.with_field(replace(field, options=tuple(options)))


class TestStatuses:
    @pytest.mark.parametrize(
        ("target", "change", "expected"),
        [
            ("in_progress", {}, "in_progress"),
            ("in_progress", {"active": False}, "open"),
            ("in_progress", {"kind": "closed"}, "open"),
            ("gone", {}, "open"),
            (None, {}, None),
        ],
    )
    def test_a_status_that_can_not_be_had_gives_way_to_the_first(
        self, scope, target, change, expected
    ):
        changes = {"closed": {"reopens_to": target}, target: change}
        statuses = Statuses(with_options(scope.tenant.form("case"), changes))

        assert statuses.reopens_to("closed") == expected
        assert statuses.reopens_to("a lost one") == "open"

    def test_what_is_switched_off_neither_begins_nor_closes_a_case(self, scope):
        form = scope.tenant.form("case")
        off, closed = {"active": False}, {"kind": "closed"}

        without_open = Statuses(with_options(form, {"open": off}))
        without_closed = Statuses(with_options(form, {"closed": off, "in_progress": closed}))
        none_closes = Statuses(with_options(form, {"closed": off}))
        closed_by_default = Statuses(
            with_options(form, {"open": {"default": False}, "closed": {"default": True}})
        )

        assert (without_open.initial, without_open.closing) == ("in_progress", "closed")
        assert (without_closed.initial, without_closed.closing) == ("open", "in_progress")
        assert none_closes.closing is None
        assert closed_by_default.initial == "open"


class TestTold:
    def test_what_customers_saw_until_now_concerns_them(self, agent, case, clock, with_form):
        """Only the priority shows to them, and only for one of two products."""

        def hide(form):
            field = form.field("product").with_grant("customer", "detail", Grant(Access.HIDDEN))
            rule = Rule(Condition("product", "equals", case.product), "show", "priority")
            return replace(form.with_field(field), rules=(rule,))

        agent = with_form(agent, hide)
        edit_case(agent, case, {"priority": "high"})
        clock.advance(hours=1)
        edit_case(agent, case, {"product": "general/problem/billing"})
        last = case.public_updated_at
        clock.advance(hours=1)
        edit_case(agent, case, {"product": "general/question/other"})

        assert case.priority is None
        assert last == case.public_updated_at == clock.now - timedelta(hours=1)
        assert case.updated_at == clock.now


class TestReopenCase:
    @pytest.fixture
    def closed(self, agent, case):
        close_case(agent, case)
        return case

    def test_one_note_says_so_and_a_second_one_says_why(self, ana, closed):
        reopen_case(ana, closed, "<p>It is dark again</p>", once="form-1")
        reopen_case(ana, closed, "<p>It is dark again</p>", once="form-1")

        notes = list_notes(ana, closed)
        assert (closed.status, closed.is_closed) == ("open", False)
        assert [note.html for note in notes[1:]] == [
            "<p>The case has been reopened by the contact.</p>",
            "<p>It is dark again</p>",
        ]

    def test_a_customer_gives_a_reason(self, ana, closed):
        with pytest.raises(Refused):
            reopen_case(ana, closed, "<p></p>")
        assert closed.is_closed

    def test_it_is_not_offered_where_the_admin_has_not_enabled_it(
        self, ana, agent, closed, with_settings
    ):
        ana = with_settings(ana, "cases", customers_may_reopen=False)

        assert not may_reopen(ana, closed)
        with pytest.raises(Refused):
            reopen_case(ana, closed, "<p>Please</p>")
        assert may_reopen(agent, closed)

    def test_it_is_not_offered_after_the_days_to_reopen(self, ana, closed, clock, with_settings):
        ana = with_settings(ana, "cases", days_to_reopen=3)
        assert may_reopen(ana, closed)

        clock.advance(timedelta(days=4))

        assert not may_reopen(ana, closed)

    def test_an_open_case_and_that_of_another_are_not_offered(self, ana, bruno, closed, case):
        assert not may_reopen(bruno, closed)
        reopen_case(ana, closed, "<p>Why</p>")
        assert not may_reopen(ana, case)


class TestVisibleValues:
    def test_it_shows_what_the_policy_lets_each_side_see(self, ana, agent, case, with_form):
        def hide(form):
            priority = form.field("priority")
            return form.with_field(priority.with_grant("customer", "detail", Grant(Access.HIDDEN)))

        ana, agent = with_form(ana, hide), with_form(agent, hide)
        seen = {view.key: view for view in visible_values(ana, case)}

        assert "priority" not in seen
        assert {view.key: view.text for view in visible_values(agent, case)}["priority"] == "Medium"
        assert (seen["status"].label, seen["status"].text) == ("Status", "Open")
        assert seen["product"].text == "General service / Question / Information"
