import errno
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from core.blobs import BlobStore, check_store
from core.errors import SettingsError, StoreError
from tests.support.unreliable_store import FAULTS


def keep(store, name, content):
    part = store.new_file()
    part.write_bytes(content)
    store.keep(part, name)


class TestBlobStore:
    @pytest.mark.parametrize("folder", ["blobs", "our files", "case #1", "50%", "¿qué?"])
    def test_its_folder_may_be_called_anything(self, tmp_path, folder):
        store = BlobStore(f"file://{tmp_path / folder}")
        keep(store, "tenant/name", b"content")

        with store.open("tenant/name") as content:
            assert content.read() == b"content"
        assert [path.name for path in tmp_path.iterdir()] == [folder]

    def test_its_folder_may_be_relative(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        keep(BlobStore("file://var/blobs"), "name", b"content")

        assert (tmp_path / "var" / "blobs" / "name").read_bytes() == b"content"


@pytest.mark.parametrize("fault", FAULTS)
class TestAStoreThatFails:
    """Whatever its client raises is one error, which says what it was."""

    def test_it_can_not_be_written(self, unreliable_store, fault):
        store = BlobStore("memory://house")
        unreliable_store(fault)

        with pytest.raises(StoreError, match=type(FAULTS[fault]()).__name__):
            keep(store, "name", b"content")

    def test_it_can_not_be_read(self, unreliable_store, fault):
        store = BlobStore("memory://house")
        keep(store, "name", b"content")
        unreliable_store(fault)
        expected = FileNotFoundError if fault == "bucket missing" else StoreError

        with pytest.raises(expected):
            store.open("name")

    def test_it_can_not_be_listed(self, unreliable_store, fault):
        store = BlobStore("memory://house")
        unreliable_store(fault)

        with pytest.raises(StoreError):
            list(store.older_than("", datetime.max.replace(tzinfo=UTC)))


class TestADiskThatFails:
    @pytest.mark.parametrize(
        ("number", "raised"),
        [
            (errno.ENOSPC, OSError),
            (errno.EDQUOT, OSError),
            (errno.EIO, StoreError),
            (errno.EROFS, StoreError),
            (errno.EACCES, StoreError),
        ],
    )
    def test_only_one_without_room_stays_what_it_is(self, tmp_path, monkeypatch, number, raised):
        def fail(_written, _target):
            raise OSError(number, "no")

        store = BlobStore(f"file://{tmp_path}")
        monkeypatch.setattr(Path, "replace", fail)

        with pytest.raises(raised):
            keep(store, "name", b"content")


class TestPatience:
    def test_of_s3_no_answer_is_taken_for_one_within_seconds(self, monkeypatch):
        given = {}

        def open_it(_url, **options):
            given.update(options)
            return MemoryFileSystem(), "/x"

        monkeypatch.setattr("fsspec.core.url_to_fs", open_it)
        BlobStore("s3://bucket/x")

        limits = given["config_kwargs"]
        assert limits["connect_timeout"] * (limits["retries"]["max_attempts"] + 1) < 10


class TestCheckStore:
    def test_what_can_be_used_is_left_as_it_was(self, tmp_path):
        check_store(f"file://{tmp_path / 'blobs'}")

        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

    def test_what_can_not_is_said(self, tmp_path):
        (tmp_path / "blobs").write_bytes(b"")

        with pytest.raises(SettingsError, match="VENTANILLA_BLOB_URL"):
            check_store(f"file://{tmp_path / 'blobs'}")
