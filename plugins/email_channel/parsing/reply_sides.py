"""Deciding line by line what somebody wrote and what was quoted."""

import enum
from collections.abc import Sequence
from typing import NamedTuple

from plugins.email_channel.parsing import reply_lines as recognise
from plugins.email_channel.parsing.reply_attribution import MAX_LINES, is_attribution
from plugins.email_channel.parsing.reply_devices import is_device
from plugins.email_channel.parsing.reply_header import header_length
from plugins.email_channel.parsing.reply_wording import MAX_WORDING, wording

# A signature longer than that, below a bare "--", is a message with a divider in it.
MAX_SIGNATURE_LINES = 20
_TYPICAL_LINES = 4
_FULL_LINE = 60
_WRAP_COLUMN = 70


class Mark(enum.Enum):
    """What is known about a line besides its words."""

    NOTHING = enum.auto()
    QUOTED = enum.auto()
    INDENTED = enum.auto()  # a quotation if an attribution stands above
    INTRODUCTION = enum.auto()  # an attribution, whatever its words
    REST_QUOTED = enum.auto()  # a quotation without end begins
    SIGNATURE = enum.auto()


class Line(NamedTuple):
    """A line as it is shown."""

    text: str
    mark: Mark = Mark.NOTHING


def own_lines(lines: Sequence[Line]) -> list[bool]:
    """Say of each line whether it is newly written; empty lines go with their neighbours.

    Everything is somebody's own where nothing would be left, and where what is left announces
    answers inside the quotation. Linear in the number of lines.
    """
    return _Reader(lines).read()


class _Reader:
    def __init__(self, lines: Sequence[Line]) -> None:
        self._marks = [line.mark for line in lines]
        self._words = [wording(line.text) for line in lines]
        self._count = len(lines)
        self._next = self._next_filled()
        self._angled = self._angled_lines(lines)
        self._quoted = [
            sign or mark is Mark.QUOTED
            for sign, mark in zip(self._angled, self._marks, strict=True)
        ]
        # "> 5 years": people use the sign, too. An introduction leaves no doubt.
        self._is_doubtful = not self._is_typical()
        self._own = [True] * self._count
        self._written = False

    def read(self) -> list[bool]:
        at = 0
        while at < self._count:
            at = self._step(at)
        self._fold_endings()
        self._join_empty_lines()
        written = [words for own, words in zip(self._own, self._words, strict=True) if own]
        if all(map(recognise.is_drawn, written)) or any(map(recognise.answers_inside, written)):
            return [True] * self._count
        return self._own

    def _next_filled(self) -> list[int]:
        """For each line, the first at or after it that is not empty."""
        following = [self._count] * (self._count + 1)
        for at in range(self._count - 1, -1, -1):
            following[at] = at if self._words[at] else following[at + 1]
        return following

    def _angled_lines(self, lines: Sequence[Line]) -> list[bool]:
        angled = [words.startswith(">") for words in self._words]
        for at in range(1, self._count - 1):
            if not angled[at] and angled[at - 1] and angled[at + 1]:
                angled[at] = _is_wrapped(lines[at - 1].text, lines[at].text)
        return angled

    def _is_typical(self) -> bool:
        """Say whether the signs are those of a program: nested, on empty lines, or on many."""
        run = 0
        for words, angled in zip(self._words, self._angled, strict=True):
            run = run + 1 if angled else 0
            if run == _TYPICAL_LINES:
                return True
            if angled and (words == ">" or words.startswith((">>", "> >")) or words.endswith(":")):
                return True
        return False

    def _step(self, at: int) -> int:
        """Decide about the line, and return which is next."""
        if self._angled[at] and self._is_doubtful and self._marks[at] is not Mark.QUOTED:
            return self._keep(at)
        if self._quoted[at] or self._marks[at] is Mark.SIGNATURE:
            return self._fold(at, at + 1)
        if not self._words[at]:
            return at + 1
        if recognise.is_forwarded_message(self._words[at]):
            return self._count
        length = self._introduction_length(at)
        if length:
            return self._fold_quotation(at, at + length)
        return self._fold_signature(at) or self._keep(at)

    def _fold(self, start: int, end: int) -> int:
        self._own[start:end] = [False] * (end - start)
        return end

    def _keep(self, at: int) -> int:
        self._written = True
        return at + 1

    def _fold_quotation(self, start: int, end: int) -> int:
        """Fold an introduction and what it introduces."""
        following = self._next[end]
        while following < self._count and not self._quoted[following]:
            length = self._introduction_length(following)
            if not length:
                break
            end = following + length
            following = self._next[end]
        if following < self._count and self._quoted[following]:
            self._is_doubtful = False
            return self._fold(start, following)
        if self._marks_indented(following):
            while following < self._count and self._marks_indented(following):
                following = self._next[following + 1]
            return self._fold(start, following)
        return self._fold(start, self._count)

    def _marks_indented(self, at: int) -> bool:
        return at < self._count and self._marks[at] is Mark.INDENTED

    def _fold_signature(self, start: int) -> int:
        """Fold a signature or what a mailing list adds; zero where none begins."""
        after = self._words[start + 1] if start + 1 < self._count else ""
        if recognise.is_list_footer(self._words[start], after):
            return self._fold(start, self._count)
        if self._words[start] != "--" or not self._written:
            return 0
        end, filled, dividers = start + 1, 0, 0
        while end < self._count and not self._quoted[end] and not self._introduction_length(end):
            filled += bool(self._words[end])
            dividers += self._words[end] == "--"
            end += 1
        if filled > MAX_SIGNATURE_LINES or dividers:
            self._written = True
            return end
        return self._fold(start, end)

    def _introduction_length(self, at: int) -> int:
        """Return over how many lines a program announces a quotation here, or zero."""
        if self._marks[at] in {Mark.INTRODUCTION, Mark.REST_QUOTED}:
            return 1
        words = self._words[at]
        if not words:
            return 0
        if recognise.is_original_message(words) or recognise.is_marker(words):
            return 1
        length = header_length(self._words, at)
        if length:
            return length
        for end in range(at + 1, min(self._count, at + MAX_LINES) + 1):
            if not self._words[end - 1] or self._quoted[end - 1]:
                break
            following = self._next[end]
            quoted = following < self._count and (
                self._quoted[following] or self._marks_indented(following)
            )
            if is_attribution(self._words[at:end], quoted=quoted):
                return end - at
        return 0

    def _fold_endings(self) -> None:
        """Fold what stands last in each piece of own text: devices, and rules above quotations."""
        last, above_quotation = True, False
        for at in range(self._count - 1, -1, -1):
            words = self._words[at]
            if not self._own[at]:
                last = above_quotation = True
            elif words and last:
                last = is_device(words) or (above_quotation and recognise.is_rule(words))
                self._own[at] = not last

    def _join_empty_lines(self) -> None:
        for at in range(self._count - 1, -1, -1):
            following = self._next[at]
            if not self._words[at] and following < self._count:
                self._own[at] = self._own[following]


def _is_wrapped(before: str, line: str) -> bool:
    """Say whether a line between quoted ones is the end of the one above, that was too long."""
    if recognise.is_link(line.strip(" >")):
        return True
    words = line.split()
    if not words:
        return False
    if len(words) == 1 and "://" in before[-MAX_WORDING:].rsplit(maxsplit=1)[-1]:
        return True
    return (
        words[0][0].islower()
        and len(before) >= _FULL_LINE
        and len(before) + len(words[0]) >= _WRAP_COLUMN
        and not before.rstrip().endswith((".", "?", "!", ":", "…"))
    )
