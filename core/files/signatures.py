"""Types that are known by how their content begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import puremagic

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEAD = 4096
EARLY = 1024


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
    return head.startswith((b"RIFF", b"RF64")) and head[8:] == b"WAVE"


def is_webp(path: Path) -> bool:
    head = head_of(path, 12)
    return head.startswith(b"RIFF") and head[8:] == b"WEBP"


def guessed_as(path: Path, extension: str) -> bool:
    """Whether puremagic's tables know content like this by that extension."""
    try:
        guesses = puremagic.magic_string(head_of(path), filename=f"content.{extension}")
    except (puremagic.PureError, ValueError, IndexError):
        return False
    return any(guess.extension.lstrip(".").lower() == extension for guess in guesses[:20])
