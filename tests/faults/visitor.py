"""A person's browser, as far as forms and cookies go, in front of a real server."""

from __future__ import annotations

import http.client
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from webtest import TestApp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PATIENCE = 60.0  # seconds
# What a person sees as "the page does not load".
BROKEN = (http.client.HTTPException, OSError)


class _Wire:
    """A WSGI application that sends each request to a server."""

    def __init__(self, port: int) -> None:
        self._port = port

    def __call__(self, environ: Any, start_response: Callable[..., Any]) -> Iterable[bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        headers = {
            name[5:].replace("_", "-").title(): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        if environ.get("CONTENT_TYPE"):
            headers["Content-Type"] = environ["CONTENT_TYPE"]
        size = int(environ.get("CONTENT_LENGTH") or 0)
        query = environ.get("QUERY_STRING")
        path = environ["PATH_INFO"] + (f"?{query}" if query else "")
        try:
            connection.request(
                environ["REQUEST_METHOD"], path, environ["wsgi.input"].read(size), headers
            )
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        drop = ("connection", "transfer-encoding")
        kept = [(k, v) for k, v in answer.getheaders() if k.lower() not in drop]
        start_response(f"{answer.status} {answer.reason}", kept)
        return [body]


def visit(port: int, host: str) -> TestApp:
    """Return a client of one tenant's pages."""
    return TestApp(_Wire(port), extra_environ={"HTTP_HOST": host}, lint=False)


def insist(ask: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Do what people do when a page does not load or says 503: the same again, a moment later."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(*BROKEN):
            answer = ask()
            if answer.status_int < http.client.INTERNAL_SERVER_ERROR:
                return answer
            unavailable = answer.status_int == http.client.SERVICE_UNAVAILABLE
            assert unavailable, answer.text
        time.sleep(0.2)
    raise AssertionError(f"no answer in {seconds} seconds")


def submit(form: Any, *button: str) -> Any:
    """Send a form; any status is an answer."""
    return form.submit(*button, expect_errors=True)
