"""Asking the domain name system, so often and so long as one message may cost."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

import dns.exception
import dns.resolver
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT

from core.plugin.api import VentanillaError

# Asked for a name, a type of record and for how many seconds to wait, it returns the records: TXT
# as it stands, MX as "preference host", others as text. None that is there is no error.
Resolve = Callable[[str, str, float], list[str]]

MOST_RECORD = 4096  # a TXT record; a key of 4096 bits takes some 750
MOST_RECORDS = 50
LONGEST_NAME = 253


class LookupFailedError(VentanillaError):
    """The domain name system did not answer, or was asked too much."""


class Lookups:
    """The questions that one message may cause, each asked once.

    :param seconds: after which nothing more is asked
    :param most: how many questions may be asked
    """

    def __init__(self, resolve: Resolve, *, seconds: float, most: int) -> None:
        self._resolve = resolve
        self._until = time.monotonic() + seconds
        self._left = most
        self._known: dict[tuple[str, str], list[str] | None] = {}

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._until

    def ask(self, name: str, kind: str) -> list[str]:
        """Return the records of a name; none for a name that can't be or is not there.

        :raises LookupFailedError: there is no answer
        """
        name = name.rstrip(".").lower()
        if not name or not name.isascii() or len(name) > LONGEST_NAME:
            return []
        if (name, kind) not in self._known:
            self._known[name, kind] = self._ask(name, kind)
        found = self._known[name, kind]
        if found is None:
            raise LookupFailedError(f"no answer about {name}")
        return found

    def _ask(self, name: str, kind: str) -> list[str] | None:
        seconds = self._until - time.monotonic()
        if self._left <= 0 or seconds <= 0:
            return None
        self._left -= 1
        try:
            records = self._resolve(name, kind, seconds)
        except LookupFailedError:
            return None
        return [record for record in records if len(record) <= MOST_RECORD][:MOST_RECORDS]


def resolve(name: str, kind: str, seconds: float) -> list[str]:
    """Ask the name servers of this machine.

    :raises LookupFailedError: none answered in time
    """
    try:
        answer = _resolver().resolve(
            name, kind, lifetime=seconds, search=False, raise_on_no_answer=False
        )
    except (dns.resolver.NXDOMAIN, dns.resolver.YXDOMAIN):
        return []
    except (dns.exception.DNSException, OSError, ValueError) as error:
        raise LookupFailedError(str(error)) from error
    return [_text(record) for record in answer.rrset or ()]


def _text(record: object) -> str:
    if isinstance(record, TXT):
        # Several strings are one (RFC 7208, 3.3; RFC 6376, 3.6.2.2).
        return b"".join(record.strings).decode("latin-1")
    if isinstance(record, MX):
        return f"{record.preference} {record.exchange.to_text(omit_final_dot=True)}"
    return str(record).rstrip(".")


@cache
def _resolver() -> dns.resolver.Resolver:
    return dns.resolver.Resolver()
