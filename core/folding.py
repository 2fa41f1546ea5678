"""Text as search sees it: without case, accents or other distinctions that people don't type."""

import re
import unicodedata

_BLANKS = re.compile(r"\s+")


def fold(text: str) -> str:
    """Return the text decomposed, in lower case, without accents and with single blanks."""
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split())  # the same, without looking at each sign
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    # The one letter whose capital is that of another: "IŞIK" is "ışık", and both are "isik".
    plain = plain.replace("ı", "i")
    kept = "".join(sign for sign in _BLANKS.sub(" ", plain) if _is_typed(sign))
    return " ".join(kept.split())


def _is_typed(sign: str) -> bool:
    """Leave out accents, which stand alone once decomposed, and what can't be seen."""
    return not unicodedata.combining(sign) and unicodedata.category(sign)[0] != "C"
