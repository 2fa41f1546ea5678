"""Signing what leaves the installation and comes back: addresses to answer to, links to files.

HMAC-SHA256 (RFC 2104) under a key that is derived from the installation's secret, cut to as many
bytes as the place has room for. What a signature is for is signed with it.
"""

from __future__ import annotations

import hmac
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from core.settings.environment import Settings

LABEL = b"ventanilla signing 1"
FEWEST_BYTES = 10  # RFC 2104, section 5, and NIST SP 800-107 ask for no fewer than 80 bits


def sign(
    settings: Settings, message: bytes, purpose: str, length: int = sha256().digest_size
) -> bytes:
    """Return the signature of a message.

    :param purpose: what it is for and whose it is; needed again to check it
    :param length: how many bytes of it to return, at least ``FEWEST_BYTES``
    """
    return _sign(settings.secret, message, purpose, length)


def is_signed(settings: Settings, message: bytes, purpose: str, signature: bytes) -> bool:
    """Whether the signature is ours, under the secret in force or a former one."""
    if len(signature) < FEWEST_BYTES:
        return False
    return any(
        hmac.compare_digest(_sign(secret, message, purpose, len(signature)), signature)
        for secret in (settings.secret, *settings.former_secrets)
    )


def _sign(secret: str, message: bytes, purpose: str, length: int) -> bytes:
    if not FEWEST_BYTES <= length <= sha256().digest_size:
        raise ValueError(f"a signature of {length} bytes")
    signed = purpose.encode() + b"\x00" + message
    return hmac.digest(_key(secret), signed, sha256)[:length]


@lru_cache(maxsize=8)
def _key(secret: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=sha256().digest_size, salt=None, info=LABEL)
    return derivation.derive(secret.encode())
