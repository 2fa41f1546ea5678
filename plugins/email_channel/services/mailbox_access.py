"""What it takes to get into a mailbox: its server, its user, and a password or a token."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plugins.email_channel.services.imap_connecting import ImapAccount
from plugins.email_channel.services.mailboxes import grant_of, read_secret
from plugins.email_channel.services.oauth import OAuthGrant, OAuthTokens

if TYPE_CHECKING:
    from core.plugin.api import Scope
    from core.plugin.api.network import Settings
    from plugins.email_channel.models import Mailbox

TOKENS = OAuthTokens()  # of this process


@dataclass(frozen=True, slots=True)
class MailboxAccess:
    """What is stored of it. ``grant`` is there with OAuth2, and ``password`` without."""

    host: str
    port: int
    security: str
    username: str
    password: str = field(default="", repr=False)
    grant: OAuthGrant | None = None


def read_access(scope: Scope, mailbox: Mailbox) -> MailboxAccess:
    """Read how to get into a mailbox.

    :raises MailboxError: a secret can't be read any more
    """
    is_oauth = mailbox.authentication == "oauth2"
    return MailboxAccess(
        host=mailbox.host,
        port=mailbox.port,
        security=mailbox.security,
        username=mailbox.username,
        password="" if is_oauth else read_secret(scope, mailbox, "secret"),
        grant=grant_of(scope, mailbox) if is_oauth else None,
    )


def account_of(settings: Settings, access: MailboxAccess) -> tuple[ImapAccount, str]:
    """Return what the server is told, and a refresh token to store if the provider renewed it.

    With OAuth2 the provider may be asked, which takes a while: hold no transaction open.

    :raises MailboxError: the provider gives no access
    """
    secret, renewed = access.password, ""
    if access.grant is not None:
        granted = TOKENS.get(settings, access.grant)
        secret, renewed = granted.access_token, granted.refresh_token
    account = ImapAccount(
        host=access.host,
        port=access.port,
        security=access.security,
        username=access.username,
        secret=secret,
        is_oauth=access.grant is not None,
    )
    return account, renewed
