"""Content-Transfer-Encoding undone (RFC 2045, section 6)."""

from __future__ import annotations

import binascii
import re

from plugins.email_channel.parsing import uuencoded
from plugins.email_channel.parsing.header_words import from_base64

# Whoever encodes a file in pieces pads each of them, and the standard library stops at the first.
_PADDED = re.compile(rb"=+\s*(?=[A-Za-z0-9+/])")
_MAX_PIECES = 10_000


def decode_transfer(raw: bytes, start: int, end: int, encoding: str) -> bytes:
    """Return the content of a part. Never raises; what makes no sense is left out."""
    kind = encoding.strip().strip("\"'").lower()
    if kind == "base64":
        return _base64(raw, start, end)
    if kind in ("quoted-printable", "quotedprintable", "quoted/printable"):
        return binascii.a2b_qp(raw[start:end])
    if kind in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return uuencoded.decode_whole(raw[start:end])
    return raw[start:end]


def _base64(raw: bytes, start: int, end: int) -> bytes:
    view = memoryview(raw)[start:end]
    try:
        # The view spares a copy of a large file.
        content = binascii.a2b_base64(view)
    except binascii.Error:
        content = b""
    if len(content) * 4 // 3 + 4 >= len(view) * 7 // 10:
        return content
    pieces = _PADDED.split(view, maxsplit=_MAX_PIECES)
    return b"".join(from_base64(piece) for piece in pieces)
