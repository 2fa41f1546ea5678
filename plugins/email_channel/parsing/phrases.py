"""Tables of phrases as one regular expression."""

from __future__ import annotations

import re


def any_of(*phrases: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """Return what finds any of the phrases, in small or capital letters.

    :param phrases: regular expressions without unbounded repetition
    :param before: stands in front of each
    :param after: stands behind each
    """
    return re.compile(f"{before}(?:{'|'.join(phrases)}){after}", re.IGNORECASE)
