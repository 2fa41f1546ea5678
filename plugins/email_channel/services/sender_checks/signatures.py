"""Signatures of domains: of authors (DKIM, RFC 6376) and of who passed mail on (ARC, RFC 8617).

The library hashes and checks; here is what it may be asked: not more signatures, longer headers or
larger keys than a message has that people sent.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import dkim

from plugins.email_channel.services.sender_checks.lookups import LookupFailedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from plugins.email_channel.services.sender_checks.lookups import Lookups

MOST_SIGNATURES = 5
MOST_SEALS = 5
MOST_HEADERS = 1000
MOST_HEADER_BYTES = 256 * 1024
# The library makes an object of each line, also of the body: this is 128 MB.
MOST_LINES = 2_000_000
MOST_SIGNATURE_BYTES = 8 * 1024
MOST_KEY_BYTES = 2048  # as it stands in a TXT record: RSA up to some 8000 bits
# The library looks for blanks at the end of lines in a time that grows with the square of a run of
# blanks. This is the sum of the squares that it may meet, about a second.
MOST_BLANKS = 100_000_000
_RUN_OF_BLANKS = re.compile(rb"[ \t]{16,}")
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
UNSUITABLE = (b"rsa-sha1",)  # RFC 8301, 3.1
# What the library raises at what it can't read, besides its own.
_UNREADABLE = (
    dkim.DKIMException,
    binascii.Error,
    ValueError,
    LookupError,
    TypeError,
    ArithmeticError,
    AttributeError,
)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature, by which domain, and ``pass``, ``fail``, ``temperror`` or ``permerror``."""

    domain: str
    result: str


@dataclass(frozen=True, slots=True)
class Seals:
    """The chain of those who passed a message on (RFC 8617, 5.2).

    :param domains: of every sealer, the last one first
    :param first_results: what the first of them had found of the message that came to it
    """

    result: str = "none"
    domains: tuple[str, ...] = ()
    first_results: str = ""


def is_checkable(raw: bytes) -> bool:
    """Whether checking the message's signatures takes time and memory in proportion to it."""
    end = _END_OF_HEADERS.search(raw, 0, MOST_HEADER_BYTES)
    if end is None or raw.count(b"\n", 0, end.start()) > 10 * MOST_HEADERS:
        return False
    if raw.count(b"\n") > MOST_LINES:
        return False
    left = MOST_BLANKS
    for run in _RUN_OF_BLANKS.finditer(raw):
        left -= (run.end() - run.start()) ** 2
        if left < 0:
            return False
    return True


def check_signatures(lookups: Lookups, raw: bytes) -> Iterator[Signature]:
    """Yield the results of the first signatures, as far as there is time for them.

    :param raw: a message that is checkable
    """
    try:
        message = dkim.DKIM(raw)
    except _UNREADABLE:
        return
    headers = [value for name, value in message.headers if name.lower() == b"dkim-signature"]
    if len(message.headers) > MOST_HEADERS:
        return
    for index, header in enumerate(headers[:MOST_SIGNATURES]):
        if lookups.is_over:
            return
        if len(header) <= MOST_SIGNATURE_BYTES:
            yield _check(lookups, message, index)


def _check(lookups: Lookups, message: Any, index: int) -> Signature:
    message.domain = b""
    try:
        is_valid = message.verify(index, dnsfunc=_keys(lookups))
        fields = message.signature_fields
        # Beyond the part that is signed, anybody can have added anything (RFC 6376, 8.2).
        is_whole = b"l" not in fields
        is_suitable = fields.get(b"a") not in UNSUITABLE
        result = "pass" if is_valid and is_whole and is_suitable else "fail"
    except LookupFailedError:
        result = "temperror"
    except dkim.ValidationError:
        result = "fail"
    except _UNREADABLE:
        result = "permerror"
    return Signature(_domain(message.domain), result)


def check_seals(lookups: Lookups, raw: bytes) -> Seals:
    """Return what the chain of seals is worth.

    :param raw: a message that is checkable
    """
    try:
        chain = dkim.ARC(raw)
        last, headers = chain.sorted_arc_headers()
        if not headers:
            return Seals()
        longest = max(len(value) for _instance, (_name, value) in headers)
        if last > MOST_SEALS or longest > MOST_SIGNATURE_BYTES or len(chain.headers) > MOST_HEADERS:
            return Seals("permerror")
        result, sets, _reason = chain.verify(dnsfunc=_keys(lookups))
    except LookupFailedError:
        return Seals("temperror")
    except _UNREADABLE:
        return Seals("permerror")
    if result != dkim.CV_Pass:
        return Seals("fail")
    first = sets[-1]["aar-value"].decode("ascii", "replace")
    return Seals("pass", tuple(_domain(one["as-domain"]) for one in sets), first)


def _keys(lookups: Lookups) -> Callable[..., bytes | None]:
    def find(name: bytes, timeout: float = 0) -> bytes | None:
        del timeout  # the lookups have their own
        records = lookups.ask(name.decode("ascii", "replace"), "TXT")
        key = records[0].encode("latin-1", "replace") if records else None
        return key if key is None or len(key) <= MOST_KEY_BYTES else None

    return find


def _domain(name: bytes | None) -> str:
    return (name or b"").decode("ascii", "replace").strip().lower()
