"""Text as search sees it: words in the form of :mod:`fields_config.text_normalization`."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, or_

from fields_config.text_normalization import Spellings, fold, is_in, spellings_of, words_to_find

__all__ = [
    "Spellings",
    "fold",
    "has_word",
    "is_in",
    "spellings_of",
    "words_of_facts",
    "words_to_find",
]


def has_word(column: Any, word: Spellings) -> ColumnElement[bool]:
    """Match words of an index by what somebody typed. No sign that patterns know is left in it."""
    return or_(*(column.like(f"%{one}%") for one in word))


def words_of_facts(facts: Iterable[str | None]) -> str:
    """Return the words of several texts for an index. What ends one does not go on in the next."""
    words: dict[str, None] = {}
    for fact in facts:
        words |= words_to_find(fact or "")
    return " ".join(words)
