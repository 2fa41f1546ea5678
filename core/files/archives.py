"""Zip archives and the office documents that are zips, looked at without unpacking anything.

Only the list at the archive's end is read, and only so much of it: an archive that claims too many
files or too much content is refused as what it may be, a bomb.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MAX_ENTRIES = 10_000
MAX_LISTING = 2 * 1024 * 1024
MAX_EXPANDED = 1024 * 1024 * 1024
CONTENT_TYPES = "[Content_Types].xml"

_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_ENTRY = b"PK\x01\x02"
_ENTRY_SIZE = 46
_LOCAL = b"PK\x03\x04"
_SEE_ZIP64 = 0xFFFFFFFF


class Entry(NamedTuple):
    """One file of an archive, as the archive describes it."""

    name: str
    expanded: int


class _NoArchiveError(ValueError):
    """The content is no zip, or one that we don't accept."""


def is_zip(path: Path) -> bool:
    """Whether the content is a zip archive of a bearable size."""
    try:
        _checked(path)
    except _NoArchiveError:
        return False
    return True


def office(folder: str) -> Callable[[Path], bool]:
    """Make a check for an office document: a zip with a table of contents and that folder."""

    def check(path: Path) -> bool:
        try:
            names = {entry.name for entry in _checked(path)}
        except _NoArchiveError:
            return False
        return CONTENT_TYPES in names and any(name.startswith(folder) for name in names)

    return check


def _checked(path: Path) -> list[Entry]:
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(0, 2)
        size = file.tell()
        tail_size = min(size, _END_SIZE + _LONGEST_COMMENT)
        file.seek(size - tail_size)
        tail = file.read(tail_size)
        at = tail.rfind(_END)
        if head not in (_LOCAL, _END) or at < 0 or len(tail) - at < _END_SIZE:
            raise _NoArchiveError
        count, length, offset = struct.unpack("<HLL", tail[at + 10 : at + 20])
        if count > MAX_ENTRIES or length > MAX_LISTING or offset + length > size:
            raise _NoArchiveError
        file.seek(offset)
        listing = file.read(length)
    entries = list(_entries(listing))
    if len(entries) != count or sum(entry.expanded for entry in entries) > MAX_EXPANDED:
        raise _NoArchiveError
    return entries


def _entries(listing: bytes) -> Iterator[Entry]:
    at = 0
    while at < len(listing):
        if listing[at : at + 4] != _ENTRY or len(listing) - at < _ENTRY_SIZE:
            raise _NoArchiveError
        (expanded,) = struct.unpack_from("<L", listing, at + 24)
        name_length, extra, comment = struct.unpack_from("<HHH", listing, at + 28)
        if expanded == _SEE_ZIP64:
            raise _NoArchiveError
        name = listing[at + _ENTRY_SIZE : at + _ENTRY_SIZE + name_length]
        yield Entry(name.decode("utf-8", "replace"), expanded)
        at += _ENTRY_SIZE + name_length + extra + comment
