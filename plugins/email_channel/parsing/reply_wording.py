"""One spelling for what mail programs write in many, and the moments in it.

A line of more than ``MAX_WORDING`` characters is nobody's wording: whoever looks at lines looks at
short ones only, and so at bounded cost.
"""

import re
import unicodedata

MAX_WORDING = 600

_LOOK_ALIKES = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2007\u202f\u3000\t", " "),
        **dict.fromkeys(
            "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
            None,
        ),
        **dict.fromkeys("\u2018\u2019\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015", "-"),
        "\uff1a": ":",
    }
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE = re.compile(r"(?<!\d)\d{1,4} ?[./-] ?\d{1,2} ?[./-] ?\d{1,4}(?!\d)|年")
_TIME = re.compile(r"(?<!\d)\d{1,2} ?[:.h] ?\d{2}(?!\d)")


def wording(line: str) -> str:
    """Return the line as the other functions want it: one kind of space, quote, dash and colon."""
    short = line[: MAX_WORDING + 1].translate(_LOOK_ALIKES)
    return " ".join(unicodedata.normalize("NFC", short).split())


def has_date(wording: str) -> bool:
    """Say whether a day or a year stands in the line."""
    return _YEAR.search(wording) is not None or _DATE.search(wording) is not None


def has_time(wording: str) -> bool:
    """Say whether a time of day stands in the line."""
    return _TIME.search(wording) is not None
