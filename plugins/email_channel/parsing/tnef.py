"""Transport Neutral Encapsulation Format, the ``winmail.dat`` of Outlook (MS-OXTNEF).

Read are the body and the files; appointments, votes and the like are not mail to a service desk.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from plugins.email_channel.parsing import charsets, rtf
from plugins.email_channel.parsing.attachments import file_of
from plugins.email_channel.parsing.limits import MAX_PARTS, MAX_TEXT
from plugins.email_channel.parsing.mail import Attachment

_SIGNATURE = 0x223E9F78
_HEADER = 6  # bytes
_MAX_DEPTH = 3

# Attributes of the stream (MS-OXTNEF, section 2.1.3.3).
_BODY = 0x800C
_FILE_DATA = 0x800F
_FILE_TITLE = 0x8010
_FILE_BEGINS = 0x9002
_MESSAGE_PROPERTIES = 0x9003
_FILE_PROPERTIES = 0x9005
_CODE_PAGE = 0x9007

# Properties (MS-OXPROPS).
_TEXT, _RTF, _HTML = 0x1000, 0x1009, 0x1013
_SUBJECT, _HTML_CODE_PAGE = 0x0037, 0x3FDE
_DATA, _NAME, _LONG_NAME, _MIME, _CONTENT_ID = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712

_SIZES = {
    0x2: 4,
    0x3: 4,
    0x4: 4,
    0x5: 8,
    0x6: 8,
    0x7: 8,
    0xA: 4,
    0xB: 4,
    0x14: 8,
    0x40: 8,
    0x48: 16,
}
_STRING, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_VARIABLE = (_STRING, _UNICODE, _OBJECT, _BINARY)
_MULTIPLE = 0x1000
_NAMED = 0x8000
_MAX_PROPERTIES = 2_000
_CODE_PAGES = {65001: "utf-8", 20127: "us-ascii", 20866: "koi8-r", 50220: "iso-2022-jp"}
_ISO_8859 = 28590  # 28591 is ISO 8859-1


@dataclass(slots=True)
class Tnef:
    """What a message in this format says, and its files."""

    text: str = ""
    html: bytes = b""
    charset: str = ""
    subject: str = ""
    attachments: list[Attachment] = field(default_factory=list)


@dataclass(slots=True)
class _File:
    name: bytes = b""
    content: bytes = b""
    properties: dict[int, tuple[int, bytes]] = field(default_factory=dict)


def read_tnef(content: bytes, depth: int = 0) -> Tnef | None:
    """Return what is in the container, or None if it is none or too broken to give anything."""
    if len(content) < _HEADER or struct.unpack_from("<I", content)[0] != _SIGNATURE:
        return None
    body, page = b"", "cp1252"
    properties: dict[int, tuple[int, bytes]] = {}
    files: list[_File] = []
    for attribute, data in _attributes(content):
        if attribute == _CODE_PAGE and len(data) >= 4:  # noqa: PLR2004 - one number
            page = _charset(struct.unpack_from("<I", data)[0])
        elif attribute == _BODY:
            body = data
        elif attribute == _MESSAGE_PROPERTIES:
            properties = _properties(data)
        elif attribute == _FILE_BEGINS and len(files) < MAX_PARTS:
            files.append(_File())
        elif files:
            _fill(files[-1], attribute, data)
    found = _message(body, properties, page)
    for one in files:
        found.attachments += _attachments(one, page, depth)
    return found if found.text or found.html or found.attachments else None


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the id and data of each attribute, as far as the stream is whole."""
    position = _HEADER
    while position + 9 <= len(content):
        _level, identifier, _kind, length = struct.unpack_from("<BHHI", content, position)
        position += 9
        yield identifier, content[position : position + length]
        position += length + 2  # a checksum that some writers compute wrongly


def _fill(file: _File, attribute: int, data: bytes) -> None:
    if attribute == _FILE_TITLE:
        file.name = data.rstrip(b"\0")
    elif attribute == _FILE_DATA:
        file.content = data
    elif attribute == _FILE_PROPERTIES:
        file.properties = _properties(data)


def _properties(data: bytes) -> dict[int, tuple[int, bytes]]:
    """Return the type and the first value of each property, as far as they can be read."""
    found: dict[int, tuple[int, bytes]] = {}
    try:
        (count,) = struct.unpack_from("<I", data)
        position = 4
        for _ in range(min(count, _MAX_PROPERTIES)):
            kind, identifier = struct.unpack_from("<HH", data, position)
            position += 4
            if identifier >= _NAMED:
                position = _behind_name(data, position)
            values, position = _values(data, position, kind)
            if values:
                found.setdefault(identifier, (kind & ~_MULTIPLE, values))
    except struct.error:
        pass  # cut off: what was read counts
    return found


def _behind_name(data: bytes, position: int) -> int:
    (is_text,) = struct.unpack_from("<I", data, position + 16)
    (number,) = struct.unpack_from("<I", data, position + 20)
    return position + 24 + (_padded(number) if is_text else 0)


def _values(data: bytes, position: int, kind: int) -> tuple[bytes, int]:
    plain = kind & ~_MULTIPLE
    is_variable = plain in _VARIABLE
    count = 1
    if is_variable or kind & _MULTIPLE:
        (count,) = struct.unpack_from("<I", data, position)
        position += 4
    first = b""
    for number in range(min(count, _MAX_PROPERTIES)):
        size = _SIZES.get(plain, 0)
        if is_variable:
            (size,) = struct.unpack_from("<I", data, position)
            position += 4
        if position > len(data) or not (size or is_variable):
            raise struct.error
        if not number:
            first = data[position : position + size]
        position += _padded(size)
    return first, position


def _padded(size: int) -> int:
    return size + (-size % 4)


def _message(body: bytes, properties: dict[int, tuple[int, bytes]], page: str) -> Tnef:
    found = Tnef(
        text=_string(properties.get(_TEXT), page) or _decoded(body, page),
        html=properties.get(_HTML, (0, b""))[1],
        subject=_string(properties.get(_SUBJECT), page),
        charset=page,
    )
    if _HTML_CODE_PAGE in properties:
        (number,) = struct.unpack("<I", properties[_HTML_CODE_PAGE][1][:4].ljust(4, b"\0"))
        found.charset = _charset(number)
    if not (found.text.strip() or found.html) and _RTF in properties:
        found.text = rtf.text_of(rtf.decompress(properties[_RTF][1]))
    found.text = found.text.replace("\r\n", "\n")[:MAX_TEXT]
    return found


def _charset(code_page: int) -> str:
    """Return the name of a charset that Windows numbers."""
    if code_page in _CODE_PAGES:
        return _CODE_PAGES[code_page]
    is_iso = _ISO_8859 < code_page <= _ISO_8859 + 15
    return f"iso-8859-{code_page - _ISO_8859}" if is_iso else f"cp{code_page}"


def _string(value: tuple[int, bytes] | None, page: str) -> str:
    if value is None:
        return ""
    kind, data = value
    if kind == _UNICODE:
        return charsets.tidy(data.decode("utf-16-le", errors="replace")).rstrip("\0")
    return _decoded(data, page)


def _decoded(data: bytes, page: str) -> str:
    return charsets.decode(data[: 4 * MAX_TEXT].rstrip(b"\0"), page)[0]


def _attachments(file: _File, page: str, depth: int) -> list[Attachment]:
    properties = file.properties
    kind, content = properties.get(_DATA, (0, b""))
    if kind == _OBJECT and depth < _MAX_DEPTH and (inner := read_tnef(content[16:], depth + 1)):
        # A message within: its files stand beside the others, its words are a file.
        name = inner.subject or _decoded(file.name, page) or "message"
        words = inner.html or inner.text.encode()
        ending = ".html" if inner.html else ".txt"
        return [file_of((name + ending).encode(), words), *inner.attachments]
    content = file.content or content
    name = _string(properties.get(_LONG_NAME) or properties.get(_NAME), page)
    if not content and not name:
        return []
    made = file_of(
        name.encode() or file.name, content, _string(properties.get(_MIME), page).lower()
    )
    content_id = _string(properties.get(_CONTENT_ID), page).strip("<> ")
    return [
        Attachment(
            name=made.name,
            media_type=made.media_type,
            content=made.content,
            content_id=content_id,
            is_inline=False,
        )
    ]
