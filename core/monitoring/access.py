"""Who may read the metrics. For everybody else there are none."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from ipaddress import ip_address

FORWARDED = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP")
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def may_read_metrics(environ: Mapping[str, object], token: str) -> bool:
    """Whether a request brings the token; with no token set, whether it comes from this machine.

    From this machine means: over loopback, for a loopback name, and not handed on by a proxy. A
    proxy on this machine also comes over loopback, on behalf of anybody.
    """
    if token:
        given = str(environ.get("HTTP_AUTHORIZATION", ""))
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    if environ.get("ventanilla.forwarded") or any(name in environ for name in FORWARDED):
        return False
    host = str(environ.get("HTTP_HOST", "")).lower()
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return name.strip("[]") in LOCAL_NAMES and _is_loopback(str(environ.get("REMOTE_ADDR", "")))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
