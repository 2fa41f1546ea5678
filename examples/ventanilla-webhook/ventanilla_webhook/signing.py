"""The signature by which a receiver knows that a delivery is ours."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from core.scope import Scope


def key_of(scope: Scope) -> str:
    """Return the organisation's key: made of the installation's secret, and stored nowhere."""
    purpose = f"webhook:{scope.tenant_id}".encode()
    return hmac.new(scope.settings.secret.encode(), purpose, hashlib.sha256).hexdigest()


def sign(key: str, body: bytes, now: datetime) -> str:
    """Return the header's value. The time is signed too, so that nobody can play it again."""
    stamp = str(int(now.timestamp()))
    digest = hmac.new(key.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"
