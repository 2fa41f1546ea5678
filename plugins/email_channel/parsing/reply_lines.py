"""Recognising single lines that mail programs write around a quotation."""

import re

from plugins.email_channel.parsing import reply_words as words
from plugins.email_channel.parsing.reply_wording import MAX_WORDING

_RULE = re.compile(r"[-_=*~#\u2500\u2501 ]{3,}")
_UNDERLINE = re.compile(r"_{20,}")
_LINK = re.compile(r"<?\(?https?://[^\s>)]*[>)]*")
_INSIDE = re.compile(rf"\b(?:{'|'.join(map(re.escape, words.ANSWERS_INSIDE))})\b")
_HIGHLIGHTED = re.compile(rf"\b(?:{'|'.join(map(re.escape, words.HIGHLIGHTS))})\b")


def is_rule(line: str) -> bool:
    """Say whether the line is drawn, not written."""
    return _RULE.fullmatch(line) is not None


def is_drawn(line: str) -> bool:
    """Say whether there is nothing to read: an empty line, or a rule."""
    return not line or is_rule(line)


def is_link(line: str) -> bool:
    """Say whether the line is an address of the web and nothing else."""
    return len(line) <= MAX_WORDING and _LINK.fullmatch(line) is not None


def is_marker(line: str) -> bool:
    """Say whether a system asks to answer above this line."""
    low = line.casefold()
    if len(low) > MAX_WORDING or low.startswith(">"):
        return False
    if any(marker.casefold() in low for marker in words.REPLY_MARKERS.values()):
        return True
    spoken = set(re.findall(r"[^\W\d_]+", low))
    return low[0:1] in "#-=*_" and any(
        all(spoken.intersection(group) for group in groups) for groups in words.MARKER_WORDS
    )


def is_original_message(line: str) -> bool:
    """Say whether the line is ``-----Original Message-----`` in some language."""
    inner = _framed(line)
    if inner is None:
        return False
    if inner in words.ORIGINAL_ALONE or inner in words.ORIGINAL_MESSAGE:
        return True
    return line.startswith("--") and inner.startswith(words.ORIGINAL_MESSAGE)


def is_forwarded_message(line: str) -> bool:
    """Say whether the line announces a message that is passed on."""
    inner = _framed(line)
    if inner is not None:
        return inner.startswith(words.FORWARDED_MESSAGE)
    low = line.casefold()
    return low.endswith(":") and low.rstrip(": ") in words.FORWARDED_MESSAGE


def _framed(line: str) -> str | None:
    """Return the words inside a frame of dashes or stars, or None where there is no frame."""
    inner = line.strip("-_=*~<>|# ")
    frame = line[: line.find(inner)] if inner else line
    if len(line) > MAX_WORDING or not (
        frame.count("-") + frame.count("_") + frame.count("=") > 1 or "*" in frame
    ):
        return None
    return inner.casefold().rstrip(": ")


def is_list_footer(line: str, after: str) -> bool:
    """Say whether a mailing list adds its own lines from here on."""
    return _UNDERLINE.fullmatch(line) is not None and "mailing list" in after.casefold()


def answers_inside(line: str) -> bool:
    """Say whether somebody announces that the answers stand inside the quotation."""
    low = line[:MAX_WORDING].casefold()
    return _INSIDE.search(low) is not None or (
        _HIGHLIGHTED.search(low) is not None and any(word in low for word in words.ANSWERS)
    )
