"""Signing what goes out from a mailbox (DKIM, RFC 6376), with a key of its own.

A new key is used as soon as its record was found in the domain name system, and the one before
until then: no mail goes out with a signature that nobody can check.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING

import dkim
import idna
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from sqlalchemy import select

from core.plugin.api import record_activity
from core.plugin.api.people import fold_address
from plugins.email_channel.models import Mailbox
from plugins.email_channel.permissions import SET_UP
from plugins.email_channel.services.mailboxes import ACTIVITY, read_secret, store_secret
from plugins.email_channel.services.sender_checks.lookups import Lookups

if TYPE_CHECKING:
    from core.plugin.api import Scope
    from plugins.email_channel.services.sender_checks.lookups import Resolve

KEY_BITS = 2048  # RFC 8301, 3.2
KEY, NEXT_KEY = "dkim_key", "dkim_next_key"
SECONDS = 5.0
# Named once more than they occur, so that none can be added on the way (RFC 6376, 8.15).
SIGNED = (
    *("from", "reply-to", "subject", "date", "to", "cc"),
    *("message-id", "in-reply-to", "references"),
)
RELAXED = (b"relaxed", b"relaxed")


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """What the owner of a domain publishes (RFC 6376, 3.6): a TXT record and its name."""

    name: str
    value: str


def make_key(scope: Scope, mailbox: Mailbox) -> None:
    """Make a new key, which waits for its record to be published."""
    scope.require(SET_UP.name)
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    # What the library that signs can read (PKCS #1).
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    mailbox.dkim_next_selector = f"v{scope.now():%Y%m%d}-{token_hex(3)}"
    store_secret(scope, mailbox, NEXT_KEY, pem.decode())
    _record(scope, mailbox)


def remove_keys(scope: Scope, mailbox: Mailbox) -> None:
    """Send without signatures from now on."""
    scope.require(SET_UP.name)
    mailbox.dkim_domain = mailbox.dkim_selector = mailbox.dkim_key = ""
    mailbox.dkim_next_selector = mailbox.dkim_next_key = ""
    _record(scope, mailbox)


def waiting_record(scope: Scope, mailbox: Mailbox) -> KeyRecord | None:
    """Return the record to publish, or ``None`` if no key waits for one.

    :raises plugins.email_channel.services.mailbox_errors.MailboxError: the key can't be read
    """
    if not mailbox.dkim_next_selector:
        return None
    private = load_pem_private_key(read_secret(scope, mailbox, NEXT_KEY).encode(), None)
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return KeyRecord(
        f"{mailbox.dkim_next_selector}._domainkey.{domain_of(mailbox.address)}",
        f"v=DKIM1; k=rsa; p={b64encode(public).decode()}",
    )


def is_published(record: KeyRecord, resolve: Resolve) -> bool:
    """Whether the record is there. Takes some seconds at most.

    :raises plugins.email_channel.services.sender_checks.lookups.LookupFailedError: nobody says it
    """
    found = Lookups(resolve, seconds=SECONDS, most=1).ask(record.name, "TXT")
    return _key_of(record.value) in [_key_of(one) for one in found]


def use_waiting_key(scope: Scope, mailbox: Mailbox) -> None:
    """Sign with the key that was waiting, as its record is published."""
    scope.require(SET_UP.name)
    store_secret(scope, mailbox, KEY, read_secret(scope, mailbox, NEXT_KEY))
    mailbox.dkim_domain = domain_of(mailbox.address)
    mailbox.dkim_selector = mailbox.dkim_next_selector
    mailbox.dkim_next_selector = mailbox.dkim_next_key = ""
    _record(scope, mailbox)


def is_signing(mailbox: Mailbox) -> bool:
    """Whether mails of the mailbox go out signed: not before its domain has the record."""
    return bool(mailbox.dkim_key) and mailbox.dkim_domain == domain_of(mailbox.address)


def sign_mail(scope: Scope, message: bytes, sender: str) -> bytes | None:
    """Return the signature's header field, or ``None`` if the sender's mailbox has no key in use.

    :param message: as it travels
    :raises plugins.email_channel.services.mailbox_errors.MailboxError: the key can't be read
    """
    query = select(Mailbox).where(Mailbox.address_key == fold_address(sender))
    mailbox = scope.session.scalar(query)
    if mailbox is None or not is_signing(mailbox):
        return None
    present = [name.lower().decode("ascii") for name, _value in dkim.rfc822_parse(message)[0]]
    named = [name for name in SIGNED for _time in range(present.count(name) + 1)]
    field: bytes = dkim.sign(
        message,
        mailbox.dkim_selector.encode(),
        mailbox.dkim_domain.encode(),
        read_secret(scope, mailbox, KEY).encode(),
        canonicalize=RELAXED,
        include_headers=[name.encode() for name in named],
    )
    return field


def domain_of(address: str) -> str:
    """Return the domain of an address as the domain name system knows it (RFC 5890)."""
    domain = address.rpartition("@")[2].lower()
    return domain if domain.isascii() else idna.encode(domain, uts46=True).decode()


def _key_of(record: str) -> str:
    tags = dict(tag.partition("=")[::2] for tag in "".join(record.split()).split(";"))
    return tags.get("p", "")


def _record(scope: Scope, mailbox: Mailbox) -> None:
    record_activity(scope, ACTIVITY, address=mailbox.address, done="changed")
