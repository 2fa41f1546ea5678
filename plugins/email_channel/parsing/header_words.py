"""Encoded words in headers (RFC 2047), also where they are broken in the usual ways."""

from __future__ import annotations

import binascii
import re

from plugins.email_channel.parsing import charsets

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_SPACES = re.compile(r"\s*")


def decode_words(value: str) -> str:
    """Return the value with its encoded words decoded and white space collapsed."""
    if "=?" not in value:
        return _on_one_line(value)
    out: list[str] = []
    pending: list[bytes] = []  # of words in one charset, which may share a character
    charset = ""
    position = 0
    while found := _WORD.search(value, position):
        end = value.find("?=", found.end())
        if end < 0:
            if value.find("?=", found.end() - 1) < 0:
                value += "?="  # cut off by a program that counts
                end = len(value) - 2
            else:
                break
        between = value[position : found.start()]
        name = found[1].split("*")[0].lower()  # RFC 2231 adds a language
        if pending and (between.strip() or name != charset):
            out.append(_text_of(pending, charset))
            pending = []
        if between.strip() or not (out or pending):
            out.append(between)
        charset = name
        pending.append(_bytes_of(value[found.end() : end], found[2]))
        position = end + 2
    if pending:
        out.append(_text_of(pending, charset))
    out.append(value[position:])
    return _on_one_line("".join(out))


def _on_one_line(text: str) -> str:
    return charsets.tidy(" ".join(text.split()))


def _text_of(pending: list[bytes], charset: str) -> str:
    return charsets.decode(b"".join(pending), charset)[0]


def _bytes_of(encoded: str, encoding: str) -> bytes:
    # Words hold ASCII alone; some programs put the raw character in all the same.
    data = encoded.encode(errors="replace")
    if encoding in "bB":
        return from_base64(data)
    return _HEX.sub(lambda found: bytes((int(found[1], 16),)), data.replace(b"_", b" "))


def from_base64(data: bytes) -> bytes:
    """Return what base64 encodes as far as it can be told: padding is mended, noise ignored."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        pass
    letters = bytes(byte for byte in data if byte in _ALPHABET)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


_ALPHABET = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
