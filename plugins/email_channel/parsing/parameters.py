"""Parameters of Content-Type and Content-Disposition (RFC 2045, 2231), however quoted."""

from __future__ import annotations

import re

from plugins.email_channel.parsing import charsets
from plugins.email_channel.parsing.header_words import decode_words
from plugins.email_channel.parsing.limits import MAX_PARAMETERS

_LONGEST = 8 * 1024
_NAME = re.compile(r"[;\s]*([^\s=;\"]{1,100})\s*")
_ESCAPED = re.compile(r"\\(.)")
_PIECE = re.compile(r"([^*]{1,60})(?:\*(\d{1,3}))?(\*)?")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")


def parse_parameters(value: str) -> tuple[str, dict[str, str]]:
    """Return the value in front of the parameters, in small letters, and those by name."""
    value = value[:_LONGEST]
    main, _semicolon, rest = value.partition(";")
    given: list[tuple[str, str]] = []
    position = 0
    while len(given) < MAX_PARAMETERS and (found := _NAME.match(rest, position)):
        position = found.end()
        if rest[position : position + 1] != "=":
            continue  # a word without a value
        text, position = _value(rest, position + 1)
        given.append((found[1].lower(), text))
    return main.strip().strip("\"'").lower(), _joined(given)


def _value(rest: str, position: int) -> tuple[str, int]:
    """Return a value, quoted or not, and where it ends."""
    while rest[position : position + 1].isspace():
        position += 1
    if rest[position : position + 1] == '"':
        end = position + 1
        while end < len(rest) and rest[end] != '"':
            end += 2 if rest[end] == "\\" else 1
        return _unescaped(rest[position + 1 : end]), end + 1
    end = rest.find(";", position)
    end = len(rest) if end < 0 else end
    return rest[position:end].strip(), end


def _unescaped(text: str) -> str:
    # A folder in front of a name is no escape, whatever the standard says: C:\temp\a.txt
    return _ESCAPED.sub(r"\1", text) if "\\\\" in text or '\\"' in text else text


def _joined(given: list[tuple[str, str]]) -> dict[str, str]:
    """Return each parameter whole: the pieces of RFC 2231 joined, encodings undone."""
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, text in given:
        found = _PIECE.fullmatch(name)
        if found is None or (found[2] is None and found[3] is None):
            plain.setdefault(name, decode_words(text))
            continue
        numbered = pieces.setdefault(found[1], {})
        numbered.setdefault(int(found[2] or 0), (text, bool(found[3])))
    for name, numbered in pieces.items():
        plain[name] = _assembled([numbered[number] for number in sorted(numbered)])
    return plain


def _assembled(pieces: list[tuple[str, bool]]) -> str:
    charset, (first, is_encoded) = "", pieces[0]
    if is_encoded and first.count("'") >= 2:  # noqa: PLR2004 - charset'language'text
        charset, _language, first = first.split("'", 2)
        pieces = [(first, True), *pieces[1:]]
    if not any(encoded for _text, encoded in pieces):
        return decode_words("".join(text for text, _encoded in pieces))
    data = b"".join(
        _PERCENT.sub(_byte, text.encode(errors="replace"))
        if encoded
        else text.encode(errors="replace")
        for text, encoded in pieces
    )
    return charsets.decode(data, charset)[0]


def _byte(found: re.Match[bytes]) -> bytes:
    return bytes((int(found[1], 16),))
