"""Recognising single lines that mail programs write around a quotation."""

import re

from plugins.email_channel.parsing import reply_words as words
from plugins.email_channel.parsing.reply_wording import MAX_WORDING

_MAX_DEVICE_WORDS = 6
_MAX_PROGRAM_WORDS = 12
_MAX_DEVICE_NAME_WORDS = 4

_BRACKETS = str.maketrans('<>()[]*_"', " " * 9)
_RULE = re.compile(r"[-_=*~#\u2500\u2501 ]{3,}")
_UNDERLINE = re.compile(r"_{20,}")
_LINK = re.compile(r"<?\(?https?://[^\s>)]*[>)]*")
_NAMED_DEVICE = re.compile(r"\S+ from (?:my )?(?:mobile|phone|iphone|ipad|android)\b")
_INSIDE = re.compile(rf"\b(?:{'|'.join(map(re.escape, words.ANSWERS_INSIDE))})\b")
_HIGHLIGHTED = re.compile(rf"\b(?:{'|'.join(map(re.escape, words.HIGHLIGHTS))})\b")


def is_rule(line: str) -> bool:
    """Say whether the line is drawn, not written."""
    return _RULE.fullmatch(line) is not None


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
    return inner is not None and inner.startswith(words.ORIGINAL_MESSAGE)


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


def is_device(line: str) -> bool:
    """Say whether the line is "Sent from my iPhone" or an advertisement of a mail program."""
    if len(line) > MAX_WORDING:
        return False
    words_only = _LINK.sub(" ", line).casefold().translate(_BRACKETS)
    low = " ".join(words_only.split()).strip("-. !")
    head, _mark, rest = low.partition(". ") if ". " in low else low.partition(", ")
    count = len(head.split())
    if rest and not any(word in rest for word in words.APOLOGIES):
        return False
    opener = _opener(low, words.DEVICE_OPENERS)
    if opener:
        return count - len(opener.split()) <= _MAX_DEVICE_WORDS
    if _NAMED_DEVICE.match(low) or low.endswith(words.DEVICE_ENDINGS):
        return count <= _MAX_DEVICE_NAME_WORDS
    return bool(_opener(low, words.LOOSE_DEVICE_OPENERS)) and (
        (count <= _MAX_PROGRAM_WORDS and any(name in low for name in words.MAIL_PROGRAMS))
        or (count <= _MAX_DEVICE_WORDS and any(name in low for name in words.DEVICES))
    )


def is_list_footer(line: str, after: str) -> bool:
    """Say whether a mailing list adds its own lines from here on."""
    return _UNDERLINE.fullmatch(line) is not None and "mailing list" in after.casefold()


def answers_inside(line: str) -> bool:
    """Say whether somebody announces that the answers stand inside the quotation."""
    low = line[:MAX_WORDING].casefold()
    return _INSIDE.search(low) is not None or (
        _HIGHLIGHTED.search(low) is not None and any(word in low for word in words.ANSWERS)
    )


def _opener(low: str, openers: tuple[str, ...]) -> str:
    """Return the longest opener that the line begins with, whole words only, or nothing."""
    if not low.startswith(openers):
        return ""
    fitting = (
        opener
        for opener in openers
        if low.startswith(opener) and not low[len(opener) : len(opener) + 1].isalpha()
    )
    return max(fitting, key=len, default="")
