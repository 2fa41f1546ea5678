"""Text as search sees it: without case, accents, signs or what else people don't type alike.

What an index holds, what a filter compares and what somebody typed are all folded here, so that any
spelling finds any other, on any database: SQLite's own ``lower()`` knows ASCII alone.
"""

import re
import unicodedata

_BLANKS = re.compile(r"\s+")
# Letters that are others' spellings, and that no normal form takes apart. The dotless i is that of
# "IŞIK": capitals are folded to "i", so it is too.
_LETTERS = str.maketrans(
    {"ı": "i", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ħ": "h"}
)
_DASHES = re.compile("[\u2010-\u2015\u2212]")
# Signs that pass for letters, or that a normal form takes for a blank with an accent on it.
_MARKS = re.compile("[\u00b4\u00a8\u00af\u00b8\u02b9-\u02df]")
_PLAIN = re.compile("[a-z0-9]*")
_ASCII_SIGNS = re.compile(r"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+")
# Two or three numbers, as days are written: 28/11, 28.11.26, 2026-11-28.
_DAY = re.compile(r"(\d{1,2}|\d{4})([./-])(\d{1,2})(?:\2(\d{4}|\d{1,2}))?", re.ASCII)
_CLOCK = re.compile(r"\d{1,2}:\d{2}", re.ASCII)
_YEARS, _MONTHS, _DAYS = range(1900, 2200), range(1, 13), range(1, 32)


def fold(text: str) -> str:
    """Return the words of a text, folded, with single blanks between them.

    Signs around and within a word don't count: "O’Brien," is "obrien", "AB-1234" is "ab1234". What
    may be a day keeps its borders, whatever signs they are: "28.11.26" is "28/11/26". So does a
    time: "14:30".
    """
    if text.isascii() and text.isprintable():
        plain = text.lower()  # the same, without looking at each sign
    else:
        plain = unicodedata.normalize("NFKD", _MARKS.sub("'", text)).casefold()
        plain = unicodedata.normalize("NFKD", plain)
        plain = _BLANKS.sub(" ", _MARKS.sub("'", plain)).translate(_LETTERS)
        plain = _DASHES.sub("-", plain)
        plain = "".join(map(_typed, plain))
    return " ".join(filter(None, map(_spell, plain.split())))


def words_to_find(text: str) -> dict[str, None]:
    """Return the words of a text for an index: folded, each once, in their order.

    What may be a day is there without its borders, too: the part number "12-05" is also "1205".
    """
    words: dict[str, None] = {}
    for word in fold(text).split():
        words[word] = None
        if not word.isalnum():
            words[_ASCII_SIGNS.sub("", word)] = None
    return words


def _typed(sign: str) -> str:
    """Leave out accents, which stand alone once decomposed, what can't be seen, and signs."""
    if sign.isascii():
        return sign if sign.isprintable() else ""
    if sign.isalnum():
        digit = unicodedata.decimal(sign, None)
        return sign if digit is None else str(digit)
    # Vowels of some scripts are marks, too, but don't combine.
    return sign if unicodedata.category(sign)[0] == "M" and not unicodedata.combining(sign) else ""


def _spell(word: str) -> str:
    """Return one word without its signs."""
    if _PLAIN.fullmatch(word):
        return word
    word = word.strip("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
    if _CLOCK.fullmatch(word):
        return word
    day = _DAY.fullmatch(word)
    if day and _is_day(int(day[1]), int(day[3]), day[4]):
        return word.replace(day[2], "/")
    return _ASCII_SIGNS.sub("", word)


def _is_day(first: int, second: int, third: str | None) -> bool:
    """Whether the numbers can be day and month, in any order, or begin with the year."""
    if first in _YEARS:
        return second in _MONTHS and (third is None or int(third) in _DAYS)
    has_month = first in _MONTHS or second in _MONTHS
    return has_month and first in _DAYS and second in _DAYS and (third is None or len(third) > 1)
