"""The outermost tween: security headers, the request's id, the log line."""

from __future__ import annotations

import time
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

import structlog
from pyramid.response import Response
from structlog.contextvars import bind_contextvars, clear_contextvars

from core.metrics.recording import in_flight, note_request
from core.web.bodies import close_uploads

if TYPE_CHECKING:
    from pyramid.registry import Registry

    from core.web.request import Request

log = structlog.get_logger("ventanilla.request")

POLICY = (
    "default-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
# How many bits of an address are logged, by its version: a network, not a person.
SHORTENED = {4: 24, 6: 48}
LONGEST_AGENT = 200
QUIET = ("/healthz", "/readyz", "/metrics", "/static/")

Handler = Callable[["Request"], Response]


def protect(response: Response, scheme: str) -> None:
    """Set the headers that every response has, unless it sets them itself."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if scheme == "https":
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"


def headers_tween(handler: Handler, _registry: Registry) -> Handler:
    """Return the outermost tween."""

    def tween(request: Request) -> Response:
        clear_contextvars()
        bind_contextvars(request_id=request.request_id)
        address = _address_of(request)
        if address:
            bind_contextvars(address=address)
        started = time.perf_counter()
        try:
            with in_flight():
                response = handler(request)
        finally:
            close_uploads(request.environ)
        protect(response, request.scheme)
        response.headers["X-Request-Id"] = request.request_id
        seconds = time.perf_counter() - started
        route = request.matched_route
        note_request(route.name if route else "none", request.method, response.status_int, seconds)
        path = _readable_path(request)
        if not path.startswith(QUIET):
            _write_log(request, path, response, seconds)
        # The thread goes on to other requests.
        clear_contextvars()
        return response

    return tween


def _address_of(request: Request) -> str:
    """Return the address that the request comes from, as far as the operator wants it logged."""
    wanted = request.platform.settings.log_addresses
    given: str = request.remote_addr or ""
    if wanted != "network":
        return given if wanted == "full" else ""
    try:
        address = ip_address(given)
    except ValueError:
        return ""
    address = getattr(address, "ipv4_mapped", None) or address
    return str(ip_network((address, SHORTENED[address.version]), strict=False))


def _readable_path(request: Request) -> str:
    """Return the path as it came; what is no text (``/%ff``) was answered with 400, not raised."""
    raw: str = request.environ.get("PATH_INFO", "")
    return raw.encode("latin-1", "replace").decode("utf-8", "backslashreplace")


def _write_log(request: Request, path: str, response: Response, seconds: float) -> None:
    known = request.__dict__
    tenant = known.get("tenant")
    scope = known.get("scope")
    route = request.matched_route
    # The browser's name can tell people apart as their addresses can.
    is_told = request.platform.settings.log_addresses == "full"
    log.info(
        "request",
        method=request.method,
        path=path,
        route=route.name if route else None,
        status=response.status_int,
        bytes=response.content_length,
        ms=round(seconds * 1000, 1),
        user_agent=(request.user_agent or "")[:LONGEST_AGENT] or None if is_told else None,
        tenant=tenant.slug if tenant else None,
        actor=str(scope.actor.id) if scope and scope.actor.id else None,
    )
