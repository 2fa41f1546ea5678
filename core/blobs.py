"""Where contents lie: one store per installation, reached through fsspec.

Content is written aside, synced, and only then given its name, so a name always stands for the
whole content. Names are made of the tenant and the content's hash: the same content twice is
stored once, and writing it again is harmless.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from uuid import uuid4

import fsspec
from fsspec.implementations.local import LocalFileSystem

from core.errors import SettingsError, StoreError, VentanillaError, is_full
from core.log import describe_error
from core.metrics.recording import note_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

LOCAL = "file://"
INCOMING = "incoming"
# A store that does not answer shall be found out while somebody still waits. Left to itself, its
# client tries five times, a minute each.
PATIENCE: dict[str, dict[str, Any]] = {
    "s3": {
        "config_kwargs": {
            "connect_timeout": 3,
            "read_timeout": 15,
            "retries": {"max_attempts": 1},
        }
    }
}


def blob_name(tenant_id: UUID, sha256: str) -> str:
    """Return where content is stored: apart per tenant, so that no two share a file."""
    return f"{tenant_id.hex}/{sha256[:2]}/{sha256}"


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
            options = PATIENCE.get(url.partition(":")[0], {})
            self._fs, self._root = fsspec.core.url_to_fs(url, **options)
            self._incoming = Path(tempfile.gettempdir())

    @property
    def is_local(self) -> bool:
        return isinstance(self._fs, LocalFileSystem)

    def new_file(self) -> Path:
        """Return the path of a file to write to, which nobody else uses.

        :raises StoreError: nothing can be written there
        """
        with self.asking("new_file"):
            self._incoming.mkdir(parents=True, exist_ok=True)
        return self._incoming / f"{uuid4().hex}.part"

    def keep(self, written: Path, name: str) -> None:
        """Give a file that is written and synced its name; the file is gone afterwards.

        :raises StoreError: it can't be stored
        """
        with self.asking("keep"):
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
        :raises StoreError: nobody can say
        """
        with self.asking("open", may_be_missing=True):
            return cast("BinaryIO", self._fs.open(self._path(name), "rb"))

    def remove(self, name: str) -> None:
        """Remove content, if it is there.

        :raises StoreError: it can't be
        """
        with suppress(FileNotFoundError), self.asking("remove", may_be_missing=True):
            self._fs.rm_file(self._path(name))

    def older_than(self, folder: str, moment: datetime) -> Iterator[str]:
        """Yield the names in a folder, and below it, that were written before a moment.

        :raises StoreError: it can't be read
        """
        for name in self.names(folder):
            if self.written_at(name) < moment:
                yield name

    def names(self, folder: str = "") -> Iterator[str]:
        """Yield the names in a folder, and below it.

        :raises StoreError: it can't be read
        """
        with self.asking("list"):
            top = self._path(folder)
            paths = self._fs.find(top) if self._fs.exists(top) else []
        for path in paths:
            yield str(path)[len(self._root) :].lstrip("/")

    def written_at(self, name: str) -> datetime:
        """Return when content was written; what is gone counts as new.

        :raises StoreError: nobody can say
        """
        try:
            with self.asking("look", may_be_missing=True):
                written: datetime = self._fs.modified(self._path(name))
        except FileNotFoundError:
            return datetime.max.replace(tzinfo=UTC)
        return written if written.tzinfo else written.replace(tzinfo=UTC)

    @contextmanager
    def asking(self, what: str, *, may_be_missing: bool = False) -> Iterator[None]:
        """Make one error of all that a store and its client can raise, and take the time.

        A disk without room stays what it is. Each client has errors of its own, some of which are
        of no kind that could be named without it.

        :param may_be_missing: content that is not there is an answer
        """
        started = time.perf_counter()
        outcome = "failed"
        try:
            yield
            outcome = "done"
        except FileNotFoundError as error:
            if may_be_missing:
                outcome = "missing"
                raise
            raise StoreError(describe_error(error)) from error
        except Exception as error:
            if is_full(error) or isinstance(error, VentanillaError):
                raise
            raise StoreError(describe_error(error)) from error
        finally:
            note_store(what, outcome, time.perf_counter() - started)

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
        with self.asking("free"):
            Path(self._root).mkdir(parents=True, exist_ok=True)
            return shutil.disk_usage(self._root).free

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"


def check_store(url: str) -> None:
    """Refuse, at the start, a location where nothing can be stored. It contacts no other machine.

    :raises SettingsError: saying why
    """
    try:
        store = open_store(url)
        if store.is_local:
            probe = store.new_file()
            probe.touch()
            probe.unlink()
    except (OSError, ImportError, ValueError, StoreError) as error:
        raise SettingsError(f"VENTANILLA_BLOB_URL can't be used: {error}.") from None


@lru_cache(maxsize=8)
def open_store(url: str) -> BlobStore:
    """Return the store of an installation's ``blob_url``."""
    return BlobStore(url)
