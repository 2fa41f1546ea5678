"""Files that people save: inert data, whatever they say they are."""

from __future__ import annotations

from pyramid.response import Response

from core.files.names import clean_name, disposition


def save_as(content: bytes, name: str) -> Response:
    """Return a file to be saved, never shown.

    :param name: what it is to be called; made safe here
    """
    response = Response(body=content, content_type="application/octet-stream")
    response.charset = None
    make_inert(response, clean_name(name))
    return response


def make_inert(response: Response, name: str) -> None:
    """See to it that browsers save what a response holds, and do nothing else with it.

    :param name: a safe one (:func:`core.files.names.clean_name`)
    """
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
