"""A web process is killed while it answers: the person sends the same again."""

import pytest

from core.cases.models import Case, CaseFile, CaseNote
from core.files.models import FileUpload
from tests.faults.filing import file_case, fill_in_case, fill_in_note, number_in, token_of
from tests.faults.visitor import BROKEN, insist, submit

CONTENT = b"What the meter showed in May.\n" * 500


def send_and_die(installation, point, send):
    """Let the answer to this request be a broken connection."""
    installation.kill_at(point)
    with pytest.raises(BROKEN):
        send()
    installation.wait_for_death_at(point)


class TestFileCase:
    @pytest.mark.parametrize("point", ["before_commit_Case", "after_commit_Case"])
    def test_the_same_form_sent_again_makes_one_case(self, installation, enter, point):
        client = enter()
        form = fill_in_case(client, f"Killed {point}")

        send_and_die(installation, point, lambda: submit(form, "save"))
        number = number_in(insist(lambda: submit(form, "save")))

        (case,) = installation.rows(Case, Case.contact_id == client.contact.id)
        assert case.number == number
        assert installation.count(CaseNote, CaseNote.case_id == case.id) == 1
        assert f"Killed {point}" in insist(lambda: client.get(f"/cases/{number}")).text


class TestAddNote:
    @pytest.mark.parametrize("point", ["before_commit_CaseNote", "after_commit_CaseNote"])
    def test_the_same_form_sent_again_makes_one_note(self, installation, enter, point):
        client = enter()
        number = file_case(client, "A conversation")
        form = fill_in_note(client, number, f"<p>Said at {point}</p>")

        send_and_die(installation, point, lambda: submit(form, "add"))
        insist(lambda: submit(form, "add"))

        said = CaseNote.html.contains(f"Said at {point}")
        assert installation.count(CaseNote, said) == 1


class TestUpload:
    @pytest.mark.parametrize(
        "point",
        ["upload_written", "upload_kept", "before_commit_FileUpload", "after_commit_FileUpload"],
    )
    def test_a_file_is_there_whole_or_not_at_all(self, installation, enter, point):
        client = enter()
        headers = {"X-CSRF-Token": token_of(client)}

        def send():
            files = [("file", "meter.txt", CONTENT)]
            return client.post("/uploads", upload_files=files, headers=headers, expect_errors=True)

        send_and_die(installation, point, send)
        known = installation.rows(FileUpload, FileUpload.owner == f"contact:{client.contact.id}")
        upload = insist(send).json["id"]
        form = fill_in_case(client, "With a file")
        fields = [*form.submit_fields("save"), ("files", upload)]
        sent = insist(lambda: client.post("/cases/new", fields, expect_errors=True))

        # One that was committed without an answer waits, unclaimed, until it expires.
        assert len(known) == (1 if point.startswith("after") else 0)
        for row in known:
            assert (installation.blobs / row.blob()).read_bytes() == CONTENT
        (case,) = installation.rows(Case, Case.contact_id == client.contact.id)
        (file,) = installation.rows(CaseFile, CaseFile.case_id == case.id)
        opened = insist(lambda: client.get(f"/files/{file.id}/meter.txt"))
        assert opened.body == CONTENT
        assert case.number == number_in(sent)
