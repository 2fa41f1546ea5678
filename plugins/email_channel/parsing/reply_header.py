"""Recognising the header of a message that is quoted as text."""

import re
from collections.abc import Sequence

from plugins.email_channel.parsing import reply_words as words
from plugins.email_channel.parsing.reply_wording import MAX_WORDING, has_date, has_time

_MAX_LINES = 14
_MAX_WRAPPED_LINES = 3
_MAX_LABEL = 48
_MAX_LABEL_WORDS = 3
_MAX_LABELS = 12
_OTHER_LABEL = re.compile(r"[^\W\d][\w' ]{1,30}: ?[^\s/]")


def header_length(lines: Sequence[str], start: int) -> int:
    """Return over how many lines a header goes that was quoted as text: ``From: ... Subject: ...``.

    Zero if there is none. People write "From: Madrid, To: Lisbon" themselves: sender and subject
    count with one more, or an address and a moment. Some programs make one line of it all.
    """
    first = _label(lines[start])
    if first is None or first == words.OTHER:
        return 0
    kinds, end, wrapped = _labels(lines[start]), start + 1, 0
    for at in range(start + 1, min(len(lines), start + _MAX_LINES)):
        if _label(lines[at]) is not None:
            kinds |= _labels(lines[at])
            end, wrapped = at + 1, 0
        elif not lines[at]:
            if at + 1 >= len(lines) or _label(lines[at + 1]) is None:
                break
        else:
            wrapped += 1
            if wrapped > _MAX_WRAPPED_LINES or len(lines[at]) > MAX_WORDING:
                break
    while wrapped and end < len(lines) and lines[end] and end < start + _MAX_LINES:
        end += 1  # the last value goes on
    return end - start if _is_header(lines[start:end], kinds) else 0


def _is_header(lines: Sequence[str], kinds: set[str]) -> bool:
    """Say whether the lines, which tell these, are a header and not somebody's list."""
    if not kinds & {words.FROM, words.DATE}:
        return False
    if {words.FROM, words.SUBJECT} <= kinds and kinds & {words.DATE, words.TO}:
        return True
    if any(_OTHER_LABEL.match(line) and _label(line) is None for line in lines):
        return False
    moments = [line for line in lines if _label(line) == words.DATE]
    timed = any(has_date(line) and has_time(line) for line in moments)
    if any("@" in line for line in lines):
        return timed and len(kinds - {words.OTHER}) > 1
    # Without an address, in the order of programs: the sender, then the moment.
    return timed and words.TO in kinds and _label(lines[0]) == words.FROM and lines[1] in moments


def _label(line: str) -> str | None:
    """Return what the line tells, if it is one of a header."""
    name, colon, _value = line[:_MAX_LABEL].partition(":")
    return words.HEADER_LABELS.get(name.strip(" *_|>").casefold()) if colon else None


def _labels(line: str) -> set[str]:
    """Return everything that the line tells, which begins with a label."""
    told = set()
    for part in line[:MAX_WORDING].split(":", _MAX_LABELS)[:-1]:
        parts = part.strip(" *_|>").casefold().split()
        for count in range(1, _MAX_LABEL_WORDS + 1):
            kind = words.HEADER_LABELS.get(" ".join(parts[-count:]).strip("*_"))
            if kind is not None:
                told.add(kind)
    return told
