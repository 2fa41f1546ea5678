"""What an author's domain asks of mail that can't prove to be its own (DMARC, RFC 7489)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from publicsuffixlist import PublicSuffixList

if TYPE_CHECKING:
    from plugins.email_channel.services.sender_checks.lookups import Lookups

POLICIES = ("none", "quarantine", "reject")
STRICT = "s"


@dataclass(frozen=True, slots=True)
class DomainPolicy:
    """A domain's policy record.

    :param requested: ``none``, ``quarantine`` or ``reject``
    """

    requested: str
    is_strict_dkim: bool = False
    is_strict_spf: bool = False


def find_policy(lookups: Lookups, domain: str) -> DomainPolicy | None:
    """Return the policy of a domain, or of the organisation that it belongs to (RFC 7489, 6.6.3).

    :raises plugins.email_channel.services.sender_checks.lookups.LookupFailedError: no answer
    """
    tags = _ask(lookups, domain)
    organisation = organisation_of(domain)
    if tags is None and organisation != domain:
        tags = _ask(lookups, organisation)
        if tags is not None:
            tags = tags | {"p": tags.get("sp", tags["p"])}
    if tags is None:
        return None
    requested = tags["p"] if tags["p"] in POLICIES else "none"
    return DomainPolicy(requested, tags.get("adkim") == STRICT, tags.get("aspf") == STRICT)


def _ask(lookups: Lookups, domain: str) -> dict[str, str] | None:
    records = [_tags(record) for record in lookups.ask(f"_dmarc.{domain}", "TXT")]
    # Several are none (RFC 7489, 6.6.3, 5).
    found = [tags for tags in records if tags is not None]
    return found[0] if len(found) == 1 and "p" in found[0] else None


def _tags(record: str) -> dict[str, str] | None:
    first, _semicolon, rest = record.partition(";")
    if "".join(first.split()).lower() != "v=dmarc1":
        return None
    pairs = (tag.partition("=") for tag in rest.split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _equals, value in pairs}


def is_aligned(domain: str, author_domain: str, *, is_strict: bool = False) -> bool:
    """Whether a domain that was proved speaks for the one of the From header (RFC 7489, 3.1)."""
    if is_strict or not domain:
        return bool(domain) and domain == author_domain
    return organisation_of(domain) == organisation_of(author_domain)


def organisation_of(domain: str) -> str:
    """Return the organisational domain (RFC 7489, 3.2), such as ``acme.co.uk``."""
    return _suffixes().privatesuffix(domain) or domain


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
