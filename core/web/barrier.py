"""What stands between an error and an empty answer: around the views, and around everything."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import structlog
from pyramid.response import Response

from core.errors import is_full
from core.web.headers import protect

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyramid.registry import Registry

    from core.web.headers import Handler
    from core.web.proxy import Wsgi
    from core.web.request import Request

log = structlog.get_logger(__name__)

RETRY_AFTER = "5"  # seconds


def unavailable(reference: str) -> Response:
    """Make the answer for a time in which nothing can be done."""
    response = Response(
        "503 The service is busy. Nothing was saved. Please try again in a moment.\n"
        f"Reference: {reference}\n",
        status=503,
        content_type="text/plain",
    )
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def answer_failure(error: Exception, scheme: str) -> Response:
    """Make the answer of last resort, for what no page could answer, and note it."""
    reference = uuid4().hex[:16]
    log.error("no_answer", reference=reference, exc_info=error)
    if is_full(error):
        response = unavailable(reference)
    else:
        text = f"500 Something went wrong\nReference: {reference}\n"
        response = Response(text, status=500, content_type="text/plain")
    protect(response, scheme)
    return response


def stand_behind(app: Wsgi) -> Wsgi:
    """Answer for an application that could not even begin: it keeps each body aside first."""

    def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        try:
            return app(environ, start_response)
        except Exception as error:  # noqa: BLE001  # whatever it is, somebody waits
            return answer_failure(error, environ["wsgi.url_scheme"])(environ, start_response)

    return wrapped


def contain(handler: Handler, _registry: Registry) -> Handler:
    """Return the innermost tween: whatever a view raises, the request fails and nothing else.

    Those around it roll back and answer for an ``Exception``. A ``sys.exit()`` in a view would pass
    them all, leaving its transaction open, with its locks, and the visitor waiting.
    """

    def tween(request: Request) -> Response:
        try:
            return handler(request)
        except Exception:
            raise
        except BaseException as error:
            is_main = threading.current_thread() is threading.main_thread()
            if isinstance(error, KeyboardInterrupt) and is_main:
                raise  # the person at the keyboard
            raise RuntimeError(f"a view raised {type(error).__name__}") from error

    return tween
