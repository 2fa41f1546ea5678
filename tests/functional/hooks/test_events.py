"""What plugins are told of what happened: by whom, when, and because of what."""

from uuid import UUID

import pytest
from sqlalchemy import select, update

from core.cases.models import CaseNote
from core.cases.services import add_note, close_case, get_case_by_id
from core.db.outbox import OutboxMessage
from core.jobs import actor as job
from core.plugin import hookspecs
from core.plugin.events import EventActor
from core.scope import DELIVER_EVENT, SYSTEM
from core.testing.cases import actor_of
from tests.functional.hooks import listener


@job(name="listener.write_later")
def write_later(scope, case_id):
    add_note(scope, get_case_by_id(scope, UUID(case_id)), "<p>Later</p>")


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="García")


@pytest.fixture
def case(make_case, ana, heard):
    case = make_case(ana)
    heard("case_created")
    return case


class TestWhoAndWhen:
    def test_an_event_names_the_person_and_the_moment(self, open_scope, case, ana, clock, heard):
        with open_scope(actor=actor_of(ana)) as scope:
            note = add_note(scope, get_case_by_id(scope, case.id), "<p>More</p>")
        clock.advance(hours=2)

        (event,) = heard("note_added")

        assert event["actor"] == EventActor("contact", ana.id, "Ana García")
        assert event["at"] == note.created_at
        assert event["at"].tzinfo is not None
        assert event["causes"] == ()

    def test_a_case_and_its_first_note_came_at_the_same_moment(self, make_case, ana, jobs):
        case = make_case(ana)
        jobs.run()

        assert {given["at"] for _hook, given in listener.HEARD} == {case.created_at}

    def test_a_change_says_who_made_it(self, open_scope, case, make_staff, heard):
        agent = make_staff(name="Eva")
        with open_scope(actor=actor_of(agent, "cases:read", "cases:answer")) as scope:
            close_case(scope, get_case_by_id(scope, case.id))

        (event,) = heard("case_changed")

        assert event["actor"] == EventActor("staff", agent.id, "Eva")
        assert event["changes"]["status"][0] == case.status


class TestCauses:
    def test_what_a_plugin_does_about_an_event_names_it(self, open_scope, case, react, heard):
        def close(scope, case_id, causes, **_given):
            if "listener" not in causes:
                close_case(scope, get_case_by_id(scope, case_id))

        react["note_added"] = close
        with open_scope() as scope:
            add_note(scope, get_case_by_id(scope, case.id), "<p>More</p>")

        (event,) = heard("case_changed")

        assert event["causes"] == ("listener",)
        assert event["actor"].kind == "system"

    def test_they_go_on_through_jobs_so_that_a_rule_stops_at_itself(
        self, open_scope, case, react, heard
    ):
        def write_unless_it_was_me(scope, case_id, causes, **_given):
            if "listener" not in causes:
                scope.enqueue("listener.write_later", case_id)

        react["note_added"] = write_unless_it_was_me
        with open_scope() as scope:
            add_note(scope, get_case_by_id(scope, case.id), "<p>More</p>")

        assert [event["causes"] for event in heard("note_added")] == [(), ("listener",)]

    def test_each_is_named_once_in_the_order_of_their_doing(self, open_scope, case, platform):
        with platform.scope("acme", causes=("board", "listener")) as scope:
            scope.enqueue("listener.write_later", case.id)
        with platform.scope("acme") as scope:
            found = scope.session.scalars(
                select(OutboxMessage.causes).where(OutboxMessage.actor == "listener.write_later")
            ).all()

        assert found == [["board", "listener"]]

    def test_a_job_of_the_core_is_one_too(self, open_scope, make_staff, case, ana, heard):
        gone = make_staff()
        with open_scope() as scope:
            get_case_by_id(scope, case.id).assignee_id = gone.id
            scope.enqueue("cases.hand_over", gone.id, None)

        (event,) = heard("case_changed")

        assert event["causes"] == ("cases.hand_over",)


class TestAnotherRelease:
    """Code and outbox may be one release apart."""

    def test_an_event_that_older_code_stored_is_heard(self, open_scope, case, heard, clock):
        with open_scope() as scope:
            note_id = scope.session.scalar(select(CaseNote.id))
            old = {"case_id": str(case.id), "note_id": str(note_id)}
            args = ["listener", "note_added", old]
            row = scope.enqueue(DELIVER_EVENT, *args, plugin="listener")
            scope.session.flush()
            scope.session.execute(
                update(OutboxMessage).where(OutboxMessage.id == row.id).values(causes=None)
            )

        (event,) = heard("note_added")

        assert event == {
            "case_id": case.id,
            "note_id": note_id,
            "actor": EventActor("system"),
            "at": clock(),
            "causes": (),
        }

    def test_what_newer_code_stored_too_is_left_out(self, open_scope, case, heard):
        with open_scope() as scope:
            scope.announce(hookspecs.case_created, case_id=case.id, mood="new")

        (event,) = heard("case_created")

        assert event["case_id"] == case.id
        assert event["actor"].name == SYSTEM.name
