"""Addresses: whom a mail goes to, checked so that nothing else gets into a header."""

from __future__ import annotations

from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from typing import TYPE_CHECKING

import idna

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets a mail.

    :param locale: the language the person chose; empty for the tenant's
    """

    address: str
    name: str = ""
    locale: str | None = None


def one_line(text: str, longest: int) -> str:
    """Return the text without line breaks and other control characters, and not too long."""
    # Joiners hold emoji and some scripts together; other invisible characters only mislead.
    kept = (char if char.isprintable() or char in "\u200c\u200d" else " " for char in text)
    printable = "".join(kept)
    line = " ".join(printable.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def parse_address(address: str) -> str | None:
    """Return the address as it goes out, its domain in ASCII; ``None`` if it is none."""
    local, at, domain = address.strip().rpartition("@")
    if not (local and at and domain) or not address.isprintable() or "\\" in address:
        return None
    try:
        ascii_domain = idna.encode(domain, uts46=True).decode() if not domain.isascii() else domain
        # A local part beyond ASCII is for the server to accept (SMTPUTF8), not for this check.
        Address(addr_spec=f"{local if local.isascii() else 'x'}@{ascii_domain}")
    except (HeaderParseError, ValueError, IndexError, UnicodeError):
        return None
    return f"{local}@{ascii_domain.lower()}"


def clean_recipients(
    people: Iterable[Recipient], without: Iterable[str] = ()
) -> list[tuple[str, str]]:
    """Return ``(name, address)`` of those with a valid address, each once, minus those given."""
    seen = {address.casefold() for address in without}
    found = []
    for person in people:
        address = parse_address(person.address)
        if address is not None and address.casefold() not in seen:
            seen.add(address.casefold())
            found.append((one_line(person.name, LONGEST_NAME), address))
    return found
