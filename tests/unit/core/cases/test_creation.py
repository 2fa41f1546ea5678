import io
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from core.cases.models import Case, CaseNote
from core.cases.services import (
    CaseFilter,
    add_note,
    create_case,
    get_case,
    list_cases,
    list_files,
    list_notes,
    read_new_case,
)
from core.db.base import new_id
from core.errors import ForbiddenError, NotFoundError, Refused
from core.files.services import limits_of_mail, owner_of, stage_upload
from core.identity.services.acting import acting_as_contact
from core.plugin.loading import load_plugins
from core.testing.cases import actor_of, file_case
from tests.unit.core.plugin.modules import make_plugin

VALUES = {
    "product": "general/question/information",
    "subject": "No light",
    "message": "<p>Since <b>yesterday</b>.</p>",
}


class TestCreateCase:
    def test_it_counts_from_one_in_each_tenant(self, scope, other_scope, make_contact):
        ana, zoe = make_contact(), make_contact(slug="globex")

        numbers = [file_case(scope, VALUES, contact_id=ana.id).number for _ in range(3)]

        assert numbers == [1, 2, 3]
        assert file_case(other_scope, VALUES, contact_id=zoe.id).number == 1

    def test_it_jumps_to_a_first_number_that_is_set_later_and_never_goes_back(
        self, scope, make_contact, with_settings
    ):
        ana = make_contact()

        def number(first):
            asking = with_settings(scope, "cases", first_number=first)
            return file_case(asking, VALUES, contact_id=ana.id).number

        assert [number(first) for first in (1, 1000, 1000, 5)] == [1, 1000, 1001, 1002]

    def test_it_begins_with_the_default_status_and_the_message_as_a_note(self, scope, make_contact):
        case = file_case(scope, VALUES, contact_id=make_contact().id)

        note = scope.session.scalars(select(CaseNote).where(CaseNote.case_id == case.id)).one()
        assert (case.status, case.state, case.priority) == ("open", "open", "medium")
        assert note.html == "<p>Since <b>yesterday</b>.</p>"

    def test_a_plugin_gives_it_only_to_staff_who_can_answer(self, scope, make_contact, make_staff):
        gone, csr, carla = make_staff(active=False), make_staff(roles=["csr"]), make_staff()

        def choosing(name, staff_id):
            def choose_assignee():
                return staff_id

            return make_plugin(name, choose_assignee)

        ids = {"ant": new_id(), "bee": gone.id, "cat": csr.id, "dog": carla.id}
        hooks = load_plugins(modules=[choosing(*one) for one in ids.items()])

        def assignee(*plugins):
            asking = replace(scope, hooks=hooks.hooks_for(set(plugins)))
            return file_case(asking, VALUES, contact_id=make_contact().id).assignee_id

        assert assignee("ant", "bee", "cat") is None
        assert assignee(*ids) == carla.id

    def test_the_same_form_sent_twice_makes_one_case(self, scope, make_contact):
        ana = scope.acting_as(actor_of(make_contact()))

        first = file_case(ana, VALUES, once="form-1")
        second = file_case(ana, {**VALUES, "subject": "Again"}, once="form-1")

        assert first.id == second.id
        assert scope.session.scalar(select(func.count()).select_from(Case)) == 1

    def test_it_asks_the_database_little(self, scope, make_contact, queries):
        ana = scope.acting_as(actor_of(make_contact()))
        file_case(ana, VALUES, once="form-1")

        queries.clear()
        file_case(ana, VALUES, once="form-2")

        # Its key (2), how many in an hour, number, case, whose it is, words (2), filter values,
        # note, record, and one job.
        assert len(queries) == 12, queries.statements

    def test_nobody_else_gets_a_case_by_its_form_key(self, scope, make_contact):
        ana, bruno = (scope.acting_as(actor_of(make_contact())) for _ in range(2))

        first = file_case(ana, VALUES, once="form-1")

        assert file_case(bruno, VALUES, once="form-1").id != first.id

    def test_a_contact_files_only_their_own(self, scope, make_contact):
        ana, bruno = make_contact(), make_contact()

        with pytest.raises(ForbiddenError):
            file_case(scope.acting_as(actor_of(ana)), VALUES, contact_id=bruno.id)

    def test_it_refuses_what_the_form_did_not_offer(self, scope, make_contact):
        ana = scope.acting_as(actor_of(make_contact()))

        with pytest.raises(Refused):
            file_case(ana, {**VALUES, "status": "closed"})

    def test_it_is_found_by_its_number_and_in_the_list(self, scope, make_contact):
        ana = scope.acting_as(actor_of(make_contact()))

        case = file_case(ana, VALUES)

        assert get_case(ana, case.number).id == case.id
        (row,) = list_cases(ana, CaseFilter()).rows
        assert (row.number, row.subject, str(row.status)) == (1, "No light", "Open")

    def test_another_contact_does_not_see_it(self, scope, make_contact):
        case = file_case(scope, VALUES, contact_id=make_contact().id)
        bruno = scope.acting_as(actor_of(make_contact()))

        assert list_cases(bruno, CaseFilter(view="all")).rows == []
        with pytest.raises(NotFoundError):
            get_case(bruno, case.number)

    def test_another_tenant_does_not_see_it(self, scope, other_scope, make_contact):
        case = file_case(scope, VALUES, contact_id=make_contact().id)

        with pytest.raises(NotFoundError):
            get_case(other_scope, case.number)


class TestFilesOfPrograms:
    def test_a_program_adds_more_than_people_may_send(self, scope, contact, with_settings):
        few = with_settings(acting_as_contact(scope, contact), "files", max_files=1)
        limits = limits_of_mail(few, max_bytes=100, max_files=3)
        owner = owner_of(few.actor)
        ids = [
            stage_upload(few, io.BytesIO(b"x"), f"{name}.txt", owner=owner, limits=limits).id
            for name in "abc"
        ]

        case = create_case(few, read_new_case(few, VALUES), channel="email", files=ids)
        add_files = [
            stage_upload(few, io.BytesIO(b"x"), f"{name}.txt", owner=owner, limits=limits).id
            for name in "de"
        ]
        with pytest.raises(Refused):
            add_note(few, case, "<p>More</p>", files=add_files)
        add_note(few, case, "<p>More</p>", files=add_files, max_files=limits.max_files)

        files = list_files(few, case)
        assert [file.name for file in files] == ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"]
        assert {file.note_id for file in files[:3]} == {list_notes(few, case)[0].id}
