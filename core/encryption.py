"""Encrypting what the database keeps and nobody may read there.

AES-256-GCM under a key that is derived from the installation's secret. What a text is for is
authenticated with it: copied to another place, even by somebody who can write to the database, it
can't be read.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import VentanillaError

if TYPE_CHECKING:
    from uuid import UUID

    from core.settings.environment import Settings

KEY_BYTES = 32
NONCE_BYTES = 12  # as NIST SP 800-38D recommends; random, as a key encrypts far fewer than 2**32
PURPOSE = b"ventanilla encryption 1"


class UnreadableError(VentanillaError):
    """A text was not encrypted for this purpose, or under a secret that is gone."""


def purpose_of_setting(tenant_id: UUID, section: str, name: str) -> str:
    """Return what a secret setting of a tenant is encrypted for."""
    return f"setting:{tenant_id}:{section}:{name}"


def encrypt(settings: Settings, text: str, purpose: str) -> str:
    """Return the text, encrypted under the installation's secret.

    :param purpose: what it is for and whose it is; needed again to read it
    """
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(settings.secret).encrypt(nonce, text.encode(), purpose.encode())
    return urlsafe_b64encode(nonce + sealed).decode()


def decrypt(settings: Settings, token: str, purpose: str) -> str:
    """Return the text that was encrypted, under the secret in force or a former one.

    :raises UnreadableError: it was for another purpose, or its secret is gone
    """
    return _open(token, purpose, (settings.secret, *settings.former_secrets))


def renew(settings: Settings, token: str, purpose: str) -> str:
    """Return the token as it is if it is under the secret in force; else the text under that.

    :raises UnreadableError: it was for another purpose, or its secret is gone
    """
    try:
        _open(token, purpose, (settings.secret,))
    except UnreadableError:
        return encrypt(settings, decrypt(settings, token, purpose), purpose)
    return token


def _open(token: str, purpose: str, secrets: tuple[str, ...]) -> str:
    try:
        data = urlsafe_b64decode(token)
    except ValueError:
        raise UnreadableError("This is not encrypted.") from None
    for secret in secrets:
        try:
            text = _cipher(secret).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], purpose.encode())
        except (InvalidTag, ValueError):
            continue
        return text.decode()
    raise UnreadableError("No secret of this installation decrypts this.")


@lru_cache(maxsize=8)
def _cipher(secret: str) -> AESGCM:
    derivation = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=PURPOSE)
    return AESGCM(derivation.derive(secret.encode()))
