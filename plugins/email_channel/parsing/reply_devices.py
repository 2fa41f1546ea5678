"""Recognising "Sent from my iPhone" and what else programs put below a message."""

import re

from plugins.email_channel.parsing import reply_device_words as words
from plugins.email_channel.parsing.reply_wording import MAX_WORDING

_MAX_WORDS = 12
_MAX_PROGRAM_WORDS = 10
_MAX_DEVICE_WORDS = 5
_MAX_NAME_WORDS = 6
_MAX_STRANGE_NAME_WORDS = 2

_BRACKETS = str.maketrans('<>()[]*_"', " " * 9)
_LINK = re.compile(r"https?://\S*")
_HOST = re.compile(r"[. ]*www\.\S+$")
# "Get Outlook for iOS".
_OFFER = re.compile(
    rf"(?:{'|'.join(words.OFFERS)})(?: \S+){{1,3}} (?:for|para|pour|für|per|voor|til|för|dla)"
    r" (?:android|ios|iphone|ipad|mac|windows)(?: \S+)?"
)
_BY_HAND = re.compile(r"(?:\w+ )?from (?:my )?(?:mobile|phone|iphone|ipad|android)(?: \w+)?")


def is_device(line: str) -> bool:
    """Say whether the line is "Sent from my iPhone" or an advertisement of a mail program."""
    if len(line) > MAX_WORDING:
        return False
    shown = " ".join(_LINK.sub(" ", line).translate(_BRACKETS).split()).strip("-. !")
    low = _HOST.sub("", shown.casefold())
    if low in words.ADVERTISEMENTS or _OFFER.fullmatch(low) or _BY_HAND.fullmatch(low):
        return True
    if any(low.startswith(opening) and low.endswith(ending) for opening, ending in words.FRAMES):
        return len(low.split()) <= _MAX_WORDS
    head, _mark, rest = low.partition(". ") if ". " in low else low.partition(", ")
    sorry = any(word in rest for word in words.APOLOGIES)
    if rest and not sorry:
        return False
    opener = _opener(low, words.OPENERS)
    if opener:
        known = sorry or _names(low, words.BRANDS + words.KINDS + words.MAIL_PROGRAMS)
        return _is_name(shown[len(opener) : len(head)], known=known)
    return _is_advertised(head)


def _is_advertised(low: str) -> bool:
    """Say whether a device or a program is named where its name belongs."""
    count = len(low.split())
    if not _opener(low, words.LOOSE_OPENERS):
        return False
    if count <= _MAX_PROGRAM_WORDS and _names(low, words.MAIL_PROGRAMS):
        return True
    return count <= _MAX_DEVICE_WORDS and (
        _names(low, words.BRANDS)
        or bool(_opener(low, words.KIND_OPENERS) and _names(low, words.KINDS))
    )


def _is_name(name: str, *, known: bool) -> bool:
    """Say whether "my ..." is a device: "my iMachine" is, "my bank" is not."""
    count = len(name.split())
    if known:
        return count <= _MAX_NAME_WORDS
    marked = any(character.isdigit() or character.isupper() for character in name)
    return marked and count <= _MAX_STRANGE_NAME_WORDS


def _names(low: str, names: tuple[str, ...]) -> bool:
    return any(name in low for name in names)


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
