"""What is sent to us: refused before it is read if it is too much, and its copies closed after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.response import Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from core.web.proxy import Wsgi

FORM_BYTES = 4 * 1024 * 1024
# Who has not signed in writes a name and a password, or registers.
STRANGERS_BYTES = 256 * 1024
READING = ("GET", "HEAD", "OPTIONS")
FORM = "ventanilla.form"  # where a request keeps the form that it has read, and its files


def guard_bodies(
    app: Wsgi,
    upload_bytes: int,
    protect: Callable[[Response, str], None],
    has_signed_in: Callable[[dict[str, Any]], bool],
) -> Wsgi:
    """Stand before everything that reads a body: retrying copies it to disk first.

    :param upload_bytes: the most that a form with files may have; another has much less
    :param protect: puts the headers of every answer on a refusal, given the scheme
    :param has_signed_in: whether the request is of somebody who has signed in once; asked only
        for bodies that strangers don't send
    """

    def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        refusal = _refuse(environ, upload_bytes, has_signed_in)
        if refusal is not None:
            protect(refusal, environ["wsgi.url_scheme"])
            answer: Iterable[bytes] = refusal(environ, start_response)
            return answer
        sent = environ.get("wsgi.input")
        try:
            return app(environ, start_response)
        finally:
            copy = environ.get("wsgi.input")
            if copy is not sent and copy is not None:
                copy.close()

    return wrapped


def _refuse(
    environ: dict[str, Any], upload_bytes: int, has_signed_in: Callable[[dict[str, Any]], bool]
) -> Response | None:
    if environ.get("REQUEST_METHOD") in READING:
        return None
    if environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in ("", "identity"):
        return _plain(415, "415 Send it as it is, without a Content-Encoding.")
    text = environ.get("CONTENT_LENGTH") or ""
    if not text and environ.get("HTTP_TRANSFER_ENCODING"):
        return _plain(411, "411 Say how long it is: send a Content-Length.")
    if text and not (text.isascii() and text.isdigit()):
        return _plain(400, "400 The Content-Length is no number.")
    is_upload = str(environ.get("CONTENT_TYPE", "")).startswith("multipart/form-data")
    size = int(text or 0)
    is_known = size > STRANGERS_BYTES and has_signed_in(environ)
    most = STRANGERS_BYTES if not is_known else upload_bytes if is_upload else FORM_BYTES
    if size > most:
        return _plain(413, "413 More was sent than is accepted. Send less at once.")
    return None


def _plain(status: int, sentence: str) -> Response:
    return Response(f"{sentence}\n", status=status, content_type="text/plain", charset="utf-8")


def close_uploads(environ: dict[str, Any]) -> None:
    """Close the files of the form that was read; another try reads it anew."""
    read = environ.pop(FORM, None)
    if read is not None:
        read[1].close()
