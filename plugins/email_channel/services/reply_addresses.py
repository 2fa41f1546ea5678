"""Addresses that name the case they belong to: ``help+TOKEN@acme.example`` (RFC 5233).

The token is the case's number and a signature of it, in letters and digits that survive a server
which changes their case. It proves that its writer has had a mail of the case, and nothing about
who the writer is.
"""

from __future__ import annotations

import re
from base64 import b32decode, b32encode
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.plugin.api import is_signed, sign
from core.plugin.api.cases import Case

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from core.plugin.api import Scope
    from plugins.email_channel.models import Mailbox

MOST_LOCAL, MOST_ADDRESS = 64, 254  # RFC 5321, 4.5.3.1; RFC 3696, erratum 1690
MOST_ADDRESSES = 200
SIGNATURE_BYTES = 10  # 80 bits
NUMBER_BYTES = 8  # at most: the database's whole numbers
TAG = "+"
# As text, and as links to write a mail have it.
_TAGGED = re.compile(r"(\+|%2b)([a-z2-7]{18,32})(?=@|%40)", re.IGNORECASE)


def reply_address(scope: Scope, mailbox: Mailbox, case_id: UUID) -> str:
    """Return the address that answers to a case's mail go to.

    Where the whole would be longer than an address may be, it is the mailbox's own: then only the
    headers of the answer name the case. It costs no query where the session has the case.
    """
    address = mailbox.reply_to or mailbox.address
    case = scope.session.get(Case, (scope.tenant_id, case_id))
    if case is None:
        return address
    local, at, domain = address.rpartition("@")
    tagged = f"{local}{TAG}{_token(scope, case.number)}"
    whole = f"{tagged}{at}{domain}"
    return whole if len(tagged) <= MOST_LOCAL and len(whole) <= MOST_ADDRESS else address


def case_of_addresses(scope: Scope, addresses: Iterable[str]) -> UUID | None:
    """Return the case that one of the addresses names, the first that does.

    :param addresses: of To, Cc or the envelope; those without a token of ours are passed over
    """
    for _count, address in zip(range(MOST_ADDRESSES), addresses, strict=False):
        local = address.strip().rpartition("@")[0]
        number = _read_token(scope, local.rpartition(TAG)[2]) if TAG in local else None
        if number is not None:
            found = scope.session.scalar(select(Case.id).where(Case.number == number))
            if found is not None:
                return found
    return None


def mask_tokens(scope: Scope, text: str) -> str:
    """Return a text in which the addresses that name a case do so no more.

    Whoever has such an address may write to the case: to have read its mail is not enough.
    """

    def mask(found: re.Match[str]) -> str:
        is_ours = _read_token(scope, found[2]) is not None
        return f"{found[1]}…" if is_ours else found[0]

    return _TAGGED.sub(mask, text)


def _token(scope: Scope, number: int) -> str:
    written = number.to_bytes((number.bit_length() + 7) // 8 or 1)
    signature = sign(scope.settings, written, _purpose(scope), SIGNATURE_BYTES)
    return b32encode(written + signature).decode().rstrip("=").lower()


def _read_token(scope: Scope, token: str) -> int | None:
    """Return the number that a token of this tenant has; ``None`` if it is no such token."""
    try:
        data = b32decode(token.upper() + "=" * (-len(token) % 8))
    except ValueError:
        return None
    written, signature = data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
    if not 0 < len(written) <= NUMBER_BYTES:
        return None
    if not is_signed(scope.settings, written, _purpose(scope), signature):
        return None
    return int.from_bytes(written)


def _purpose(scope: Scope) -> str:
    return f"email_channel reply:{scope.tenant_id}"
