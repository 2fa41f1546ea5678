"""Keys that read like the name that a person gave."""

import re
import unicodedata
from collections.abc import Collection

LENGTH = 40


def make_key(text: str, taken: Collection[str]) -> str:
    """Return a key that reads like the text and is not taken yet."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LENGTH].strip("_") or "option"
    number, found = 2, key
    while found in taken:
        ending = f"_{number}"
        found = key[: LENGTH - len(ending)] + ending
        number += 1
    return found
