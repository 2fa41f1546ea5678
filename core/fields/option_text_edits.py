"""Two people editing the options of a field as text: both changes are merged, or reported.

The page notes a fingerprint of each line that it was drawn with, with the lines above it. So the
lines that one person added or removed are distinguished from those of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.fields.option_edits import fingerprint_of
from core.fields.option_text import Line, read_lines

SEPARATOR = "."
LONGEST_BASE = 200_000
Path = tuple[str, ...]


class Woven(NamedTuple):
    """A text with the changes of two people; ``is_clear`` says whether no two of them met."""

    text: str
    is_clear: bool


def note_lines(text: str) -> str:
    """Return what the page notes of the text that it is drawn with."""
    return SEPARATOR.join(_prints(_paths(text)))


def weave(mine: str, now: str, base_text: str, *, deep: bool) -> Woven:
    """Return what somebody sent with what others did to the options meanwhile.

    :param now: the text as the page would be drawn now
    :param base_text: what the page noted; without it, as it comes from a browser, ``mine`` counts
    :raises Refused: what was sent is no text of options
    """
    base = base_text.split(SEPARATOR) if 0 < len(base_text) <= LONGEST_BASE else []
    sent, stored = _paths(mine, deep=deep), _paths(now, deep=deep)
    if not base or base == _prints(stored):
        return Woven(mine, is_clear=True)
    noted, sent_prints, stored_prints = set(base), set(_prints(sent)), set(_prints(stored))
    theirs = [path for path in stored if _print(path) not in noted]
    gone = {path for path in sent if _print(path) in noted - stored_prints}
    wanted = {*sent, *theirs} - gone
    added = sent_prints - noted
    # Both took the same line away, or reworded it, and who wrote what in its place is unknown.
    met = bool(theirs and added and noted - sent_prints - stored_prints)
    orphans = {path[:end] for path in wanted for end in range(1, len(path))} - wanted
    common = noted & sent_prints & stored_prints
    is_moved = _order(_prints(sent), common) != _order(base, common)
    first, second = (sent, stored) if is_moved else (stored, sent)
    text = _write([*first], [*second], wanted | orphans)
    return Woven(text, is_clear=not met and not orphans)


def _paths(text: str, *, deep: bool = True) -> list[Path]:
    """Return each line with those above it, from the top of the text to its end."""

    def walk(lines: Iterable[Line], above: Path) -> Iterable[Path]:
        for line in lines:
            path = (*above, line.text)
            yield path
            yield from walk(line.lines, path)

    return list(walk(read_lines(text, deep=deep), ()))


def _write(first: Sequence[Path], second: Sequence[Path], wanted: set[Path]) -> str:
    """Return the wanted lines in the order of the first; those of the second after theirs."""
    below: dict[Path, list[str]] = {}
    for path in first:
        if path in wanted:
            below.setdefault(path[:-1], []).append(path[-1])
    before: dict[Path, str] = {}
    for path in second:
        if path not in wanted:
            continue
        siblings, last = below.setdefault(path[:-1], []), before.get(path[:-1])
        if path[-1] not in siblings:
            siblings.insert(siblings.index(last) + 1 if last is not None else 0, path[-1])
        before[path[:-1]] = path[-1]

    def lines(above: Path) -> Iterable[str]:
        for name in below.get(above, ()):
            yield "\t" * len(above) + name
            yield from lines((*above, name))

    return "\n".join(lines(()))


def _order(prints: Iterable[str], among: set[str]) -> list[str]:
    return [one for one in prints if one in among]


def _prints(paths: Iterable[Path]) -> list[str]:
    return [_print(path) for path in paths]


def _print(path: Path) -> str:
    return fingerprint_of("\t".join(path))
