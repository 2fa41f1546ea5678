"""Whether a server may send for the domain of an envelope's sender (SPF, RFC 7208)."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import spf

from plugins.email_channel.services.sender_checks.lookups import LookupFailedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from plugins.email_channel.services.sender_checks.lookups import Lookups


def check_sender_policy(lookups: Lookups, client_address: str, envelope_from: str) -> str:
    """Return the result of RFC 7208, 2.6; ``none`` where nothing can be asked.

    :param client_address: of the server that handed it over; one that is not of the public internet
        says nothing about who sent it
    """
    if not _is_public(client_address) or "@" not in envelope_from:
        return "none"
    question = _Question(lookups, client_address, envelope_from)
    try:
        result, _code, _explanation = question.check()
    except LookupFailedError:
        return "temperror"
    except (AssertionError, ValueError, LookupError, TypeError, RecursionError):
        # The library meets records that it does not expect.
        return "permerror"
    return str(result)


def _is_public(address: str) -> bool:
    try:
        return ip_address(address).is_global
    except ValueError:
        return False


class _Question(spf.query):
    """The library's evaluation, with our own questions to the domain name system."""

    def __init__(self, lookups: Lookups, client_address: str, envelope_from: str) -> None:
        super().__init__(i=client_address, s=envelope_from, h="")
        self._lookups = lookups

    def dns(self, name: Any, qtype: str, **options: Any) -> list[Any]:
        """Return records in the shapes that the library reads, and count those that are empty."""
        found = [READERS[qtype](record) for record in self._lookups.ask(str(name), qtype)]
        if not found and not options.get("ignore_void"):
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:  # RFC 7208, 4.6.4
                raise spf.PermError(f"more than {spf.MAX_VOID_LOOKUPS} lookups found nothing")
        return found

    def get_explanation(self, spec: str) -> None:
        """Ask for none: a stranger's words are of no use to us."""


def _mail_server(record: str) -> tuple[int, str]:
    preference, _blank, host = record.partition(" ")
    return int(preference), host


READERS: dict[str, Callable[[str], Any]] = {
    "A": str,
    "AAAA": str,
    "PTR": str,
    "MX": _mail_server,
    "TXT": lambda record: (record.encode("latin-1", "replace"),),
}
