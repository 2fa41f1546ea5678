"""Text as search sees it: without case, accents, signs or what else people don't type alike.

What an index holds, what a filter compares and what somebody typed are all folded here, so that any
spelling finds any other, on any database: SQLite's own ``lower()`` knows ASCII alone.
"""

import re
import unicodedata
from collections.abc import Iterator

_BLANKS = re.compile(r"\s+")
# Letters that are others' spellings, and that no normal form takes apart. The dotless i is that of
# "IŞIK": capitals are folded to "i", so it is too.
_LETTERS = str.maketrans(
    {"ı": "i", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ħ": "h"}
)
# Letters that people write as two where a keyboard lacks them, and when they ask for a name.
_SPELLED_OUT = str.maketrans(
    dict(zip("äöüøåÄÖÜØÅ", ("ae", "oe", "ue", "oe", "aa") * 2, strict=True))
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
# What may stand before, between and after the numbers of a reference, and how long one may be.
_LEADING, _FURTHER, _LONGEST = 5, 3, 40

# A word in each way that a text may have it. The first is without accents, the others are not.
Spellings = tuple[str, ...]


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


def spellings_of(text: str) -> list[Spellings]:
    """Return the words of a text, folded, each in the ways that an index may have it.

    "Müller" is "muller", for those who leave the dots out, and "mueller". Whatever somebody types
    is looked for in each way, and each way is written to the index.
    """
    if text.isascii():
        return [(word,) for word in fold(text).split()]
    composed = unicodedata.normalize("NFC", text)
    plain, spelled = fold(composed).split(), fold(composed.translate(_SPELLED_OUT)).split()
    return [
        (one,) if one == other else (one, other)
        for one, other in zip(plain, spelled, strict=True)  # letters take the place of letters
    ]


def words_to_find(text: str, *, with_references: bool = True) -> dict[str, None]:
    """Return the words of a text for an index: folded, each once, in their order.

    What may be a day is there without its borders, too: the part number "12-05" is also "1205".

    :param with_references: "AB 1234" is also "ab1234"
    """
    spellings = spellings_of(text)
    words: dict[str, None] = {}
    for ways in spellings:
        for word in ways:
            words[word] = None
            if not word.isalnum():
                words[_ASCII_SIGNS.sub("", word)] = None
    if with_references:
        words |= dict.fromkeys(_references([ways[0] for ways in spellings]))
    return words


def is_in(text: str, word: Spellings) -> bool:
    """Whether the words of a text for an index have what somebody typed."""
    return any(one in text for one in word)


def _references(words: list[str]) -> Iterator[str]:
    """Yield what is one word to those who write it without gaps: numbers, and letters beside them.

    Letters are few, and stand between numbers or at an end; what is longer is a table.
    """
    run: list[str] = []
    length, ends_in_number = 0, False
    for word in (*words, ""):
        is_number = word.isalnum() and not word.isalpha()
        goes_on = is_number or (ends_in_number and word.isalpha() and len(word) <= _FURTHER)
        if not goes_on or length + len(word) > _LONGEST:
            if len(run) > 1:
                yield "".join(run)
            run, length = [], 0
        if goes_on or (word.isalpha() and len(word) <= _LEADING):
            run.append(word)
            length += len(word)
        ends_in_number = is_number


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
