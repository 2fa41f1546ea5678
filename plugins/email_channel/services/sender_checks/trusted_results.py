"""What a server that we trust has found and written down (Authentication-Results, RFC 8601)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import authres

from plugins.email_channel.services.sender_checks.signatures import Signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_FIELDS = 10
MOST_FIELD_LETTERS = 8 * 1024
FIELD, HOP = "authentication-results", "received"
# Servers write the domain's policy in a comment: "dmarc=fail (p=REJECT sp=NONE) header.from=…".
_POLICY = re.compile(r"\bdmarc=\w+[^;]{0,200}?\bp=(none|quarantine|reject)\b", re.IGNORECASE)
_LETTERS = re.compile(r"[a-z0-9-]{1,20}")


@dataclass(frozen=True, slots=True)
class Results:
    """What was found by whoever checked. What nobody has checked is ``none`` or empty.

    :param spf_domain: the domain that the server's right was checked for
    :param dmarc: empty if it was not checked
    :param dmarc_domain: the domain of the From header that it was checked for, if it is said
    :param policy: what the domain asks for, if it is said
    """

    spf: str = "none"
    spf_domain: str = ""
    signatures: tuple[Signature, ...] = ()
    dmarc: str = ""
    dmarc_domain: str = ""
    policy: str = ""
    arc: str = "none"


def read_trusted(fields: Sequence[tuple[str, str]], trusted_server: str) -> Results | None:
    """Return what the trusted server says about a message; ``None`` if it says nothing.

    Its topmost fields count, up to the hop below them: what stands further down came with the
    message. A server that deserves trust removes fields in its name that came so (RFC 8601, 5).

    :param fields: names in small letters and unfolded values, in order
    :param trusted_server: its name, as it begins its fields (authserv-id)
    """
    written: list[str] = []
    for name, value in fields:
        if name == HOP and written:
            break
        if name == FIELD and _server_of(value) == trusted_server.strip().lower():
            written.append(value)
    found = [results for value in written[:MOST_FIELDS] for results in _parse(value)]
    return _gather(found, " ; ".join(written[:MOST_FIELDS])) if found else None


def read_results(value: str) -> Results:
    """Return what one field says, whoever wrote it."""
    return _gather(list(_parse(value)), value)


def _server_of(value: str) -> str:
    words = value.partition(";")[0].split()
    return words[0].lower() if words else ""


def _parse(value: str) -> Iterable[authres.core.AuthenticationResult]:
    if len(value) > MOST_FIELD_LETTERS:
        return []
    try:
        header = authres.AuthenticationResultsHeader.parse_value(" ".join(value.split()))
    except (authres.AuthResError, ValueError, LookupError, AttributeError, RecursionError):
        return []
    results: list[authres.core.AuthenticationResult] = header.results
    return results


def _gather(found: Sequence[authres.core.AuthenticationResult], written: str) -> Results:
    policy = _POLICY.search(written[: MOST_FIELDS * MOST_FIELD_LETTERS])
    spf, dmarc, arc = (_first(found, method) for method in ("spf", "dmarc", "arc"))
    return Results(
        spf=_result(spf) if spf else "none",
        spf_domain=_domain(_value(spf, "smtp", "mailfrom")) if spf else "",
        signatures=tuple(
            Signature(
                _domain(_value(one, "header", "d") or _value(one, "header", "i")), _result(one)
            )
            for one in found
            if one.method.lower() == "dkim"
        ),
        dmarc=_result(dmarc) if dmarc else "",
        dmarc_domain=_domain(_value(dmarc, "header", "from")) if dmarc else "",
        policy=policy.group(1).lower() if policy else "",
        arc=_result(arc) if arc else "none",
    )


def _first(
    found: Sequence[authres.core.AuthenticationResult], method: str
) -> authres.core.AuthenticationResult | None:
    return next((one for one in found if one.method.lower() == method), None)


def _result(one: authres.core.AuthenticationResult) -> str:
    result = (one.result or "").lower()
    return result if _LETTERS.fullmatch(result) else "permerror"


def _value(one: authres.core.AuthenticationResult, kind: str, name: str) -> str:
    return next(
        (
            str(given.value)
            for given in one.properties
            if (given.type.lower(), given.name.lower()) == (kind, name)
        ),
        "",
    )


def _domain(address: str) -> str:
    return address.rpartition("@")[2].strip().lower()
