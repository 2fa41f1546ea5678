"""Types that are known by how their content begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEAD = 4096
EARLY = 1024
BOXES = frozenset(
    (b"ftyp", b"styp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"moof", b"sidx")
)
SYNC = (0xFF, 0xE0, 0, 0)  # how a frame of sound begins: eleven bits
PICTURE_BRANDS = frozenset(
    (
        *(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"),
        *(b"mif1", b"mif2", b"msf1", b"avif", b"avis", b"miaf", b"MiHE"),
    )
)
TEXT = bytes((9, 10, 12, 13, *range(32, 256)))
# Windows, Linux, macOS (five ways), Java, Android, the web, shortcuts, cabinets and compiled help.
PROGRAMS = (
    b"\x7fELF",
    *(b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"),
    b"\xca\xfe\xba\xbe",
    b"dex\n",
    b"\0asm",
    b"L\0\0\0\x01\x14\x02\0",
    *(b"MSCF", b"ITSF"),
    *(b"FWS", b"CWS", b"ZWS"),
    b"#!",
)


def head_of(path: Path, size: int = HEAD) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def begins(*marks: bytes, offset: int = 0) -> Callable[[Path], bool]:
    """Make a check for content that begins with one of the marks, after so many bytes."""

    def check(path: Path) -> bool:
        return head_of(path)[offset:].startswith(marks)

    return check


def holds_early(mark: bytes) -> Callable[[Path], bool]:
    """Make a check for content that holds the mark near its beginning, as readers accept it."""

    def check(path: Path) -> bool:
        return mark in head_of(path, EARLY)

    return check


def is_wave(path: Path) -> bool:
    head = head_of(path, 12)
    return head.startswith((b"RIFF", b"RIFX", b"RF64", b"BW64")) and head[8:] == b"WAVE"


def is_avi(path: Path) -> bool:
    head = head_of(path, 12)
    return head.startswith(b"RIFF") and head[8:] == b"AVI "


def is_film(path: Path) -> bool:
    """Whether the content is of the family of QuickTime and MP4: boxes, each with its name."""
    return head_of(path, 8)[4:] in BOXES


def is_heic(path: Path) -> bool:
    """Whether the content is such a box whose brands, one of many, are those of pictures."""
    head = head_of(path)
    length = int.from_bytes(head[:4], "big")
    brands = head[8 : length if 16 <= length <= HEAD else 16]  # noqa: PLR2004  # the least there is
    return head[4:8] == b"ftyp" and any(
        brands[at : at + 4] in PICTURE_BRANDS for at in range(0, len(brands), 4)
    )


def is_mp3(path: Path) -> bool:
    """Whether the content has tags, or begins with frames; some programs put noughts before."""
    head = head_of(path)
    if head.startswith((b"ID3", b"TAG", b"APETAGEX")):
        return True
    frame = head.lstrip(b"\0")[:4]
    if len(frame) < len(SYNC) or (frame[0], frame[1] & 0xE0) != SYNC[:2]:
        return False
    layer, rate, frequency = frame[1] >> 1 & 3, frame[2] >> 4, frame[2] >> 2 & 3
    return layer != 0 and rate != 15 and frequency != 3  # noqa: PLR2004  # what no frame has


def is_webp(path: Path) -> bool:
    head = head_of(path, 12)
    return head.startswith(b"RIFF") and head[8:] == b"WEBP"


def is_no_program(path: Path) -> bool:
    """Whether the content, whatever it is, is nothing that a computer runs when it is opened."""
    head = head_of(path)
    if head.startswith(b"MZ"):
        return not any(head[:64].translate(None, TEXT))  # a text may begin so
    return not head.startswith(PROGRAMS)
