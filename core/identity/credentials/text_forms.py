"""Normalizing characters that look the same, however a keyboard encodes them."""

import unicodedata


def normal_form(text: str) -> str:
    """Return the text in the form in which secrets are compared (NIST SP 800-63B, 5.1.1.2).

    ``ñ`` is one sign or two, and a blank of several kinds, depending on who typed it where.
    """
    return unicodedata.normalize("NFKC", text)
