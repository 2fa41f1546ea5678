from datetime import timedelta

import pytest
from sqlalchemy import select

from core.activity.services import list_case_activity
from core.cases.models import Case
from core.cases.services import add_note, close_case, get_case, list_notes
from core.errors import NotFoundError, Refused
from core.testing.cases import file_case

VALUES = {"subject": "No light", "message": "<p>Help</p>", "product": "general/question/other"}


class TestAddNote:
    def test_the_agent_sees_what_the_contact_writes_and_the_reverse(self, ana, agent, case):
        add_note(ana, case, "<p>More</p>")
        add_note(agent, case, "<p>Done</p>")

        for reader in (ana, agent):
            notes = list_notes(reader, case)
            assert [note.html for note in notes[1:]] == ["<p>More</p>", "<p>Done</p>"]
        assert [note.author_name for note in list_notes(ana, case)] == [
            "Ana Díaz",
            "Ana Díaz",
            "Carla",
        ]

    def test_nothing_harmful_is_kept(self, ana, case):
        note = add_note(ana, case, "<p onclick=x()>Hi<script>evil()</script></p>")

        assert note.html == "<p>Hi</p>"

    def test_it_refuses_a_message_that_says_nothing(self, ana, case):
        with pytest.raises(Refused) as refused:
            add_note(ana, case, "<p>&nbsp;</p>")

        assert "message" in refused.value.fields

    def test_a_stranger_is_told_that_there_is_no_such_case(self, bruno, case):
        with pytest.raises(NotFoundError):
            add_note(bruno, case, "<p>Hi</p>")

    def test_staff_who_may_only_read_do_not_answer(self, reader, case):
        with pytest.raises(NotFoundError):
            add_note(reader, case, "<p>Hi</p>")

    def test_customers_see_no_internal_note_and_write_none(self, ana, agent, case):
        add_note(agent, case, "<p>Secret</p>", is_internal=True)

        assert len(list_notes(ana, case)) == 1
        assert len(list_notes(agent, case)) == 2
        with pytest.raises(NotFoundError):
            add_note(ana, case, "<p>Hi</p>", is_internal=True)

    def test_the_same_form_sent_twice_makes_one_note(self, ana, case):
        first = add_note(ana, case, "<p>Hi</p>", once="form-1")

        assert add_note(ana, case, "<p>Hi</p>", once="form-1").id == first.id
        assert len(list_notes(ana, case)) == 2

    def test_an_answer_to_a_waiting_case_opens_it(self, ana, agent, case):
        add_note(agent, case, "<p>Which one?</p>", status="waiting")
        assert case.state == "waiting"

        add_note(ana, case, "<p>That one</p>")

        assert (case.status, case.state) == ("open", "open")

    def test_an_agent_closes_with_the_answer(self, agent, case):
        add_note(agent, case, "<p>Done</p>", status="closed")

        assert case.is_closed

    def test_a_status_that_comes_with_it_counts_as_a_change(self, agent, case):
        add_note(agent, case, "<p>Which one?</p>", status="waiting")

        changed = [row for row in list_case_activity(agent, case.id) if row.kind == "case_changed"]
        assert case.version == 2
        assert [row.data["version"] for row in changed] == [2]
        assert changed[0].data["changes"] == {"status": ["open", "waiting"]}

    def test_nobody_is_answered_before_the_address_is_verified(self, scope, agent, make_contact):
        case = file_case(scope, VALUES, contact_id=make_contact(verified_at=None).id)

        with pytest.raises(Refused):
            add_note(agent, case, "<p>Hi</p>")
        assert add_note(agent, case, "<p>Call them</p>", is_internal=True).is_internal


class TestReplyToClosed:
    @pytest.fixture
    def closed(self, agent, case):
        close_case(agent, case)
        return case

    def test_it_reopens_the_case(self, ana, closed):
        note = add_note(ana, closed, "<p>Again</p>")

        assert note.case_id == closed.id
        assert (closed.status, closed.closed_at) == ("open", None)

    def test_it_makes_a_new_case_that_knows_the_old_one(self, ana, closed, with_settings):
        ana = with_settings(ana, "cases", reply_to_closed="new_case")

        note = add_note(ana, closed, "<p>Again</p>")

        case = ana.session.scalars(select(Case).where(Case.id == note.case_id)).one()
        assert closed.is_closed
        assert (case.parent_id, case.subject, case.contact_id) == (
            closed.id,
            closed.subject,
            closed.contact_id,
        )
        assert get_case(ana, case.number).number == closed.number + 1

    def test_it_is_refused(self, ana, closed, with_settings):
        ana = with_settings(ana, "cases", reply_to_closed="no_update")

        with pytest.raises(Refused):
            add_note(ana, closed, "<p>Again</p>")
        assert closed.is_closed

    def test_only_within_the_days_to_reopen_it_goes_back(self, ana, closed, clock, with_settings):
        ana = with_settings(ana, "cases", days_to_reopen=10)

        clock.advance(timedelta(days=11))
        late = add_note(ana, closed, "<p>Again</p>")
        clock.advance(timedelta(days=-2))
        in_time = add_note(ana, closed, "<p>Again</p>")

        assert late.case_id != closed.id
        assert in_time.case_id == closed.id

    def test_staff_write_to_a_closed_case_without_opening_it(self, agent, closed):
        add_note(agent, closed, "<p>By the way</p>")

        assert closed.is_closed


class TestListNotes:
    def test_what_was_stored_before_the_rules_were_stricter_is_cleaned(self, scope, ana, case):
        note = add_note(ana, case, "<p>Hi</p>")
        note.html = "<p>Hi<script>steal()</script><img src=x onerror=steal()></p>"
        scope.session.flush()

        assert [view.html for view in list_notes(ana, case)][-1] == "<p>Hi</p>"
