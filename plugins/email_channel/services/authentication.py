"""Whether a message comes from the domain that its From line names.

What a mail server that the mailbox trusts has written down counts (RFC 8601). Without that, the
message's signatures (DKIM, RFC 6376), the right of the server that handed it over (SPF, RFC 7208)
and the policy of its domain (DMARC, RFC 7489) are checked here, which asks the domain name system:
never within a transaction.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email.errors import HeaderParseError
from email.headerregistry import Address, AddressHeader
from email.policy import default
from typing import TYPE_CHECKING, Literal

import structlog

from core.plugin.api.people import fold_address
from plugins.email_channel.services.sender_checks.domain_policy import find_policy, is_aligned
from plugins.email_channel.services.sender_checks.lookups import (
    LookupFailedError,
    Lookups,
    Resolve,
    resolve,
)
from plugins.email_channel.services.sender_checks.sender_policy import check_sender_policy
from plugins.email_channel.services.sender_checks.signatures import (
    MOST_HEADER_BYTES,
    Seals,
    check_seals,
    check_signatures,
    is_checkable,
)
from plugins.email_channel.services.sender_checks.trusted_results import (
    Results,
    read_results,
    read_trusted,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

log = structlog.get_logger(__name__)

Source = Literal["headers", "checked"]
Verdict = Literal["pass", "fail", "unknown"]

SECONDS = 8.0  # for all questions to the domain name system together
MOST_QUESTIONS = 60
LONGEST_FROM = 2000
# Whoever passes mail on breaks signatures, by a list's footer or a redirection. These say truly
# what they had found before (RFC 8617).
TRUSTED_SEALERS = frozenset({"google.com", "microsoft.com", "fastmail.com", "proton.me"})
ENFORCED = ("quarantine", "reject")
# What the standard library raises at a line that it can't read.
UNREADABLE = (
    *(HeaderParseError, ValueError, LookupError, AttributeError, TypeError),
    RecursionError,
)
_LINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Authentication:
    """What is known of who sent a message.

    Each result is ``pass``, ``fail``, ``none``, ``temperror``, ``permerror`` or another of RFC
    8601, 2.7; ``arc`` is looked at only where it can change the verdict.

    :param source: ``headers`` of a trusted server, or ``checked`` here
    :param domain: that of the author, for which alone the verdict holds
    :param verdict: ``fail`` if its domain asks not to take it for its own, ``pass`` if it is proved
        to be its own
    :param details: what was found, for the record of the decision
    """

    spf: str = "none"
    dkim: str = "none"
    dmarc: str = "none"
    arc: str = "none"
    source: Source = "checked"
    domain: str = ""
    verdict: Verdict = "unknown"
    details: tuple[str, ...] = ()


UNKNOWN = Authentication()


def authenticate(
    raw: bytes,
    *,
    author: str,
    client_address: str,
    envelope_from: str,
    trusted_server: str,
    trusted_sealers: Collection[str] = TRUSTED_SEALERS,
    resolve: Resolve = resolve,
) -> Authentication:
    """Return what is known of who sent a message. Takes some seconds at most, and raises nothing.

    :param author: whose the message is taken to be, an address; what is checked is its domain
    :param client_address: the IP address of the server that handed it over, or empty
    :param trusted_server: whose Authentication-Results are believed, or empty for nobody's
    :param trusted_sealers: domains whose seals (ARC) are believed
    :param resolve: asks the domain name system; tests bring their own
    """
    lookups = Lookups(resolve, seconds=SECONDS, most=MOST_QUESTIONS)
    try:
        fields = _read_fields(raw)
        found = read_trusted(fields, trusted_server) if trusted_server else None
        domain = _domain_of(author)
        trick = _find_trick(fields, domain)
        if trick or not domain:
            return Authentication(
                dmarc="permerror",
                verdict="fail" if trick else "unknown",
                details=(trick or "no address in From",),
            )
        if found is not None:
            return _judge(lookups, raw, domain, found, trusted_sealers, source="headers")
        found = _check(lookups, raw, client_address, envelope_from)
        return _judge(lookups, raw, domain, found, trusted_sealers, source="checked")
    except Exception as error:  # noqa: BLE001  # libraries read here what strangers wrote
        log.warning("mail_not_authenticated", error=repr(error))
        return replace(UNKNOWN, details=(f"not checked: {type(error).__name__}",))


def _judge(
    lookups: Lookups,
    raw: bytes,
    domain: str,
    found: Results,
    trusted_sealers: Collection[str],
    *,
    source: Source,
) -> Authentication:
    judgement = _Judgement(lookups, domain, found)
    arc = found.arc
    if judgement.verdict == "fail" and is_checkable(raw):
        seals = check_seals(lookups, raw)
        judgement.heed(seals, trusted_sealers)
        arc = seals.result
    return Authentication(
        spf=found.spf,
        dkim=judgement.dkim,
        dmarc=judgement.dmarc,
        arc=arc,
        source=source,
        domain=domain,
        verdict=judgement.verdict,
        details=tuple(judgement.details),
    )


def _check(lookups: Lookups, raw: bytes, client_address: str, envelope_from: str) -> Results:
    signatures = tuple(check_signatures(lookups, raw)) if is_checkable(raw) else ()
    return Results(
        spf=check_sender_policy(lookups, client_address, envelope_from),
        spf_domain=envelope_from.rpartition("@")[2].lower(),
        signatures=signatures,
    )


class _Judgement:
    """The verdict about a message, and what led to it.

    :param domain: of the From line
    :param found: by the trusted server, or here
    """

    def __init__(self, lookups: Lookups, domain: str, found: Results) -> None:
        self.details = [
            f"spf={found.spf} ({found.spf_domain or 'not asked'})",
            *(f"dkim={one.result} ({one.domain})" for one in found.signatures),
        ]
        self._domain = domain
        self._found = found
        self.dkim = _best([one.result for one in found.signatures])
        self.dmarc, requested = self._judge(lookups)
        self.details.append(f"dmarc={self.dmarc} ({domain}; policy {requested or 'not found'})")
        self.verdict: Verdict = self._conclude(requested)

    def _judge(self, lookups: Lookups) -> tuple[str, str]:
        """Return the result of DMARC, and what the domain asks for."""
        found = self._found
        is_told = found.dmarc and found.dmarc_domain in ("", self._domain)
        if is_told and (found.dmarc != "fail" or found.policy):
            return found.dmarc, found.policy
        try:
            policy = find_policy(lookups, self._domain)
        except LookupFailedError:
            # A failure that a server has told stays one: it knew the policy.
            return (found.dmarc, ENFORCED[0]) if is_told else ("temperror", "")
        if policy is None:
            return "none", ""
        if is_told:
            return found.dmarc, policy.requested
        is_proved = self._is_proved(
            is_strict_dkim=policy.is_strict_dkim, is_strict_spf=policy.is_strict_spf
        )
        if is_proved:
            return "pass", policy.requested
        is_open = "temperror" in (found.spf, *(one.result for one in found.signatures))
        return "temperror" if is_open else "fail", policy.requested

    def _conclude(self, requested: str) -> Verdict:
        if self.dmarc == "pass":
            return "pass"
        if self.dmarc == "fail":
            return "fail" if requested in ENFORCED else "unknown"
        if self._is_proved():
            return "pass"
        return "fail" if self.dmarc == "none" and self._found.spf == "fail" else "unknown"

    def _is_proved(self, *, is_strict_dkim: bool = False, is_strict_spf: bool = False) -> bool:
        """Whether SPF or a signature proves the author's domain (RFC 7489, 3.1)."""
        found = self._found
        by_server = found.spf == "pass" and is_aligned(
            found.spf_domain, self._domain, is_strict=is_strict_spf
        )
        return by_server or any(
            one.result == "pass" and is_aligned(one.domain, self._domain, is_strict=is_strict_dkim)
            for one in found.signatures
        )

    def heed(self, seals: Seals, trusted: Collection[str]) -> None:
        """Take back a failure if those who passed the message on had found it good.

        Each of them could have changed it, so each must be trusted (RFC 8617, 5.2 and 7.2).
        """
        self.details.append(f"arc={seals.result} ({', '.join(seals.domains) or 'not sealed'})")
        if seals.result != "pass" or not set(seals.domains) <= set(trusted):
            return
        first = read_results(seals.first_results.partition(";")[2])
        was_good = first.dmarc == "pass" and first.dmarc_domain in ("", self._domain)
        was_signed = any(
            one.result == "pass" and is_aligned(one.domain, self._domain)
            for one in first.signatures
        )
        if was_good or was_signed:
            self.verdict = "unknown"
            self.details.append("passed on by trusted servers, which had found it good")


def _best(results: Sequence[str]) -> str:
    for result in ("pass", "temperror", "fail"):
        if result in results:
            return result
    return results[0] if results else "none"


def _read_fields(raw: bytes) -> list[tuple[str, str]]:
    """Return the headers in order, unfolded, their names in small letters."""
    head = raw[:MOST_HEADER_BYTES].decode("utf-8", "replace")
    fields: list[tuple[str, list[str]]] = []
    for line in _LINE.split(head):
        if not line:
            break
        name, colon, value = line.partition(":")
        if line[0] in " \t" and fields:
            fields[-1][1].append(line)
        elif colon:
            fields.append((name.strip().lower(), [value]))
    return [(name, " ".join("".join(lines).split())) for name, lines in fields]


def _domain_of(address: str) -> str:
    """Return the domain of an address, as mail is filed under it."""
    domain = fold_address(address).rpartition("@")[2]
    return domain if domain.isascii() else ""


def _find_trick(fields: Sequence[tuple[str, str]], domain: str) -> str:
    """Say what about From is made to show the reader one author, and prove another.

    Several authors are one such trick (RFC 7489, 6.6.1), and a line that can be read in two ways.

    :param domain: of the author, as we read it
    """
    lines = [value for name, value in fields if name == "from"]
    if len(lines) > 1:
        return "several From lines"
    addresses = _addresses(lines[0]) if lines else ()
    domains = {_domain_of(address.addr_spec) for address in addresses if address.domain}
    if len(domains) > 1:
        return "From names several domains"
    return "From can be read in two ways" if domains - {"", domain} else ""


def _addresses(line: str) -> Sequence[Address]:
    try:
        header = default.header_factory("from", line[:LONGEST_FROM])
    except UNREADABLE:
        return ()
    return header.addresses if isinstance(header, AddressHeader) else ()
