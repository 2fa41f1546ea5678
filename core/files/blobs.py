"""Where contents lie: one store per installation, reached through fsspec.

Content is written aside, synced, and only then given its name, so a name always stands for the
whole content. Names are made of the tenant and the content's hash: the same content twice is
stored once, and writing it again is harmless.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from uuid import uuid4

import fsspec
from fsspec.implementations.local import LocalFileSystem

from core.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCAL = "file://"
INCOMING = "incoming"


class BlobStore:
    """The contents of one installation.

    :param url: ``file://…``, ``s3://…`` or any other that fsspec knows
    """

    def __init__(self, url: str) -> None:
        self._fs: Any
        if url.startswith(LOCAL):
            # A folder may be relative here ("file://var/blobs") and hold any character.
            self._fs = LocalFileSystem()
            self._root = str(Path(url.removeprefix(LOCAL)).absolute())
            self._incoming = Path(self._root, INCOMING)
        else:
            self._fs, self._root = fsspec.core.url_to_fs(url)
            self._incoming = Path(tempfile.gettempdir())

    @property
    def is_local(self) -> bool:
        return isinstance(self._fs, LocalFileSystem)

    def new_file(self) -> Path:
        """Return the path of a file to write to, which nobody else uses."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        return self._incoming / f"{uuid4().hex}.part"

    def keep(self, written: Path, name: str) -> None:
        """Give a file that is written and synced its name; the file is gone afterwards."""
        target = self._path(name)
        if not self.is_local:
            self._fs.put_file(str(written), target)
            written.unlink()
            return
        folder = Path(target).parent
        folder.mkdir(parents=True, exist_ok=True)
        # Also where the content is there already: its new date keeps it from being swept away.
        written.replace(target)
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def open(self, name: str) -> BinaryIO:
        """Open content for reading.

        :raises FileNotFoundError: it is not there
        """
        return cast("BinaryIO", self._fs.open(self._path(name), "rb"))

    def remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            self._fs.rm_file(self._path(name))

    def older_than(self, folder: str, moment: datetime) -> Iterator[str]:
        """Yield the names in a folder, and below it, that were written before a moment."""
        top = self._path(folder)
        if not self._fs.exists(top):
            return
        for path in self._fs.find(top):
            if self.written_at(name := str(path)[len(self._root) :].lstrip("/")) < moment:
                yield name

    def written_at(self, name: str) -> datetime:
        """Return when content was written; what is gone counts as new."""
        try:
            written: datetime = self._fs.modified(self._path(name))
        except FileNotFoundError:
            return datetime.max.replace(tzinfo=UTC)
        return written if written.tzinfo else written.replace(tzinfo=UTC)

    def sweep_incoming(self, moment: datetime) -> None:
        """Remove what was begun before a moment and never finished: its process died."""
        if not self.is_local or not self._incoming.is_dir():
            return
        for path in self._incoming.glob("*.part"):
            with suppress(FileNotFoundError):
                if datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment:
                    path.unlink()

    def free_bytes(self) -> int | None:
        """Return what the disk has left; ``None`` where nobody can say."""
        if not self.is_local:
            return None
        Path(self._root).mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self._root).free

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"


def check_store(url: str) -> None:
    """Refuse, before anybody comes, a place where nothing can be kept. It asks no other machine.

    :raises SettingsError: saying why
    """
    try:
        store = open_store(url)
        if store.is_local:
            probe = store.new_file()
            probe.touch()
            probe.unlink()
    except (OSError, ImportError, ValueError) as error:
        raise SettingsError(f"VENTANILLA_BLOB_URL can't be used: {error}.") from None


@lru_cache(maxsize=8)
def open_store(url: str) -> BlobStore:
    """Return the store of an installation's ``blob_url``."""
    return BlobStore(url)
