"""The tree of parts of a message (RFC 2046).

The standard library's parser copies each part several times and goes as deep as a message tells it
to. Here a part is a stretch of the received bytes, its content is decoded when it is asked for, and
depth and number are bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from plugins.email_channel.parsing.header_block import Headers, read_headers
from plugins.email_channel.parsing.limits import (
    MAX_DELIMITER_LINES,
    MAX_DEPTH,
    MAX_HEADER_BYTES,
    MAX_PARTS,
)
from plugins.email_channel.parsing.parameters import parse_parameters
from plugins.email_channel.parsing.transfer import decode_transfer

TOO_DEEP, TOO_MANY, NOT_CLOSED = "parts_too_deep", "parts_too_many", "parts_not_closed"
HEADERS_CUT = "headers_cut"

_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,100}/[a-z0-9!#$&^_.+-]{1,100}")
# A line in front of headers of a part, where the declared one is nowhere.
_USED = re.compile(
    rb"^(--[^\r\n]{0,200}[^\r\n \t])[ \t]{0,20}\r?\nContent-", re.MULTILINE | re.IGNORECASE
)
_ENCODED = ("base64", "quoted-printable")


@dataclass(slots=True, kw_only=True)
class Part:
    """One part: its headers, where its body stands in ``raw``, and the parts within.

    :param media_type: never empty; ``text/plain`` where none is declared
    :param file_name: as declared, with whatever folders and controls it holds
    """

    headers: Headers
    raw: bytes
    start: int
    end: int
    media_type: str
    parameters: dict[str, str]
    disposition: str
    file_name: str
    children: list[Part] = field(default_factory=list)

    @property
    def content_id(self) -> str:
        return self.headers.get("content-id").strip("<> ")

    def content(self) -> bytes:
        """Return the body with its transfer encoding undone."""
        encoding = self.headers.get("content-transfer-encoding")
        is_text = self.media_type.startswith("text/")
        return decode_transfer(self.raw, self.start, self.end, encoding, is_text=is_text)


class Splitter:
    """Splits one message into its parts and notes what was wrong with it."""

    def __init__(self) -> None:
        self.problems: dict[str, None] = {}
        self._count = 0

    def split(self, raw: bytes) -> Part:
        """Return the message as a part, with the parts that it holds."""
        fields, body = read_headers(raw, _first_line(raw), len(raw))
        if body > MAX_HEADER_BYTES:
            self.problems[HEADERS_CUT] = None
        return self._part(Headers.of(fields), raw, (body, len(raw)), 0, "text/plain")

    def _part(
        self, headers: Headers, raw: bytes, where: tuple[int, int], depth: int, default: str
    ) -> Part:
        part = _described(headers, raw, where, default)
        self._count += 1
        if not part.media_type.startswith("multipart/"):
            return part
        boundary = part.parameters.get("boundary", "")
        if not boundary:
            return part
        if depth >= MAX_DEPTH:
            self.problems[TOO_DEEP] = None
            return part
        encoding = headers.get("content-transfer-encoding").lower()
        delimiter = _delimiter(raw, where, boundary)
        if encoding in _ENCODED and raw.find(delimiter, *where) < 0:
            # Not allowed, but sent: the parts were encoded together.
            part.raw = part.content()
            part.start, part.end = 0, len(part.raw)
        self._split_body(part, delimiter, depth)
        return part

    def _split_body(self, part: Part, delimiter: bytes, depth: int) -> None:
        sections, is_closed = _sections(part, delimiter)
        if not is_closed:
            self.problems[NOT_CLOSED] = None
        default = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
        for start, end in sections:
            if self._count >= MAX_PARTS:
                self.problems[TOO_MANY] = None
                return
            fields, body = read_headers(part.raw, start, end)
            if not any(name.lower().startswith(("content-", "x-")) for name, _value in fields):
                # Words that look like headers: the blank line in front of them is missing.
                fields, body = [], start if fields else body
            headers = Headers.of(fields)
            part.children.append(self._part(headers, part.raw, (body, end), depth + 1, default))


def _first_line(raw: bytes) -> int:
    """Return where the message begins behind a byte order mark and blank lines."""
    position = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
    while position < len(raw) and raw[position] in b"\r\n":
        position += 1
    return position


def _described(headers: Headers, raw: bytes, where: tuple[int, int], default: str) -> Part:
    media_type, parameters = parse_parameters(headers.get("content-type"))
    found = _TYPE.match(media_type)
    disposition, about = parse_parameters(headers.get("content-disposition"))
    return Part(
        headers=headers,
        raw=raw,
        start=where[0],
        end=where[1],
        # Some write "Content-Type: text"; the standard makes nonsense plain text.
        media_type=found[0] if found else default,
        parameters=parameters,
        disposition=disposition,
        file_name=about.get("filename") or parameters.get("name") or about.get("name", ""),
    )


def _delimiter(raw: bytes, where: tuple[int, int], boundary: str) -> bytes:
    """Return what stands between the parts: as declared, without a comment, or as it is used."""
    declared = b"--" + boundary.encode(errors="replace")
    for one in (declared, declared.split(b"(")[0].rstrip()):
        if raw.find(one, *where) >= 0 and one != b"--":
            return one
    used = _USED.search(raw, *where)
    return used[1] if used else declared


def _sections(part: Part, delimiter: bytes) -> tuple[list[tuple[int, int]], bool]:
    """Return where the parts stand between the delimiter lines, and whether the last is closed."""
    raw = part.raw
    sections: list[tuple[int, int]] = []
    opened = -1
    is_closed = False
    position, looked_at = part.start, 0
    while (at := raw.find(delimiter, position, part.end)) >= 0:
        behind = at + len(delimiter)
        position = stop = _line_end(raw, behind, part.end)
        if at > part.start and raw[at - 1] not in b"\r\n":
            continue
        looked_at += 1
        if looked_at > MAX_DELIMITER_LINES:
            break
        rest = raw[behind : min(stop, behind + 80)].strip()
        if rest not in (b"", b"--"):
            continue
        if opened >= 0:
            sections.append((opened, _before_newline(raw, opened, at)))
        opened = -1 if rest else min(stop + 1, part.end)
        is_closed = bool(rest)
        if len(sections) > MAX_PARTS:
            break
    if opened >= 0:
        sections.append((opened, part.end))
    return sections, is_closed


def _line_end(raw: bytes, start: int, end: int) -> int:
    found = raw.find(b"\n", start, end)
    return end if found < 0 else found


def _before_newline(raw: bytes, start: int, end: int) -> int:
    """Return where a part ends: the line end in front of a delimiter belongs to the delimiter."""
    if end > start and raw[end - 1] == ord("\n"):
        end -= 1
    if end > start and raw[end - 1] == ord("\r"):
        end -= 1
    return end
