"""The message within an S/MIME signature that encloses it (RFC 8551, section 3.5.2).

Only what was signed is taken out, so that it can be read. Whether the signature holds is another
question, which nothing here answers.
"""

from __future__ import annotations

from collections.abc import Iterator

TYPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_INTEGER, _OCTETS, _SEQUENCE, _SET, _EXPLICIT = 0x02, 0x04, 0x30, 0x31, 0xA0
_CONSTRUCTED = 0x20
_END = b"\x00\x00"
_LONG, _INDEFINITE = 0x80, 0x80
_MAX_DEPTH = 8


def signed_content(data: bytes) -> bytes | None:
    """Return what a CMS signature (RFC 5652, section 5) encloses; None if it encloses nothing."""
    try:
        at = _enter(data, 0, _SEQUENCE)
        if not data.startswith(_SIGNED_DATA, at):
            return None
        at = _enter(data, at + len(_SIGNED_DATA), _EXPLICIT)
        at = _enter(data, at, _SEQUENCE)
        at = _skip(data, _skip(data, at, _INTEGER), _SET)
        at = _enter(data, at, _SEQUENCE)
        at = _enter(data, _skip(data, at), _EXPLICIT)
        return b"".join(_octets(data, at))
    except (IndexError, ValueError):
        return None


def _header(data: bytes, at: int) -> tuple[int, int, int]:
    """Return the tag of an element (X.690), where its content begins, and its length or -1."""
    length, start = data[at + 1], at + 2
    if length == _INDEFINITE:
        return data[at], start, -1
    if length & _LONG:
        size = length & ~_LONG
        length = int.from_bytes(data[start : start + size])
        start += size
    if start + length > len(data):
        raise ValueError("cut off")
    return data[at], start, length


def _enter(data: bytes, at: int, wanted: int) -> int:
    tag, start, _length = _header(data, at)
    if tag != wanted:
        raise ValueError("another element")
    return start


def _skip(data: bytes, at: int, wanted: int | None = None, depth: int = 0) -> int:
    tag, start, length = _header(data, at)
    if (wanted is not None and tag != wanted) or depth > _MAX_DEPTH:
        raise ValueError("another element")
    if length >= 0:
        return start + length
    while data[start : start + 2] != _END:
        start = _skip(data, start, depth=depth + 1)
    return start + 2


def _octets(data: bytes, at: int) -> Iterator[bytes]:
    """Yield the pieces of a string of bytes, which may be one."""
    tag, start, length = _header(data, at)
    if tag == _OCTETS:
        yield data[start : start + length]
        return
    if tag != _OCTETS | _CONSTRUCTED:
        raise ValueError("another element")
    end = len(data) if length < 0 else start + length
    while start < end and data[start : start + 2] != _END:
        _tag, first, size = _header(data, start)
        if _tag != _OCTETS or size < 0:
            raise ValueError("another element")
        yield data[first : first + size]
        start = first + size
