"""The language of visitors who have chosen none: what their browser prefers."""

from __future__ import annotations

from functools import lru_cache

from babel.core import negotiate_locale
from webob.acceptparse import create_accept_language_header

LONGEST_HEADER = 1000


@lru_cache(maxsize=1024)
def negotiate(accept_language: str, offered: tuple[str, ...]) -> str | None:
    """Return the offered language that an ``Accept-Language`` header prefers.

    ``es`` serves those who ask for ``es-MX``; what has the quality 0 serves nobody. A header that
    is malformed, or longer than any browser's, prefers nothing.
    """
    if len(accept_language) > LONGEST_HEADER:
        return None
    wishes = create_accept_language_header(accept_language).parsed or []
    wishes = sorted(wishes, key=lambda wish: -wish[1])
    preferred = [tag.replace("-", "_") for tag, quality in wishes if quality]
    found = negotiate_locale(preferred, offered)
    # It comes as the browser spells it.
    return next((code for code in offered if code.lower() == (found or "").lower()), None)
