"""Nothing more can be written: to the files' folder, or to the database."""

import pytest

from core.cases.models import Case
from core.files.models import FileUpload
from tests.faults.filing import fill_in_case, number_in, token_of
from tests.faults.visitor import insist, submit

UNLIMITED = -1
BUSY = 503


@pytest.fixture
def full_disk(installation):
    """Make every file end at this size, for all processes of the installation."""
    yield installation.limit_file_size
    installation.limit_file_size(UNLIMITED)


def test_an_upload_is_refused_with_a_sentence_and_taken_when_there_is_room(
    installation, enter, full_disk
):
    client = enter()
    headers = {"X-CSRF-Token": token_of(client)}
    mine = FileUpload.owner == f"contact:{client.contact.id}"

    def send():
        # More than any file of the database, less than is spooled to a temporary file.
        files = [("file", "meter.txt", b"May\n" * 2_000_000)]
        return client.post("/uploads", upload_files=files, headers=headers, expect_errors=True)

    full_disk(6 * 1024 * 1024)
    refused = send()

    assert refused.status_int == BUSY
    assert "Nothing was saved" in refused.text
    assert installation.count(FileUpload, mine) == 0
    assert (
        not list((installation.blobs / "incoming").glob("*"))
        if installation.blobs.exists()
        else True
    )
    full_disk(UNLIMITED)
    assert insist(send).json["id"]
    assert installation.count(FileUpload, mine) == 1


def test_a_case_that_finds_no_room_is_refused_with_503_and_taken_later(
    installation, enter, full_disk
):
    client = enter()
    form = fill_in_case(client, "On a full disk")

    full_disk(16 * 1024)
    first = submit(form, "save")
    pages = client.get("/cases", expect_errors=True)
    full_disk(UNLIMITED)
    number = number_in(insist(lambda: submit(form, "save")))

    if installation.platform.settings.is_sqlite:
        assert first.status_int == BUSY
        assert "Nothing was saved" in first.text
    else:
        # PostgreSQL writes elsewhere: the case needs no room here.
        assert number_in(first) == number
    assert pages.status_int in (200, BUSY)
    (case,) = installation.rows(Case, Case.contact_id == client.contact.id)
    assert case.number == number
    assert installation.is_ready()
