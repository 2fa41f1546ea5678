"""The signature by which a receiver knows that a delivery is ours."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def sign(key: str, body: bytes, now: datetime) -> str:
    """Return the header's value. The time is signed too, so that nobody can play it again."""
    stamp = str(int(now.timestamp()))
    digest = hmac.new(key.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"
