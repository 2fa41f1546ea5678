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
    from typing import BinaryIO

MAX_ENTRIES = 10_000
MAX_LISTING = 2 * 1024 * 1024
MAX_EXPANDED = 1024 * 1024 * 1024
CONTENT_TYPES = "[content_types].xml"

_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_ENTRY = b"PK\x01\x02"
_ENTRY_SIZE = 46
# A first file, an end, and the marks of archives that were, or might have been, on several disks.
_HEADS = (b"PK\x03\x04", _END, b"PK00", b"PK\x07\x08")
_SEE_ZIP64 = 0xFFFFFFFF
_MANY = 0xFFFF
_LOCATOR, _LOCATOR_SIZE = b"PK\x06\x07", 20
_WIDE_END, _WIDE_END_SIZE = b"PK\x06\x06", 56
_WIDE_SIZES = 1


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
            names = {entry.name.replace("\\", "/").lower() for entry in _checked(path)}
        except _NoArchiveError:
            return False
        # Some programs write other capitals, or the separators of Windows.
        return CONTENT_TYPES in names and any(name.startswith(folder) for name in names)

    return check


def holds(*names: str) -> Callable[[Path], bool]:
    """Make a check for an archive with one of those files, or something in one of those folders."""

    def check(path: Path) -> bool:
        try:
            entries = _checked(path)
        except _NoArchiveError:
            return False
        return any(entry.name.replace("\\", "/").startswith(names) for entry in entries)

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
        if not head.startswith(_HEADS) or at < 0 or len(tail) - at < _END_SIZE:
            raise _NoArchiveError
        count, length, offset = struct.unpack("<HLL", tail[at + 10 : at + 20])
        if count == _MANY or _SEE_ZIP64 in (length, offset):
            count, length, offset = _wide_end(file, tail[at - _LOCATOR_SIZE : at], size)
        if count > MAX_ENTRIES or length > MAX_LISTING or offset + length > size:
            raise _NoArchiveError
        file.seek(offset)
        listing = file.read(length)
    entries = list(_entries(listing))
    if len(entries) != count or sum(entry.expanded for entry in entries) > MAX_EXPANDED:
        raise _NoArchiveError
    return entries


def _wide_end(file: BinaryIO, locator: bytes, size: int) -> tuple[int, int, int]:
    """Return (count, length, offset) of the listing, from where large archives keep them."""
    if not locator.startswith(_LOCATOR):
        raise _NoArchiveError
    (at,) = struct.unpack_from("<Q", locator, 8)
    if at + _WIDE_END_SIZE > size:
        raise _NoArchiveError
    file.seek(at)
    end = file.read(_WIDE_END_SIZE)
    if not end.startswith(_WIDE_END):
        raise _NoArchiveError
    count, length, offset = struct.unpack_from("<QQQ", end, 32)
    return count, length, offset


def _expanded(expanded: int, extra: bytes) -> int:
    """Return an entry's size, which large ones say among their extra fields."""
    if expanded != _SEE_ZIP64:
        return expanded
    at = 0
    while at + 12 <= len(extra):  # a kind, a length, and the size first
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == _WIDE_SIZES:
            return int(struct.unpack_from("<Q", extra, at + 4)[0])
        at += 4 + length
    raise _NoArchiveError


def _entries(listing: bytes) -> Iterator[Entry]:
    at = 0
    while at < len(listing):
        if listing[at : at + 4] != _ENTRY or len(listing) - at < _ENTRY_SIZE:
            raise _NoArchiveError
        (expanded,) = struct.unpack_from("<L", listing, at + 24)
        name_length, extra, comment = struct.unpack_from("<HHH", listing, at + 28)
        after = at + _ENTRY_SIZE + name_length
        name = listing[at + _ENTRY_SIZE : after]
        expanded = _expanded(expanded, listing[after : after + extra])
        yield Entry(name.decode("utf-8", "replace"), expanded)
        at += _ENTRY_SIZE + name_length + extra + comment
