"""The compressed RTF of Outlook (MS-OXRTFCP), and the words of RTF."""

from __future__ import annotations

import re
import struct

from plugins.email_channel.parsing import charsets
from plugins.email_channel.parsing.limits import MAX_TEXT

_COMPRESSED, _PLAIN = 0x75465A4C, 0x414C454D
_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096
_HEADER = 16

_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\([^a-z])|([{}])|([^\\{}\r\n]+)|[\r\n]"
)
_SKIPPED = frozenset(
    (
        b"fonttbl",
        b"colortbl",
        b"stylesheet",
        b"info",
        b"pict",
        b"listtable",
        b"generator",
        b"object",
    )
)
_SPOKEN = {b"par": "\n", b"line": "\n", b"tab": "\t", b"emdash": "\u2014", b"endash": "\u2013"}
_SPOKEN |= {b"lquote": "\u2018", b"rquote": "\u2019", b"ldblquote": "\u201c"}
_SPOKEN |= {b"rdblquote": "\u201d", b"bullet": "\u2022", b"row": "\n", b"cell": "\t"}
_MAX_GROUPS = 1_000


def decompress(data: bytes) -> bytes:
    """Return the RTF of a compressed property; empty if it is none. At most MAX_TEXT bytes."""
    if len(data) < _HEADER:
        return b""
    _size, _raw_size, kind, _checksum = struct.unpack_from("<IIII", data)
    if kind == _PLAIN:
        return data[_HEADER : _HEADER + MAX_TEXT]
    if kind != _COMPRESSED:
        return b""
    return bytes(_Expansion(data).run())


class _Expansion:
    """Undoes LZFu: runs of eight pieces, each a byte or a reference to what was said before."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = _HEADER
        self._window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\0"))
        self._at = len(_DICTIONARY)
        self._out = bytearray()

    def run(self) -> bytearray:
        goes_on = True
        while goes_on and self._position < len(self._data) and len(self._out) < MAX_TEXT:
            control = self._data[self._position]
            self._position += 1
            for bit in range(8):
                goes_on = self._reference() if control >> bit & 1 else self._byte()
                if not goes_on:
                    break
        return self._out

    def _byte(self) -> bool:
        if self._position >= len(self._data):
            return False
        self._put(self._data[self._position])
        self._position += 1
        return True

    def _reference(self) -> bool:
        pair = self._data[self._position : self._position + 2]
        self._position += 2
        start, length = int.from_bytes(pair) >> 4, (int.from_bytes(pair) & 0xF) + 2
        if len(pair) < 2 or start == self._at:  # noqa: PLR2004 - cut off, or the mark of the end
            return False
        for step in range(length):
            self._put(self._window[(start + step) % _WINDOW])
        return True

    def _put(self, byte: int) -> None:
        self._out.append(byte)
        self._window[self._at] = byte
        self._at = (self._at + 1) % _WINDOW


def text_of(rtf: bytes) -> str:
    """Return the words of RTF, lines apart, without fonts, pictures and hidden HTML."""
    reader = _Reader()
    for token in _TOKEN.finditer(rtf[:MAX_TEXT]):
        reader.read(token)
    return charsets.tidy(reader.text()).strip()


class _Reader:
    def __init__(self) -> None:
        self._out: list[str] = []
        self._bytes = bytearray()
        self._page = "cp1252"
        self._groups: list[tuple[bool, int]] = []
        self._is_hidden = False
        self._fallbacks = 1  # characters for old readers behind \u
        self._to_skip = 0

    def read(self, token: re.Match[bytes]) -> None:
        byte, word, number, symbol, brace, text = token.groups()
        if brace == b"{":
            if len(self._groups) < _MAX_GROUPS:
                self._groups.append((self._is_hidden, self._fallbacks))
        elif brace == b"}":
            if self._groups:
                self._is_hidden, self._fallbacks = self._groups.pop()
        elif word is not None:
            self._word(word, int(number or 1))
        elif symbol == b"*":
            self._is_hidden = True
        elif not self._is_hidden:
            self._said(byte, symbol, text)

    def text(self) -> str:
        self._flush()
        return "".join(self._out)

    def _said(self, byte: bytes | None, symbol: bytes | None, text: bytes | None) -> None:
        data = bytes((int(byte, 16),)) if byte else text or b""
        if symbol is not None:
            data = {b"~": b" ", b"_": b"-"}.get(symbol, symbol if symbol in b"\\{}" else b"")
        skipped = min(self._to_skip, len(data))
        self._to_skip -= skipped
        self._bytes += data[skipped:]

    def _word(self, word: bytes, number: int) -> None:
        if word in _SKIPPED:
            self._is_hidden = True
        elif word == b"ansicpg":
            self._page = f"cp{number}"
        elif word == b"uc":
            self._fallbacks = min(max(number, 0), 4)
        elif self._is_hidden:
            return
        elif word == b"u":
            self._flush()
            self._out.append(chr(number % 0x10000))
            self._to_skip = self._fallbacks
        elif word in _SPOKEN:
            self._flush()
            self._out.append(_SPOKEN[word])

    def _flush(self) -> None:
        if self._bytes:
            self._out.append(charsets.decode(bytes(self._bytes), self._page)[0])
            self._bytes.clear()
