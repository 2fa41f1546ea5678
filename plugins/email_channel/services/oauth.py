"""Access to a mailbox by OAuth2: a refresh token becomes access tokens (RFC 6749, section 6).

Google and Microsoft take mail programs no other way. How to get the refresh token is in
``docs/mailboxes.md``.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from core.plugin.api.http import HttpError, send
from plugins.email_channel.services.mailbox_errors import MailboxError, words_of

if TYPE_CHECKING:
    from core.plugin.api.network import Settings

TIMEOUT = 15.0  # seconds
LEAST_LIFE = 120.0  # seconds that a token must still have, to be used once more
USUAL_LIFE = 3600.0
LONGEST_LIFE = 86400.0
LONGEST_TOKEN = 16384
REMEMBERED = 2000


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a provider's mailboxes and tokens are."""

    title: str
    host: str
    port: int
    token_url: str


PROVIDERS = {
    "google": Provider("Google", "imap.gmail.com", 993, "https://oauth2.googleapis.com/token"),
    "microsoft": Provider(
        "Microsoft 365",
        "outlook.office365.com",
        993,
        "https://login.microsoftonline.com/common/oauth2/v2.0/token",
    ),
}


@dataclass(frozen=True, slots=True)
class OAuthGrant:
    """What a mailbox's organisation was given by its provider."""

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OAuthAccess:
    """What the provider answered.

    :ivar refresh_token: a new one that takes the place of the old; empty if that stays
    """

    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)


class OAuthTokens:
    """Access tokens, kept by a process as long as they live. It is safe to share."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def get(self, settings: Settings, grant: OAuthGrant) -> OAuthAccess:
        """Return a token that can be used now, asking for one only if none is known.

        :raises MailboxError: the provider gives none
        """
        key = _key_of(grant)
        with self._lock:
            token, until = self._known.get(key, ("", 0.0))
        if token and until > time.monotonic():
            return OAuthAccess(token)
        access, life = _ask(settings, grant)
        if access.refresh_token:
            key = _key_of(
                OAuthGrant(
                    grant.token_url, grant.client_id, grant.client_secret, access.refresh_token
                )
            )
        with self._lock:
            self._known[key] = access.access_token, time.monotonic() + life - LEAST_LIFE
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return access

    def forget(self, grant: OAuthGrant) -> None:
        """Ask anew next time: the server did not take the token."""
        with self._lock:
            self._known.pop(_key_of(grant), None)


def _key_of(grant: OAuthGrant) -> str:
    parts = (grant.token_url, grant.client_id, grant.client_secret, grant.refresh_token)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _ask(settings: Settings, grant: OAuthGrant) -> tuple[OAuthAccess, float]:
    host = urlsplit(grant.token_url).hostname or ""
    body = urlencode(
        {
            "grant_type": "refresh_token",
            "client_id": grant.client_id,
            "client_secret": grant.client_secret,
            "refresh_token": grant.refresh_token,
        }
    ).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    try:
        answer = send(
            settings,
            grant.token_url,
            method="POST",
            body=body,
            headers=headers,
            timeout=TIMEOUT,
            most_read=4 * LONGEST_TOKEN,
        )
        found = answer.json()
    except HttpError as error:
        raise MailboxError("token", host=host, words=words_of(error)) from error
    token = _text(found, "access_token")
    if not answer.is_success or not token:
        said = _text(found, "error_description") or _text(found, "error") or str(answer.status)
        words = words_of(said, (grant.refresh_token, grant.client_secret))
        raise MailboxError("token", host=host, words=words)
    renewed = _text(found, "refresh_token")
    is_new = bool(renewed) and renewed != grant.refresh_token
    return OAuthAccess(token, renewed if is_new else ""), _life(found)


def _text(found: Any, name: str) -> str:
    value = found.get(name) if isinstance(found, dict) else None
    return value if isinstance(value, str) and len(value) <= LONGEST_TOKEN else ""


def _life(found: Any) -> float:
    seconds = found.get("expires_in")
    if isinstance(seconds, int | float) and 0 < seconds <= LONGEST_LIFE:
        return float(seconds)
    return USUAL_LIFE
