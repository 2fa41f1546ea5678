"""Content-Transfer-Encoding undone (RFC 2045, section 6)."""

from __future__ import annotations

import binascii
import re

from plugins.email_channel.parsing import uuencoded
from plugins.email_channel.parsing.header_words import from_base64

# Whoever encodes a file in pieces pads each of them, and the standard library stops at the first.
_PADDED = re.compile(rb"=+\s*(?=[A-Za-z0-9+/])")
_BLOCKS = re.compile(rb"(?:(?<==)[ \t]{0,8}|\r?\n[ \t]{0,8})\r?\n\s{0,8}(?=\S)")
_MAX_PIECES = 10_000
_MAX_TEXTS = 20
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_SAMPLE = 4_096
_SHORT = 200


def decode_transfer(raw: bytes, start: int, end: int, encoding: str, *, is_text: bool) -> bytes:
    """Return the content of a part. Never raises; what makes no sense is left out.

    :param is_text: people may read it, so that words that nobody encoded can be told
    """
    kind = encoding.strip().strip("\"'").lower()
    if kind == "base64":
        if is_text and _is_mixed(raw[start:end]):
            return _base64_text(raw[start:end])
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


def _is_mixed(content: bytes) -> bool:
    """Say whether a text holds signs that are none of base64, or is too short to tell."""
    return len(content) < _SHORT or bool(content.translate(None, _ALPHABET + b"=\r\n\t "))


def _base64_text(content: bytes) -> bytes:
    """Return text of which some was not encoded: all of it, or what a list put behind it."""
    pieces = _BLOCKS.split(content, maxsplit=_MAX_TEXTS)
    read = [from_base64(one) if _is_base64(one[:_SAMPLE]) else b"\n" + one for one in pieces]
    return b"".join(read).removeprefix(b"\n")


def _is_base64(sample: bytes) -> bool:
    """Say whether a text may be encoded, by the signs of its first lines."""
    lines = b"\n".join(sample.strip().split(b"\n", maxsplit=2)[:2])
    letters = lines.translate(None, b"\r\n\t =")
    odd = len(letters.translate(None, _ALPHABET)) + lines.strip().count(b" ")
    if odd * 20 > len(letters):
        return False
    # A single word, such as "gracias", is made of the same letters.
    is_cut = len(letters) % 4 != 0 and b"=" not in sample
    return not (is_cut and len(sample) < _SHORT and not _is_text(from_base64(letters)))


def _is_text(content: bytes) -> bool:
    try:
        return all(one.isprintable() or one.isspace() for one in content.decode())
    except UnicodeDecodeError:
        return False
