"""Splitting a block of headers, however broken, from what follows it (RFC 5322, section 2.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from plugins.email_channel.parsing import charsets
from plugins.email_channel.parsing.limits import MAX_HEADER_BYTES, MAX_HEADERS, MAX_VALUE

_FIELD = re.compile(rb"([!-9;-~]{1,2000})[ \t]{0,20}:")
_LINE_ENDS = re.compile(r"[\r\n]+")
_CHARSET = re.compile(rb"charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_NEAR_BYTES = 500
_BLANK = re.compile(rb"\n\r?\n")
_FROM = (b"From ", b">From ")  # mbox
# Headers without which hardly a message is: where one of them follows, the block is not over.
_WELL_KNOWN = re.compile(
    rb"(?:from|to|cc|subject|date|message-id|received|mime-version|content-type|reply-to)[ \t]*:",
    re.IGNORECASE,
)
_LOOKED_AHEAD = 200
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers of a message or of a part of one, in order, values as they were sent.

    :param charset: of the body, as declared: programs that encode no headers use it there as well
    """

    fields: tuple[tuple[str, bytes], ...] = ()
    charset: str = ""
    _first: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, fields: list[tuple[str, bytes]]) -> Headers:
        first: dict[str, bytes] = {}
        for name, value in fields:
            first.setdefault(name.lower(), value)
        found = _CHARSET.search(first.get("content-type", b"")[:_NEAR_BYTES])
        return cls(tuple(fields), found[1].decode("ascii") if found else "", first)

    def __contains__(self, name: str) -> bool:
        return name in self._first

    def get(self, name: str) -> str:
        """Return the first value of a header, named in small letters; empty if there is none."""
        value = self._first.get(name)
        return "" if value is None else self.unfolded(value)

    def all(self, name: str) -> list[str]:
        return [self.unfolded(value) for given, value in self.fields if given.lower() == name]

    def unfolded(self, value: bytes) -> str:
        """Return the value of a header on one line, encoded words left alone."""
        value = value[:MAX_VALUE]
        try:
            text = (
                charsets.tidy(value.decode()) if not value.isascii() else charsets.decode(value)[0]
            )
        except UnicodeDecodeError:
            text = charsets.decode(value, self.charset)[0]
        return " ".join(line.strip(" \t") for line in _LINE_ENDS.split(text)).strip()


def read_headers(raw: bytes, start: int, end: int) -> tuple[list[tuple[str, bytes]], int]:
    """Return the headers that begin at start, and where the body begins.

    A line that is no header counts as a continuation if headers go on behind it, as programs do
    that wrap without indenting; otherwise the body begins with it.
    """
    fields: list[tuple[str, bytes]] = []
    position, goes_on_until = start, 0
    while position < end:
        if position - start > MAX_HEADER_BYTES:
            blank = _BLANK.search(raw, position, end)
            return fields, blank.end() if blank else end
        line, after = _line(raw, position, end)
        if not line:
            return fields, after
        found = _FIELD.match(line)
        if found is not None:
            if len(fields) < MAX_HEADERS:
                name = found[1].decode("ascii")
                fields.append((name, line[found.end() :].strip(b" \t")))
        elif not fields and (line.startswith(_FROM) or not line.strip()):
            pass  # what mbox puts in front, or a blank line too many
        else:
            is_indented = line[:1] in b" \t" and bool(line.strip()) and bool(fields)
            if not is_indented and after > goes_on_until:
                goes_on_until = _goes_on_until(raw, after, end) if fields else 0
                if not goes_on_until:
                    return fields, position
            if len(fields[-1][1]) < MAX_VALUE:
                name, value = fields[-1]
                fields[-1] = (name, value + b"\n" + line)
        position = after
    return fields, end


def _line(raw: bytes, position: int, end: int) -> tuple[bytes, int]:
    """Return a line without its end, cut if absurdly long, and where the next begins."""
    at = raw.find(b"\n", position, end)
    stop, after = (end, end) if at < 0 else (at, at + 1)
    line = raw[position : min(stop, position + MAX_VALUE)]
    return line.rstrip(b"\r"), after


def _goes_on_until(raw: bytes, position: int, end: int) -> int:
    """Return where headers go on: any near by, or a well-known one further on; 0 if none does."""
    for number in range(_LOOKED_AHEAD):
        line, after = _line(raw, position, end)
        if not line:
            return 0
        if _WELL_KNOWN.match(line) or (number < _NEAR and _FIELD.match(line)):
            return position
        position = after
    return 0
