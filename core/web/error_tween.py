"""Turning errors that no page could handle into responses: around the views and the whole app."""

from __future__ import annotations

import threading
from io import BytesIO
from typing import TYPE_CHECKING, Any

import structlog
from translationstring import TranslationStringFactory

from core.errors import is_full
from core.web.bare import plain_error
from core.web.headers import protect
from core.web.request import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyramid.registry import Registry
    from pyramid.response import Response

    from core.web.bodies import Environ
    from core.web.headers import Handler
    from core.web.proxy import Wsgi

_ = TranslationStringFactory("core")
log = structlog.get_logger(__name__)

RETRY_AFTER = "5"  # seconds


def unavailable(request: Request) -> Response:
    """Return the response for a service that is temporarily unavailable."""
    sentence = _("The service is busy. Nothing was saved. Please try again in a moment.")
    response = plain_error(request, 503, sentence, title=_("The service is busy"))
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def answer_failure(error: Exception, environ: Environ) -> Response:
    """Return the response of last resort to an error that no page could handle, and log it."""
    request = Request({**environ, "wsgi.input": BytesIO()})
    log.error("no_answer", reference=request.request_id, exc_info=error)
    if is_full(error):
        response = unavailable(request)
    else:
        response = plain_error(request, 500, _("Something went wrong"))
    protect(response, request.scheme)
    return response


def errors_middleware(app: Wsgi) -> Wsgi:
    """Answer for an application that fails before it can answer, for example on a full disk."""

    def wrapped(environ: Environ, start_response: Callable[..., Any]) -> Any:
        try:
            return app(environ, start_response)
        except Exception as error:  # noqa: BLE001  # whatever it is, the visitor needs an answer
            return answer_failure(error, environ)(environ, start_response)

    return wrapped


def error_tween(handler: Handler, _registry: Registry) -> Handler:
    """Return the innermost tween: whatever a view raises, only its request fails.

    The tweens around it roll back and answer for an ``Exception``. A ``sys.exit()`` in a view would
    bypass them, leaving its transaction and locks open and the visitor without an answer.
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
