"""File names: what people's computers call files, made safe to show, to store and to send."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

MAX_NAME = 120
MAX_EXTENSION = 10
UNNAMED = "file"

_SEPARATORS = re.compile(r"[\\/]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
_NOT_ASCII = re.compile(r"[^A-Za-z0-9 ._()\-]")


def clean_name(given: str) -> str:
    """Return a name without folders, control characters or signs that turn the reading direction.

    Its extension stays, however long the rest was.
    """
    name = _SEPARATORS.split(given)[-1]
    name = unicodedata.normalize("NFC", name)
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    name = " ".join(_FORBIDDEN.sub("_", name).split()).rstrip(". ")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    extension = extension[:MAX_EXTENSION] if len(extension) <= MAX_EXTENSION else ""
    if not extension:
        stem, dot = name, ""
    stem = stem[: MAX_NAME - len(extension) - 1].strip(". ") or UNNAMED
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    return f"{stem}{dot}{extension}"


def extension_of(name: str) -> str:
    """Return the extension in lower case, without the dot."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def disposition(name: str) -> str:
    """Return a ``Content-Disposition`` that saves under this name in any browser (RFC 6266)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = _NOT_ASCII.sub("_", plain).strip() or UNNAMED
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
