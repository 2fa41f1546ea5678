"""Types that take a closer look: older office documents, plain text and drawings in XML."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from core.files.signatures import head_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CHUNK = 64 * 1024
SVG_HEAD = 64 * 1024
# Formats that may consist of letters alone, and yet are no text.
WRITTEN_IN_TEXT = (b"%PDF-", b"%!PS", b"{\\rtf")
# The compound file of older office programs; its streams are named in UTF-16.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# Tabs, line ends, a new page, and what ends a text or colours it on older systems.
_CONTROLS = frozenset(range(32)) - {9, 10, 11, 12, 13, 26, 27}
CONTROL_SIGNS = frozenset(map(chr, _CONTROLS))
WIDE = ("utf-16-le", "utf-16-be")
MOSTLY = 0.5
_BEFORE_ROOT = re.compile(
    r"\s*(?:<\?xml\b[^>]*\?>|<!--.*?-->|<!DOCTYPE\b[^>\[]*>|<\?[\w-]+[^>]*\?>|\s+)*", re.DOTALL
)
_SVG_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?svg[\s>/]")


def ole(*streams: str) -> Callable[[Path], bool]:
    """Make a check for a compound file that names one of the streams."""
    marks = [name.encode("utf-16-le") + b"\0\0" for name in streams]
    longest = max(len(mark) for mark in marks)

    def check(path: Path) -> bool:
        with path.open("rb") as file:
            kept = file.read(CHUNK)
            if not kept.startswith(OLE):
                return False
            while True:
                if any(mark in kept for mark in marks):
                    return True
                more = file.read(CHUNK)
                if not more:
                    return False
                kept = kept[-longest:] + more

    return check


def any_of(*checks: Callable[[Path], bool]) -> Callable[[Path], bool]:
    """Make a check for content that one of the checks knows: types have had several forms."""
    return lambda path: any(check(path) for check in checks)


def xml_of(*marks: str) -> Callable[[Path], bool]:
    """Make a check for XML that names one of the marks near its beginning."""

    def check(path: Path) -> bool:
        text = _head_text(path)
        return text.startswith("<") and any(mark in text for mark in marks)

    return check


def is_xml(path: Path) -> bool:
    """Whether the content is XML, with or without its first line."""
    return is_text(path) and re.match(r"<[A-Za-z_?!]", _head_text(path)) is not None


def _head_text(path: Path) -> str:
    head = head_of(path, SVG_HEAD)
    wide = head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return head.decode("utf-16" if wide else "utf-8-sig", "replace").lstrip()


def is_text(path: Path) -> bool:
    """Whether the content is text, in UTF-8, in UTF-16 with its mark, or in an older code page."""
    head = head_of(path, 8)
    if head.startswith(WRITTEN_IN_TEXT):
        return False
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)) and _decodes(path, "utf-32"):
        return True
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decodes(path, "utf-16")
    with path.open("rb") as file:
        # No code page has these, and every binary format does.
        while chunk := file.read(CHUNK):
            if not _CONTROLS.isdisjoint(chunk):
                return _is_wide(chunk) and any(_decodes(path, one) for one in WIDE)
    return True


def _is_wide(chunk: bytes) -> bool:
    """Whether every other octet of a chunk is nought, or nearly so: text of two octets a sign."""
    half = len(chunk) // 2
    return half > 0 and max(chunk[::2].count(0), chunk[1::2].count(0)) >= MOSTLY * half


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                if not CONTROL_SIGNS.isdisjoint(decoder.decode(chunk)):
                    return False
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def is_svg(path: Path) -> bool:
    """Whether the content is XML whose first element is a drawing.

    What it does is not judged: it is never shown, only saved.
    """
    head = head_of(path, SVG_HEAD)
    encoding = "utf-16" if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
    text = head.decode(encoding, "replace")
    before = _BEFORE_ROOT.match(text)
    return before is not None and _SVG_ROOT.match(text, before.end()) is not None
