"""Header fields as literals: what people wrote is never read as mail syntax.

``message["Subject"] = text`` parses the text: a customer's ``=?utf-8?q?…?=`` would be decoded, line
ends and all. Here each header is written out as it travels, and read back before it may leave.
"""

from __future__ import annotations

import re
from base64 import b64encode
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.policy import EmailPolicy
from itertools import groupby
from typing import TYPE_CHECKING, Any

from core.errors import VentanillaError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What plugins may add, beside ``X-…``: what says something to readers and their programs.
ALLOWED = frozenset(
    (
        *("comments", "feedback-id", "importance", "keywords", "list-id", "list-unsubscribe"),
        *("list-unsubscribe-post", "organization", "precedence", "priority", "sensitivity"),
    )
)
LONGEST_ADDED = 400
LONGEST_LINE = 998  # RFC 5322
# So much of a text goes into one encoded word. The first keeps the line within 76 (RFC 2047); in
# names words must not touch each other, or some readers put a blank between them.
OF_TEXT, OF_NAME = 39, 690
FOLD = "\r\n "

_ADDED_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,59}")
# Ours, and what servers write when they take a mail in.
_NOT_ADDED = ("x-auto-response-suppress", "x-envelope-", "x-original-", "x-received")
_PLAIN = re.compile("[!-~]+(?: [!-~]+)*")
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+\-/^_`{|}~]+")
_LINE = re.compile("[ -~]*")
# What a reader that decodes twice could take for the end of a header.
_LINE_END = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_WRITTEN_BY_US = ("content-", "mime-version")


class UnwritableHeaderError(VentanillaError):
    """A header would not be read as what it was meant to say."""


class Literal(str):
    """The value of a header exactly as it travels, folded and all."""

    __slots__ = ()


class LiteralPolicy(EmailPolicy):
    """Takes literals, and besides them only the headers with which the library marks parts."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        if isinstance(value, Literal):
            return name, value
        if not name.lower().startswith(_WRITTEN_BY_US):
            raise TypeError(f"{name} is no literal")
        stored: tuple[str, Any] = super().header_store_parse(name, value)
        return stored

    def header_fetch_parse(self, name: str, value: Any) -> Any:
        return value if isinstance(value, Literal) else super().header_fetch_parse(name, value)

    def fold(self, name: str, value: Any) -> str:
        if isinstance(value, Literal):
            return f"{name}: {value}\r\n"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: Any) -> bytes:
        if isinstance(value, Literal):
            return self.fold(name, value).encode()
        folded: bytes = super().fold_binary(name, value)
        return folded


def text_header(text: str) -> Literal:
    """Return a header that says the text, whatever it looks like.

    :raises UnwritableHeaderError: no header can say it
    """
    is_plain = _PLAIN.fullmatch(text) and "=?" not in text and len(text) < LONGEST_LINE // 2
    value = text if is_plain or not text else FOLD.join(_encoded_words(text, OF_TEXT))
    return _checked(value, text)


def added_header(name: str, text: str) -> Literal:
    """Return the value of a header that a plugin adds.

    :raises ValueError: it is none that plugins may add, or says what no header can say
    """
    folded = name.lower()
    is_allowed = folded in ALLOWED or folded.startswith("x-")
    if _ADDED_NAME.fullmatch(name) is None or not is_allowed or folded.startswith(_NOT_ADDED):
        raise ValueError(f"the header '{name[:80]}' is not for plugins")
    if not text or len(text) > LONGEST_ADDED:
        raise ValueError(f"'{name}' must have from 1 to {LONGEST_ADDED} letters")
    try:
        return text_header(text)
    except UnwritableHeaderError as error:
        raise ValueError(f"'{name}': {error}") from error


def people_header(people: Iterable[tuple[str, str]]) -> Literal:
    """Return a header of ``(name, address)``; without people it says that they are not named.

    :param people: the addresses are those of :func:`core.mail.message.addresses.parse_address`
    :raises UnwritableHeaderError: a name or an address can't stand in a header
    """
    written = [_person(name, address) for name, address in people]
    return Literal(f",{FOLD}".join(written) or "undisclosed-recipients:;")


def ids_header(ids: Iterable[str]) -> Literal:
    """Return a header of message ids. They are never encoded: no reply would match them."""
    whole = FOLD.join(ids)
    return _checked(whole, whole.replace("\r\n", ""))


def _person(name: str, address: str) -> str:
    if not address.isprintable() or any(sign in address for sign in ' "(),:;<>\\'):
        raise UnwritableHeaderError("an address is none")
    return f"{_checked(_phrase(name), name, is_name=True)} <{address}>" if name else address


def _phrase(name: str) -> str:
    is_quotable = _PLAIN.fullmatch(name) and not any(sign in name for sign in ('"', "\\", "=?"))
    if is_quotable:
        return name if all(map(_ATOM.fullmatch, name.split(" "))) else f'"{name}"'
    words = groupby(name.split(" "), key=lambda word: bool(_ATOM.fullmatch(word)))
    return " ".join(
        text if is_atom else FOLD.join(_encoded_words(text, OF_NAME))
        for is_atom, group in words
        if (text := " ".join(group)) or not is_atom
    )


def _encoded_words(text: str, most: int) -> Iterator[str]:
    """Yield encoded words of at most so many octets of text; none ends within a character."""
    chunk = b""
    for octets in (char.encode("utf-8", "strict") for char in text):
        if len(chunk) + len(octets) > most:
            yield f"=?utf-8?b?{b64encode(chunk).decode()}?="
            chunk = b""
        chunk += octets
    yield f"=?utf-8?b?{b64encode(chunk).decode()}?="


def _checked(value: str, meant: str, *, is_name: bool = False) -> Literal:
    """Return the value as a literal if it is read as what it was meant to say, and ends there."""
    lines = value.split(FOLD)
    if _LINE_END.search(meant) or not all(
        _LINE.fullmatch(line) and len(line) < LONGEST_LINE - 100 for line in lines
    ):
        raise UnwritableHeaderError("a header has signs that no header can have")
    unfolded = " ".join(lines)
    if is_name and unfolded == f'"{meant}"':
        return Literal(value)
    try:
        read = str(make_header(decode_header(unfolded)))
    except (HeaderParseError, UnicodeError, LookupError):
        read = None
    if read != meant:
        raise UnwritableHeaderError("a header is read as something else than was meant")
    return Literal(value)
