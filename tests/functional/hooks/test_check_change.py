"""A plugin refuses changes of a case, whoever makes them and however."""

import pytest
from sqlalchemy import func, select

from core.cases.models import CaseNote
from core.cases.services import (
    add_note,
    assign_case,
    change_case,
    close_case,
    get_case_by_id,
    read_changes,
    reopen_case,
)
from core.cases.services.reassignment import hand_over_some
from core.errors import Refused
from core.testing.cases import actor_of
from core.testing.web import use_editor

SENTENCE = "The invoice is still open."


@pytest.fixture
def refuse(react):
    """Let the plugin refuse what changes a field; return what it was asked."""
    asked = []

    def refuse(key):
        def check(_scope, changes, **_given):
            asked.append(changes)
            if key in changes:
                raise Refused(SENTENCE, {key: SENTENCE})

        react["check_change"] = check
        return asked

    return refuse


@pytest.fixture
def closed(open_scope, case):
    with open_scope() as scope:
        close_case(scope, get_case_by_id(scope, case.id))
    return case


class TestServices:
    @pytest.mark.parametrize("key", ["subject", "priority"])
    def test_a_changed_field(self, scope_of_case, refuse, key):
        scope, case = scope_of_case
        before = getattr(case, key)
        asked = refuse(key)
        values = read_changes(scope, case, {key: "critical" if key == "priority" else "Other"})

        with pytest.raises(Refused, match=SENTENCE):
            change_case(scope, case, values)

        assert getattr(case, key) == before
        assert asked[0][key][0] == before

    def test_closing(self, scope_of_case, refuse):
        scope, case = scope_of_case
        refuse("status")

        with pytest.raises(Refused, match=SENTENCE):
            close_case(scope, case)

        assert not case.is_closed
        assert case.version == 1

    def test_who_answers(self, agent, scope_of_case, refuse):
        scope, case = scope_of_case
        refuse("assignee")

        with pytest.raises(Refused, match=SENTENCE):
            assign_case(scope, case, agent.id)

        assert case.assignee_id is None

    def test_what_it_does_not_object_to_is_changed_and_told(self, scope_of_case, refuse):
        scope, case = scope_of_case
        asked = refuse("status")

        change_case(scope, case, read_changes(scope, case, {"subject": "Other"}))

        assert case.subject == "Other"
        assert [dict(changes) for changes in asked] == [{"subject": ("No light", "Other")}]
        with pytest.raises(TypeError):
            asked[0]["subject"] = None

    def test_what_stays_as_it_is_is_no_change(self, scope_of_case, refuse):
        scope, case = scope_of_case
        asked = refuse("subject")

        change_case(scope, case, read_changes(scope, case, {"subject": case.subject}))

        assert asked == []

    @pytest.fixture
    def agent(self, make_staff):
        return make_staff()

    @pytest.fixture
    def scope_of_case(self, open_scope, make_case, ana):
        case = make_case(ana, subject="No light")
        with open_scope() as scope:
            yield scope, get_case_by_id(scope, case.id)


class TestReopening:
    def test_by_staff(self, open_scope, closed, refuse):
        refuse("status")
        with open_scope() as scope, pytest.raises(Refused, match=SENTENCE):
            reopen_case(scope, get_case_by_id(scope, closed.id))

        with open_scope() as scope:
            assert get_case_by_id(scope, closed.id).is_closed

    def test_by_a_customers_message_which_is_not_kept_either(self, open_scope, closed, ana, refuse):
        refuse("status")
        with open_scope(actor=actor_of(ana)) as scope, pytest.raises(Refused, match=SENTENCE):
            add_note(scope, get_case_by_id(scope, closed.id), "<p>Still dark.</p>")

        with open_scope() as scope:
            wanted = CaseNote.html.contains("Still dark")
            assert scope.session.scalar(select(func.count()).where(wanted)) == 0
            assert get_case_by_id(scope, closed.id).is_closed


class TestHandingOver:
    def test_who_leaves_keeps_no_case(self, open_scope, case, make_staff, refuse):
        gone, other = make_staff(), make_staff()
        with open_scope() as scope:
            assign_case(scope, get_case_by_id(scope, case.id), gone.id)
        refuse("assignee")
        with open_scope() as scope:
            hand_over_some(scope, gone.id, other.id)

        with open_scope() as scope:
            assert get_case_by_id(scope, case.id).assignee_id == other.id


class TestPages:
    def test_an_agent_reads_the_sentence_at_the_field(self, as_admin, case, refuse):
        refuse("subject")
        form = as_admin().get(f"/desk/cases/{case.number}").forms["properties"]
        form["subject"] = "Other"

        page = form.submit("save", status=422)

        field = page.html.select_one("#properties [name=subject]").find_parent(class_="v-field")
        assert SENTENCE in field.get_text()
        assert page.forms["properties"]["subject"].value == "Other"

    def test_who_assigns_reads_it_on_a_page_of_its_own(self, as_admin, case, refuse):
        refuse("assignee")
        page = as_admin().get(f"/desk/cases/{case.number}")

        form = next(one for one in page.forms.values() if "take" in one.fields)

        assert SENTENCE in form.submit(status=422).text

    def test_a_customer_reads_it_over_the_message(self, as_customer, closed, ana, refuse):
        refuse("status")
        portal = as_customer(ana)
        page = portal.get(f"/cases/{closed.number}/reopen")
        form = next(one for one in page.forms.values() if "reason" in one.fields)
        use_editor(form, "reason", "<p>Still dark.</p>")

        assert SENTENCE in form.submit("reopen", status=422).text
