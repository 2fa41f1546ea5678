"""Message ids in Message-ID, In-Reply-To and References (RFC 5322, section 3.6.4)."""

from __future__ import annotations

import re

from plugins.email_channel.parsing.limits import MAX_IDS

_IN_ANGLES = re.compile(r"<([^<>]{1,998})>")


def message_ids(value: str) -> tuple[str, ...]:
    """Return the ids of a header without ``<>``, each once, in order.

    Where no id stands in angle brackets, every word with an at sign counts.
    """
    found = ["".join(one.split()) for one in _IN_ANGLES.findall(value)]
    if not found:
        found = [word.strip("<>,;\"'") for word in value.split() if "@" in word]
    kept = dict.fromkeys(one for one in found if one)
    return tuple(kept)[:MAX_IDS]


def first_id(value: str) -> str:
    """Return the id of a Message-ID header, also one without an at sign or brackets."""
    found = message_ids(value)
    return found[0] if found else "".join(value.split()).strip("<>")[:998]
