"""Making keys from names."""

import re
import unicodedata
from collections.abc import Collection

LENGTH = 40


def make_key(text: str, taken: Collection[str]) -> str:
    """Return a key that reads like the text and is not taken yet."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LENGTH].strip("_") or "option"
    if key not in taken:
        return key
    # Many may read alike. The numbers in use have few gaps, so a free one is near where they end.
    used, free = 1, 2
    while _numbered(key, free) in taken:
        used, free = free, free * 2
    while free - used > 1:
        middle = (used + free) // 2
        if _numbered(key, middle) in taken:
            used = middle
        else:
            free = middle
    return _numbered(key, free)


def _numbered(key: str, number: int) -> str:
    ending = f"_{number}"
    return key[: LENGTH - len(ending)] + ending
