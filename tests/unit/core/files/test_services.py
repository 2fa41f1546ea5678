import io
from datetime import timedelta
from pathlib import Path

import pytest

from core.blobs import blob_name, open_store
from core.errors import Refused
from core.files import services
from core.files.cleaning import ORPHANED_FOR, remove_expired, remove_orphans
from core.files.services import (
    FileLimits,
    UploadsForForms,
    claim_uploads,
    describe_uploads,
    open_upload,
    stage_upload,
)

ANA, BRUNO = "contact:ana", "contact:bruno"


def blobs(scope):
    root = Path(scope.settings.blob_url.removeprefix("file://"))
    return sorted(path for path in root.rglob("*") if path.is_file())


@pytest.fixture
def stage(scope):
    def stage(content=b"hello", name="a.txt", owner=ANA):
        return stage_upload(scope, io.BytesIO(content), name, owner=owner)

    return stage


@pytest.fixture
def take(scope):
    """Take in what has arrived by mail."""

    def take(content, name):
        limits = services.limits_of_mail(scope, max_bytes=100, max_files=5)
        return stage_upload(scope, io.BytesIO(content), name, owner=ANA, limits=limits)

    return take


class TestWhatArrivedByMail:
    @pytest.mark.parametrize(
        ("content", "name", "kept", "media_type"),
        [
            (b"hello", "a.txt", "a.txt", "text/plain"),
            (b"MZ\x90\x00", "setup.exe", "setup.exe.blocked", "application/octet-stream"),
            (b"MZ\x90\x00", "photo.png", "photo.png", "application/octet-stream"),
            (b"<p>hi</p>", "page.html", "page.html", "application/octet-stream"),
            (b"\x00\x01", "", "file", "application/octet-stream"),
            (b"", "empty.pdf", "empty.pdf", "application/octet-stream"),
        ],
    )
    def test_it_is_kept_whatever_it_is(self, take, content, name, kept, media_type):
        upload = take(content, name)

        assert (upload.name, upload.media_type) == (kept, media_type)
        assert upload.size == len(content)

    def test_it_is_kept_however_many_wait_already(self, take, monkeypatch):
        monkeypatch.setattr(services, "MOST_WAITING", 1)

        assert take(b"one", "a.txt").id != take(b"two", "b.txt").id

    def test_one_that_is_too_large_is_refused(self, scope, take):
        with pytest.raises(Refused):
            take(b"x" * 101, "a.txt")

        assert blobs(scope) == []


class Endless:
    """A stream that never ends, and counts what was taken of it."""

    taken = 0

    def read(self, size):
        self.taken += size
        return b"x" * size


class TestStageUpload:
    def test_it_keeps_the_content_under_its_hash(self, scope, stage):
        upload = stage()

        assert (upload.name, upload.size, upload.media_type) == ("a.txt", 5, "text/plain")
        assert [path.name for path in blobs(scope)] == [upload.sha256]
        with open_upload(scope, upload.sha256) as content:
            assert content.read() == b"hello"

    def test_the_same_content_is_stored_once_per_tenant(self, scope, other_scope, stage):
        stage(owner=ANA)
        stage(name="b.txt", owner=BRUNO)
        assert len(blobs(scope)) == 1

        stage_upload(other_scope, io.BytesIO(b"hello"), "a.txt", owner=ANA)
        assert len(blobs(scope)) == 2

    @pytest.mark.parametrize("name", ["a.exe", "a", "a.pdf.exe", "a.html", "a.PHP", ".pdf.js"])
    def test_it_refuses_other_types_and_says_which_are_taken(self, scope, stage, name):
        with pytest.raises(Refused) as refused:
            stage(name=name)

        assert "docx" in scope.translate(refused.value.message)
        assert blobs(scope) == []

    def test_it_refuses_content_that_is_not_what_the_name_says(self, scope, stage):
        with pytest.raises(Refused):
            stage(b"MZ\x90\x00", "photo.png")

        assert blobs(scope) == []

    def test_it_stops_reading_where_the_limit_is_passed(self, scope):
        endless = Endless()

        with pytest.raises(Refused) as refused:
            stage_upload(scope, endless, "a.txt", owner=ANA)

        assert "25 MB" in scope.translate(refused.value.message)
        assert endless.taken <= 25 * services.MEGABYTE + services.CHUNK
        assert blobs(scope) == []

    def test_a_file_may_be_as_large_as_the_limit_and_no_larger(self, scope):
        limits = FileLimits(extensions=("txt",), max_bytes=5, max_files=1)

        def stage(content):
            return stage_upload(scope, io.BytesIO(content), "a.txt", owner=ANA, limits=limits)

        assert stage(b"12345").size == 5
        with pytest.raises(Refused):
            stage(b"123456")

    def test_none_is_taken_when_the_disk_is_as_good_as_full(self, scope, stage, monkeypatch):
        monkeypatch.setattr(services.BlobStore, "free_bytes", lambda _store: services.RESERVE - 1)
        with pytest.raises(Refused) as refused:
            stage()
        assert "try again later" in scope.translate(refused.value.message)

        monkeypatch.setattr(services.BlobStore, "free_bytes", lambda _store: services.RESERVE)
        assert stage()

    def test_it_refuses_an_empty_file(self, stage):
        with pytest.raises(Refused):
            stage(b"")

    def test_nobody_fills_the_disk_from_an_open_form(self, stage, monkeypatch):
        monkeypatch.setattr(services, "MOST_WAITING", 2)
        stage()
        stage()

        with pytest.raises(Refused):
            stage()
        assert stage(owner=BRUNO)

    def test_many_that_found_room_at_once_do_not_all_stay(self, scope, stage, monkeypatch):
        monkeypatch.setattr(services, "MOST_WAITING", 1)

        class Slow(io.BytesIO):
            """A stream during which another upload of the same person comes to its end."""

            def read(self, size):
                if self.tell() == 0:
                    stage(b"faster")
                return super().read(size)

        with pytest.raises(Refused, match="Too many files"):
            stage_upload(scope, Slow(b"slower"), "b.txt", owner=ANA)


class TestClaimUploads:
    def test_only_the_owner_and_only_once(self, scope, stage):
        upload = stage()

        with pytest.raises(Refused):
            claim_uploads(scope, [upload.id], owner=BRUNO)
        assert [file.id for file in claim_uploads(scope, [upload.id], owner=ANA)] == [upload.id]
        with pytest.raises(Refused):
            claim_uploads(scope, [upload.id], owner=ANA)

    def test_another_tenant_has_no_such_file(self, stage, other_scope):
        with pytest.raises(Refused):
            claim_uploads(other_scope, [stage().id], owner=ANA)

    def test_it_keeps_their_order(self, scope, stage):
        ids = [stage(name=f"{number}.txt").id for number in range(5)]
        ids.reverse()

        assert [file.id for file in claim_uploads(scope, ids, owner=ANA)] == ids

    @pytest.mark.parametrize("ids", [["x"], ["../.."], ["00000000-0000-0000-0000-000000000000"]])
    def test_what_is_no_file_is_refused(self, scope, ids):
        with pytest.raises(Refused) as refused:
            claim_uploads(scope, ids, owner=ANA)

        assert "files" in refused.value.fields

    def test_a_day_later_it_is_gone(self, scope, stage, clock):
        upload = stage()
        clock.advance(hours=25)

        assert describe_uploads(scope, [upload.id], owner=ANA) == []
        with pytest.raises(Refused):
            claim_uploads(scope, [upload.id], owner=ANA)


class TestUploadsForForms:
    def test_a_form_lists_its_files_again(self, scope):
        class Storage:
            file = io.BytesIO(b"hello")
            filename = "../a.txt"

        id_ = UploadsForForms(scope, ANA).stage(Storage(), "files")

        assert UploadsForForms(scope, ANA).describe([id_, "x"]) == [(id_, "a.txt", 5)]
        assert UploadsForForms(scope, BRUNO).describe([id_]) == []


class TestCleaning:
    def test_what_nobody_claimed_goes_and_what_a_case_has_stays(self, scope, stage, clock):
        kept, waited = stage(b"kept"), stage(b"waited")
        claim_uploads(scope, [kept.id], owner=ANA)
        clock.advance(timedelta(days=2))

        assert remove_expired(scope) == 1
        assert [path.name for path in blobs(scope)] == [kept.sha256]
        assert waited.sha256 != kept.sha256

    def test_a_young_orphan_is_left_alone(self, scope, stage):
        upload = stage()
        scope.session.delete(upload)
        scope.session.flush()

        assert remove_orphans(scope) == 0
        assert len(blobs(scope)) == 1

    def test_what_a_dead_process_left_half_written_goes(self, scope, stage, clock):
        upload = stage()
        root = Path(scope.settings.blob_url.removeprefix("file://"))
        (root / "incoming" / "x.part").write_bytes(b"half")
        clock.advance(timedelta(days=2))

        open_store(scope.settings.blob_url).sweep_incoming(scope.now() - ORPHANED_FOR)

        assert blobs(scope) == [root / blob_name(scope.tenant_id, upload.sha256)]
