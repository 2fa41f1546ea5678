import pytest

from core.errors import SettingsError
from core.files.blobs import BlobStore, check_store


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


class TestCheckStore:
    def test_what_can_be_used_is_left_as_it_was(self, tmp_path):
        check_store(f"file://{tmp_path / 'blobs'}")

        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

    def test_what_can_not_is_said(self, tmp_path):
        (tmp_path / "blobs").write_bytes(b"")

        with pytest.raises(SettingsError, match="VENTANILLA_BLOB_URL"):
            check_store(f"file://{tmp_path / 'blobs'}")
