"""Reading a form, from a body or from an address, within limits.

Nothing in it chooses how it is read: whatever it says of itself, it is UTF-8, or it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl

from multipart import MultipartSegment, PushMultipartParser, parse_options_header
from webob.multidict import MultiDict, NoVars

from core.web.bodies import FORM_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import ExitStack

    from webob import Request

MOST_FIELDS = 50_000  # of the short form, in which the studio sends a level of options
MOST_PARTS = 5000  # of the long form; each costs twenty times as much
MOST_FILES = 200
LONGEST_HEAD = 8192  # bytes in a line of a part's head, such as the one with a file's name
MOST_HEADS = 8
LONGEST_TYPE = 1000
IN_MEMORY = 64 * 1024  # a longer file lies on the disk
SHORT, LONG = "application/x-www-form-urlencoded", "multipart/form-data"
UTF8 = frozenset({"utf-8", "utf8"})
PLAIN = frozenset({"7bit", "8bit", "binary"})  # transfer encodings that encode nothing


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file of a form: what the visitor's computer calls it, and its content, laid aside."""

    filename: str
    file: SpooledTemporaryFile[bytes]


class SentForm(MultiDict):
    """What was sent. However much that is, a name is found at once. It is not changed."""

    def __init__(self, pairs: Iterable[tuple[str, str | SentFile]] = ()) -> None:
        pairs = list(pairs)
        super().__init__(pairs)
        self._by_name: dict[str, list[Any]] = {}
        for name, value in pairs:
            self._by_name.setdefault(name, []).append(value)

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> Any:
        return self._by_name[name][-1]

    def getall(self, name: str) -> list[Any]:
        return list(self._by_name.get(name, ()))


def read_form(request: Request, files: ExitStack) -> MultiDict | NoVars:
    """Read the form that was sent.

    :param files: closes the files that it has, when nobody needs them any more
    :raises ValueError: it is broken, too much, or not in UTF-8
    """
    kind, about = read_type(request.environ.get("CONTENT_TYPE", ""))
    if kind == LONG:
        _expect_utf8(about)
        request.make_body_seekable()
        request.body_file_raw.seek(0)
        return SentForm(_read_parts(request.body_file, about.get("boundary", ""), files))
    if kind == SHORT or (not kind and request.method == "POST"):
        _expect_utf8(about)
        request.make_body_seekable()
        request.body_file_raw.seek(0)
        return SentForm(_read_fields(request.body_file.read(FORM_BYTES + 1)))
    return NoVars(f"No form was sent, but {kind[:100]}")


def read_query(query: str) -> SentForm:
    """Read what follows the question mark of an address, as WSGI hands it on.

    :raises ValueError: it is too much, or not in UTF-8
    """
    return SentForm(_read_fields(query.encode("latin-1")))


def read_type(header: str) -> tuple[str, dict[str, str]]:
    """Return a Content-Type, in small letters, and what it says beside.

    :raises ValueError: it is longer than any that makes sense
    """
    if len(header) > LONGEST_TYPE:
        raise ValueError("too long a type")
    kind, about = parse_options_header(header)
    return kind, about


def _expect_utf8(about: dict[str, str]) -> None:
    if about.get("charset", "utf-8").lower() not in UTF8:
        raise ValueError("not in UTF-8")


def _read_fields(body: bytes) -> Iterator[tuple[str, str]]:
    if len(body) > FORM_BYTES:
        raise ValueError("too much text")
    pairs = parse_qsl(
        body.decode("utf-8"),
        keep_blank_values=True,
        encoding="utf-8",
        errors="strict",
        max_num_fields=MOST_FIELDS,
    )
    return ((_typed(name), _typed(value)) for name, value in pairs)


def _typed(text: str) -> str:
    """Leave out NUL: it can't be typed, and no database takes it."""
    return text.replace("\x00", "")


def _read_parts(body: Any, boundary: str, files: ExitStack) -> Iterator[tuple[str, str | SentFile]]:
    parser = PushMultipartParser(
        boundary,
        max_header_size=LONGEST_HEAD,
        max_header_count=MOST_HEADS,
        max_segment_count=MOST_PARTS,
    )
    kept: bytearray | SentFile
    written = count = 0
    for event in parser.parse_blocking(body.read):
        if isinstance(event, MultipartSegment):
            name = _typed(cast("str", event.name))
            if event.filename:
                count += 1
                kept = _begin_file(event.filename, count, files)
            else:
                _expect_plain_text(event)
                kept = bytearray()
        elif isinstance(kept, SentFile):
            if event is None:
                kept.file.seek(0)
                yield name, kept
            else:
                kept.file.write(event)
        elif event is None:
            yield name, _typed(kept.decode("utf-8"))
        else:
            written += len(event)
            if written > FORM_BYTES:
                raise ValueError("too much text")
            kept += event


def _begin_file(name: str, count: int, files: ExitStack) -> SentFile:
    if count > MOST_FILES:
        raise ValueError("too many files")
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the stack closes it
    files.callback(file.close)
    return SentFile(_typed(name), file)


def _expect_plain_text(part: MultipartSegment) -> None:
    """Take no text in any other form: what a file's says of itself tells nobody how to read it."""
    if (part.charset or "utf-8").lower() not in UTF8:
        raise ValueError("not in UTF-8")
    if part.header("Content-Transfer-Encoding", "binary").strip().lower() not in PLAIN:
        raise ValueError("encoded")
