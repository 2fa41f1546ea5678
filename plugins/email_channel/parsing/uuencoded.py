"""Files that stand in the text between ``begin 644 name`` and ``end``, as Usenet had them."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

_BEGIN = re.compile(rb"^begin(?:-base64)?[ \t]+[0-7]{3,4}[ \t]+([^\r\n]{1,200})\r?$", re.MULTILINE)
_MAX_FILES = 50


@dataclass(frozen=True, slots=True)
class UuFile:
    name: bytes
    content: bytes


def extract(text: bytes) -> tuple[bytes, list[UuFile]]:
    """Return the text without the files in it, and the files.

    Lines between ``begin`` and ``end`` that are not encoded leave the text as it is.
    """
    if b"begin" not in text:
        return text, []
    files: list[UuFile] = []
    kept: list[bytes] = []
    position = 0
    for _ in range(_MAX_FILES):
        begin = _BEGIN.search(text, position)
        if begin is None:
            break
        content, after = _decode(text, begin.end())
        if not content:
            kept.append(text[position : begin.end()])
            position = begin.end()
            continue
        kept.append(text[position : begin.start()])
        files.append(UuFile(begin[1].strip(), content))
        position = after
    if not files:
        return text, []
    kept.append(text[position:])
    return b"".join(kept), files


def decode_whole(data: bytes) -> bytes:
    """Return the one file of a part that is encoded as a whole."""
    _text, files = extract(data)
    return files[0].content if files else data


def _decode(text: bytes, position: int) -> tuple[bytes, int]:
    """Return what the lines from here encode, and where the text goes on."""
    content = bytearray()
    position = text.find(b"\n", position) + 1 or len(text)
    while position < len(text):
        at = text.find(b"\n", position)
        after = len(text) if at < 0 else at + 1
        line = text[position:after].rstrip(b"\r\n")
        if line.strip() in (b"end", b"`", b"", b"===="):
            position = after
            if line.strip() in (b"end", b"===="):
                break
            continue
        decoded = _line(line)
        if decoded is None:
            break
        content += decoded
        position = after
    return bytes(content), position


def _line(line: bytes) -> bytes | None:
    """Return the bytes of one line, None if it is not encoded."""
    length = (line[0] - 32) & 63
    letters = (length * 8 + 5) // 6
    if len(line) > letters + 5 or line[0] < 32 or line[0] > 96:  # noqa: PLR2004 - space to `
        return None
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        try:
            # Some encoders count the padding, too: read as many letters as the length asks for.
            return binascii.a2b_uu(line[: letters + 1])
        except binascii.Error:
            return None
