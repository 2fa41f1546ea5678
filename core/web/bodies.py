"""Request bodies: accepted or refused by their headers, before anything is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.web.proxy import Wsgi

Environ = dict[str, Any]

FORM_BYTES = 4 * 1024 * 1024
# Who has not signed in writes a name and a password, or registers.
STRANGERS_BYTES = 256 * 1024
READING = ("GET", "HEAD", "OPTIONS")
METHODS = (*READING, "POST", "PUT", "PATCH", "DELETE")
# No length of a body has so many digits. Python would raise for more than 4300.
DIGITS = 100
FORM = "ventanilla.form"  # where a request keeps the form that it has read, and its files
REFUSAL = "ventanilla.refusal"  # why its body is not read, or None
IS_JUDGED = "ventanilla.judged"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A body that is not taken.

    :param size: what may be read of it and dropped, so that the answer is heard at all
    :param is_strangers: more would be taken of somebody who has signed in
    """

    status: int
    size: int = 0
    is_strangers: bool = False


class Doorstep:
    """What a request meets before the application does: where it comes from, what it may send.

    A server that waits for bodies itself calls :meth:`judge` first; else that is done here.

    :param find_visitor: takes the visitor's address from what a proxy says
    :param upload_bytes: the most that a form with files may have; another has much less
    :param has_signed_in: whether somebody has signed in with this browser of late; asked only
        for bodies that strangers don't send
    """

    def __init__(
        self,
        app: Wsgi,
        find_visitor: Callable[[Environ], None],
        upload_bytes: int,
        has_signed_in: Callable[[Environ], bool],
    ) -> None:
        self.registry: Any = None  # of the application that stands here, for those who inspect it
        self._app = app
        self._find_visitor = find_visitor
        self._upload_bytes = upload_bytes
        self._has_signed_in = has_signed_in

    def judge(self, environ: Environ) -> Refusal | None:
        """Say why the body is not taken; else its length is in ``CONTENT_LENGTH``, in digits."""
        if IS_JUDGED not in environ:
            environ[IS_JUDGED] = True
            self._find_visitor(environ)
            environ[REFUSAL] = self._judge(environ)
            if environ[REFUSAL] or environ["REQUEST_METHOD"] in READING:
                environ["CONTENT_LENGTH"], environ["wsgi.input"] = "0", BytesIO()
        refusal: Refusal | None = environ[REFUSAL]
        return refusal

    def _judge(self, environ: Environ) -> Refusal | None:
        status = _refuse_head(environ)
        if status:
            return Refusal(status)
        size = int(environ.get("CONTENT_LENGTH") or 0)
        environ["CONTENT_LENGTH"] = str(size)
        if size <= STRANGERS_BYTES:
            return None
        # An upload of the size that is taken is dropped in peace; beyond that nobody is waited for.
        drop = size if size <= self._upload_bytes else 0
        if not self._has_signed_in(environ):
            return Refusal(413, drop, is_strangers=True)
        is_upload = str(environ.get("CONTENT_TYPE", "")).lower().startswith("multipart/form-data")
        most = self._upload_bytes if is_upload else FORM_BYTES
        return Refusal(413, drop) if size > most else None

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.judge(environ)
        sent = environ.get("wsgi.input")
        try:
            return self._app(environ, start_response)
        finally:
            # Retrying copies the body aside.
            copy = environ.get("wsgi.input")
            if copy is not sent and copy is not None:
                copy.close()


def _refuse_head(environ: Environ) -> int | None:
    """Return the status for a head that announces no body as we take it."""
    if environ["REQUEST_METHOD"] not in METHODS:
        return 405
    if environ["REQUEST_METHOD"] in READING:
        environ.pop("CONTENT_LENGTH", None)
        return None
    if environ.get("HTTP_CONTENT_ENCODING", "").strip().lower() not in ("", "identity"):
        return 415
    if environ.get("HTTP_TRANSFER_ENCODING"):
        return 411
    length = environ.get("CONTENT_LENGTH") or "0"
    is_number = length.isascii() and length.isdigit() and len(length) <= DIGITS
    return None if is_number else 400


def close_uploads(environ: Environ) -> None:
    """Close the files of the form that was read; another try reads it anew."""
    read = environ.pop(FORM, None)
    if read is not None:
        read[1].close()
