import io

import pytest

from core.activity.services import list_case_activity
from core.cases.services import (
    add_note,
    as_third_party,
    attach_file,
    close_case,
    get_case,
    list_files,
    list_notes,
    notes,
    read_changes,
    read_new_case,
)
from core.errors import ForbiddenError, NotFoundError, Refused
from core.files.services import limits_of_mail, owner_of, stage_upload
from core.testing.cases import file_case

VALUES = {"subject": "No light", "message": "<p>Help</p>", "product": "general/question/other"}


@pytest.fixture
def stranger(scope, case):
    return as_third_party(scope, case)


def stage(scope, name="plan.pdf", content=b"%PDF-1.4"):
    limits = limits_of_mail(scope, max_bytes=1000, max_files=20)
    owner = owner_of(scope.actor)
    return stage_upload(scope, io.BytesIO(content), name, owner=owner, limits=limits)


class TestThirdParty:
    def test_whoever_is_no_contact_bears_the_name_for_all_in_the_tenants_language(
        self, scope, stranger, case
    ):
        note = add_note(stranger, case, "<p>I saw it too</p>", channel="email")

        language = scope.tenant.default_locale
        assert note.author_name == scope.tenant.translator(language).translate(
            "Answered by a third party"
        )
        assert (note.author_kind, note.author_id, note.channel) == ("third_party", None, "email")

    def test_a_known_contact_bears_their_own_name(self, scope, case, make_contact):
        bruno = make_contact(first_name="Bruno", last_name="Gil")

        note = add_note(as_third_party(scope, case, bruno), case, "<p>I saw it too</p>")

        assert (note.author_name, note.author_id) == ("Bruno Gil", bruno.id)

    def test_their_files_come_with_the_note(self, stranger, ana, case):
        add_note(stranger, case, "<p>See</p>", files=[stage(stranger).id])
        attach_file(stranger, case, stage(stranger, "more.pdf").id)

        assert [file.name for file in list_files(ana, case)] == ["plan.pdf", "more.pdf"]

    def test_another_case_does_not_exist_for_them(self, stranger, ana):
        other = file_case(ana, VALUES)

        with pytest.raises(NotFoundError):
            get_case(stranger, other.number)
        with pytest.raises(NotFoundError):
            add_note(stranger, other, "<p>Hi</p>")
        with pytest.raises(NotFoundError):
            attach_file(stranger, other, stage(stranger).id)

    def test_nor_for_a_contact_who_is_one_in_this_case(self, scope, case, ana, contact):
        other = file_case(ana, VALUES)

        with pytest.raises(NotFoundError):
            add_note(as_third_party(scope, case, contact), other, "<p>Hi</p>")

    def test_they_see_nothing_internal(self, stranger, agent, case):
        add_note(agent, case, "<p>Secret</p>", is_internal=True)

        assert [note.html for note in list_notes(stranger, case)] == [
            "<p>Since <b>yesterday</b>.</p>"
        ]

    def test_they_change_nothing_and_file_nothing(self, stranger, case):
        with pytest.raises(NotFoundError):
            read_changes(stranger, case, {"priority": "high"})
        with pytest.raises(ForbiddenError):
            close_case(stranger, case)
        with pytest.raises(ForbiddenError):
            read_new_case(stranger, VALUES)
        with pytest.raises(NotFoundError):
            add_note(stranger, case, "<p>Hi</p>", status="closed")
        with pytest.raises(NotFoundError):
            add_note(stranger, case, "<p>Hi</p>", is_internal=True)

    def test_what_they_answer_reopens_as_the_tenant_has_chosen(self, stranger, agent, case):
        close_case(agent, case)

        add_note(stranger, case, "<p>Still dark</p>")

        assert not case.is_closed

    def test_or_begins_the_case_that_follows_once(self, stranger, agent, case, with_settings):
        close_case(agent, case)
        rules = with_settings(stranger, "cases", reply_to_closed="new_case")

        first = add_note(rules, case, "<p>Still dark</p>", once="mail-1")
        again = add_note(rules, case, "<p>Still dark</p>", once="mail-1")

        assert first.case_id != case.id
        assert again.id == first.id

    def test_a_case_that_takes_no_more_is_closed_to_them_too(
        self, stranger, agent, case, with_settings
    ):
        close_case(agent, case)
        rules = with_settings(stranger, "cases", reply_to_closed="no_update")

        with pytest.raises(Refused):
            add_note(rules, case, "<p>Still dark</p>")

    def test_all_of_a_case_share_one_limit(self, scope, stranger, case, make_contact, monkeypatch):
        monkeypatch.setattr(notes, "MESSAGES", 1)
        add_note(stranger, case, "<p>I saw it too</p>")

        with pytest.raises(Refused):
            add_note(as_third_party(scope, case, make_contact()), case, "<p>One more</p>")

    def test_it_is_on_record_by_their_name(self, scope, stranger, case):
        add_note(stranger, case, "<p>I saw it too</p>")

        last = next(row for row in list_case_activity(scope, case.id) if row.kind == "case_noted")
        assert last.actor_kind == "third_party"
