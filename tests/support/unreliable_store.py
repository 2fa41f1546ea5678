"""Stores for files that fail as remote ones do: with errors of their own, which nobody can name."""

import errno

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from core.blobs import open_store

PROTOCOL = "memory"


class UnheardOfError(Exception):
    """What botocore raises is no OSError either."""


FAULTS = {
    "away": lambda: UnheardOfError("could not connect to the endpoint"),
    "slow": lambda: TimeoutError("it took too long"),
    "forbidden": lambda: PermissionError(errno.EACCES, "Access Denied"),
    "bucket missing": lambda: FileNotFoundError(
        errno.ENOENT, "The specified bucket does not exist"
    ),
    "broken": lambda: OSError(errno.EIO, "Input/output error"),
}


class UnreliableFileSystem(MemoryFileSystem):
    """A store in memory, for as long as it has no fault."""

    cachable = False
    fault = None

    def _answer(self):
        if self.fault:
            error = FAULTS[self.fault]()
            raise error

    def put_file(self, *given, **options):
        self._answer()
        return super().put_file(*given, **options)

    def open(self, *given, **options):
        self._answer()
        return super().open(*given, **options)

    def rm_file(self, *given, **options):
        self._answer()
        return super().rm_file(*given, **options)

    def modified(self, *given, **options):
        self._answer()
        return super().modified(*given, **options)

    def exists(self, *given, **options):
        self._answer()
        return super().exists(*given, **options)

    def find(self, *given, **options):
        self._answer()
        return super().find(*given, **options)


@pytest.fixture
def unreliable_store(monkeypatch):
    """Let ``memory://…`` be a store that fails as it is told: ``fail("away")``, ``fail(None)``."""
    fsspec.register_implementation(PROTOCOL, UnreliableFileSystem, clobber=True)
    open_store.cache_clear()
    yield lambda fault: monkeypatch.setattr(UnreliableFileSystem, "fault", fault)
    fsspec.register_implementation(PROTOCOL, MemoryFileSystem, clobber=True)
    open_store.cache_clear()
