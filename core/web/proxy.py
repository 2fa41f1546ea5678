"""The visitor's real address and scheme behind a trusted reverse proxy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import ip_address, ip_network
from typing import Any

FORWARDED = ("FOR", "PROTO", "HOST", "SERVER")

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def trust_proxies(trusted: tuple[str, ...]) -> Callable[[dict[str, Any]], None]:
    """Believe ``X-Forwarded-For`` and ``X-Forwarded-Proto`` from those addresses alone.

    The visitor is the last address in the chain that is not itself a trusted proxy: everything
    before it can be made up.

    :param trusted: addresses or networks, for example ``10.0.0.0/8``
    :returns: what puts the visitor's address and scheme into an environment, in place
    """
    networks = [ip_network(item, strict=False) for item in trusted]

    def is_trusted(address: str) -> bool:
        try:
            return any(ip_address(address) in network for network in networks)
        except ValueError:
            return False

    def find_visitor(environ: dict[str, Any]) -> None:
        environ["ventanilla.forwarded"] = any(
            f"HTTP_X_FORWARDED_{header}" in environ for header in FORWARDED
        )
        if is_trusted(environ.get("REMOTE_ADDR", "")):
            chain = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
            for hop in reversed([hop for hop in chain if hop]):
                environ["REMOTE_ADDR"] = hop
                if not is_trusted(hop):
                    break
            if environ.get("HTTP_X_FORWARDED_PROTO") in ("http", "https"):
                environ["wsgi.url_scheme"] = environ["HTTP_X_FORWARDED_PROTO"]
        for header in FORWARDED:
            environ.pop(f"HTTP_X_FORWARDED_{header}", None)

    return find_visitor
