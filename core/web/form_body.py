"""Reading a form that was sent: as WebOb reads it, within limits.

Without them, four megabytes may be two million fields, which take seconds and a third of a
gigabyte, or thousands of files, for which the process has not enough descriptors.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from webob.compat import cgi_FieldStorage
from webob.multidict import MultiDict

from core.web.bodies import FORM_BYTES, PARSED

if TYPE_CHECKING:
    from webob import Request

MOST_FIELDS = 50_000  # of the short form, in which the studio sends a level of options
MOST_PARTS = 5000  # of the long form; each costs twenty times as much
MOST_FILES = 200
LONGEST_HEAD = 64 * 1024
LONG = "multipart/form-data"
KINDS = ("", "application/x-www-form-urlencoded", LONG)


class _Counts:
    """What has been read of one form so far."""

    def __init__(self) -> None:
        self.parts = self.files = self.typed = 0

    def add(self, name: str, number: int, most: int) -> None:
        """Count, and stop at the limit.

        :raises ValueError: it is passed, as for everything else that makes no form
        """
        setattr(self, name, getattr(self, name) + number)
        if getattr(self, name) > most:
            raise ValueError(f"too many {name}")


class _Typed(io.StringIO):
    """A long text, kept in memory: it is read into it anyway."""

    def __init__(self, counts: _Counts) -> None:
        super().__init__(newline="\n")
        self._counts = counts

    def write(self, text: str) -> int:
        self._counts.add("typed", len(text), FORM_BYTES)
        return super().write(text)


class _Lines:
    """A body whose parts have headers of a bearable length; only those are read without a size."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self._head = 0
        self.read = body.read

    def readline(self, size: int = -1) -> bytes:
        if size >= 0:
            self._head = 0
            return bytes(self._body.readline(size))
        line = bytes(self._body.readline(LONGEST_HEAD))
        self._head += len(line)
        if self._head >= LONGEST_HEAD:
            raise ValueError("too long a header")
        return line


class _Form(cgi_FieldStorage):
    """The form and, as the library makes them, each of its parts."""

    def __init__(
        self,
        fp: Any,
        headers: Any = None,
        outerboundary: bytes = b"",
        environ: Any = None,
        *args: Any,
        **options: Any,
    ) -> None:
        self._counts: _Counts = environ[__name__]
        self._counts.add("parts", 1, MOST_PARTS)
        if outerboundary and str(headers.get("content-type", "")).startswith("multipart/"):
            raise ValueError("a form in a form")
        super().__init__(fp, headers, outerboundary, environ, *args, **options)

    def make_file(self) -> Any:
        if self.filename is None and self.length < 0:
            return _Typed(self._counts)
        self._counts.add("files", 1, MOST_FILES)
        return super().make_file()


def read_form(request: Request) -> None:
    """Read the form, for ``request.POST`` to find; what is no form is left to it.

    :raises ValueError: it is broken, or too much
    """
    environ = request.environ
    is_form = request.content_type in KINDS and (request.method == "POST" or request.content_type)
    if PARSED in environ or not is_form:
        return
    request._check_charset()  # noqa: SLF001  # as WebOb itself begins
    request.make_body_seekable()
    request.body_file_raw.seek(0)
    about = {"CONTENT_LENGTH": "0", **environ, "QUERY_STRING": "", __name__: _Counts()}
    form = _Form(
        _Lines(request.body_file),
        environ=about,
        keep_blank_values=True,
        encoding="utf8",
        max_num_fields=MOST_FIELDS,
    )
    environ[PARSED] = (MultiDict.from_fieldstorage(form), request.body_file_raw)
