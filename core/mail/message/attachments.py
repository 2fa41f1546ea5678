"""Files that travel with a mail, written into it piece by piece."""

from __future__ import annotations

import secrets
from base64 import encodebytes
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from email.message import EmailMessage

log = structlog.get_logger(__name__)

OF_LINE = 57  # octets, which are 76 letters (RFC 2045, 6.8)
OF_PIECE = OF_LINE * 1024
# What a part of a message can be without being made of parts itself (RFC 2046).
SINGLE = frozenset({"application", "audio", "image", "text", "video"})
UNKNOWN = ("application", "octet-stream")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored file.

    :param sha256: under which the store has its content
    :param size: in bytes
    """

    name: str
    media_type: str
    sha256: str
    size: int

    def row(self) -> dict[str, Any]:
        return asdict(self)


def write_message(
    message: EmailMessage,
    files: Sequence[Mapping[str, Any]],
    open_file: Callable[[str], BinaryIO],
) -> bytes:
    """Return the message as it travels, with files.

    Their contents are read piece by piece, so that no more of them is in memory than the message
    itself has. A file that the store has lost is left out.

    :param files: rows of :class:`Attachment`
    :param open_file: opens the content of a sha256
    """
    marks = {}
    for file in files:
        mark = secrets.token_hex(16).encode()
        kind, _slash, subtype = file["media_type"].partition("/")
        maintype, subtype = (kind, subtype) if kind in SINGLE and subtype else UNKNOWN
        # Names beyond ASCII are written by RFC 2231, as all readers of today know it.
        message.add_attachment(mark, maintype=maintype, subtype=subtype, filename=file["name"])
        marks[encodebytes(mark).rstrip()] = file["sha256"]
    rest = message.as_bytes()
    if not marks:
        return rest
    written = BytesIO()
    for mark, sha256 in marks.items():
        before, _mark, rest = rest.partition(mark + b"\r\n")
        written.write(before)
        _write_content(written, open_file, sha256)
    written.write(rest)
    return written.getvalue()


def _write_content(written: BytesIO, open_file: Callable[[str], BinaryIO], sha256: str) -> None:
    try:
        content = open_file(sha256)
    except FileNotFoundError:
        log.warning("mail_without_file", sha256=sha256)
        return
    with content:
        while piece := _read(content, OF_PIECE):
            written.write(encodebytes(piece).replace(b"\n", b"\r\n"))


def _read(content: BinaryIO, size: int) -> bytes:
    """Return so many bytes unless the file ends: lines of base64 are only the last one short."""
    piece = content.read(size)
    while 0 < len(piece) < size and (more := content.read(size - len(piece))):
        piece += more
    return piece
