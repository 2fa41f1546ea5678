"""Addresses: whom a mail goes to, checked so that nothing else gets into a header."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from typing import TYPE_CHECKING

import idna

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_NAME = 200
LONGEST_KEY = 320
# What no header can hold, and what turns round the letters after it; what isolates does not.
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066\u2067\ud800-\udfff]")
# Signs that mean something in a list of addresses.
_SYNTAX = re.compile(r'[\s"(),:;<>@\[\]\\]')
_DOMAIN = re.compile(r"[a-z0-9._-]+|\[[a-z0-9.:]+\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets a mail.

    :param locale: the language the person chose; empty for the tenant's
    :param has_page: they can open the page of what the mail is about
    """

    address: str
    name: str = ""
    locale: str | None = None
    has_page: bool = False


def one_line(text: str, longest: int) -> str:
    """Return the text without line breaks and other control characters, and not too long."""
    line = " ".join(_UNFIT.sub(" ", text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def parse_address(address: str) -> str | None:
    """Return the address as it goes out, its domain in ASCII; ``None`` if it is none."""
    local, at, domain = address.strip().rpartition("@")
    if not (local and at and domain) or not address.isprintable() or _SYNTAX.search(local):
        return None
    try:
        ascii_domain = idna.encode(domain, uts46=True).decode() if not domain.isascii() else domain
        if not _DOMAIN.fullmatch(ascii_domain):
            return None
        # A local part beyond ASCII is for the server to accept (SMTPUTF8), not for this check.
        Address(addr_spec=f"{local if local.isascii() else 'x'}@{ascii_domain}")
    except (HeaderParseError, ValueError, IndexError, UnicodeError):
        return None
    return f"{local}@{ascii_domain.lower()}"


def address_key(address: str) -> str:
    """Return the one form in which addresses of mails are compared; what is none stays as it is."""
    return (parse_address(address) or address.strip()).casefold()[:LONGEST_KEY]


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
