"""Email addresses: checked once, stored as given, compared in normal form."""

import unicodedata
from functools import lru_cache
from typing import Any

import idna
from email_validator import EmailNotValidError
from sqlalchemy import ColumnElement, and_, or_
from translationstring import TranslationStringFactory

from core.errors import Refused
from core.tenancy.config import TenantConfig
from fields_config.kinds.addresses import bare_address, is_within_network, validate

_ = TranslationStringFactory("core")

LONGEST = 254  # RFC 5321, with the angle brackets taken off
LONGEST_KEY = 320
LONGEST_FOLDED = 120


def fold_text(text: str) -> str:
    """Return the text as it is compared and searched: without case and accents, without NUL."""
    # PostgreSQL takes no NUL, not even to look for it.
    plain = unicodedata.normalize("NFKD", text.casefold().replace("\x00", ""))
    return "".join(char for char in plain if not unicodedata.combining(char)).strip()


def fold_name(text: str) -> str:
    """Return a user name or an identifier as it is compared: folded, as far as a column holds it.

    One sign may stand for many once it is folded.
    """
    return fold_text(text)[:LONGEST_FOLDED]


def fold_address(address: str) -> str:
    """Return the one form in which addresses are compared: case, NFKC and IDNA folded.

    Never fails: what is no address folds to something that no address folds to.
    """
    local, at, domain = unicodedata.normalize("NFKC", address.strip()[:LONGEST]).rpartition("@")
    folded = unicodedata.normalize("NFKC", local.casefold())
    # No database takes NUL, and leaving it out would make another address of it.
    return f"{folded}{at}{_fold_domain(domain)}".replace("\x00", "\ufffd")[:LONGEST_KEY]


@lru_cache(maxsize=1024)
def _fold_domain(domain: str) -> str:
    domain = domain.rstrip(".").casefold()
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return domain.encode("ascii", "backslashreplace").decode("ascii")


def check_address(tenant: TenantConfig, address: str, field: str = "email") -> str:
    """Return the address without space, brackets or a name around it.

    :raises Refused: it is no address, can't be reached, or is one of the tenant's own
    """
    given = bare_address(address)
    try:
        validate(given)
    except (EmailNotValidError, UnicodeError):
        raise Refused(
            fields={field: _("Write an email address, such as ana@example.com.")}
        ) from None
    key = fold_address(given)
    if is_within_a_network(tenant, key):
        raise Refused(fields={field: unreachable(given)})
    if len(given) > LONGEST or is_own_address(tenant, key):
        raise Refused(fields={field: _("This address can't be used here. Write another one.")})
    return given


def is_own_address(tenant: TenantConfig, key: str) -> bool:
    """Whether mail to the folded address comes to the tenant itself: nobody may sign in with it."""
    host = tenant.base_url.partition("://")[2].partition(":")[0]
    support = tenant.branding.support_email
    return key.endswith(f"@{host}") or (
        bool(support) and _untagged(key) == _untagged(fold_address(support))
    )


def _untagged(key: str) -> str:
    """Return the address of the mailbox: ``help+spring@…`` comes to ``help@…``."""
    local, at, domain = key.rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


def has_mailbox(column: Any, key: str) -> ColumnElement[bool]:
    """Return the condition that mail to the address in a column comes to the mailbox of another.

    :param column: of folded addresses
    :param key: a folded address, with a tag or without
    """
    local, at, domain = _untagged(key).rpartition("@")
    is_tagged = column.startswith(f"{local}+", autoescape=True)
    return or_(
        column == f"{local}{at}{domain}",
        and_(is_tagged, column.endswith(f"{at}{domain}", autoescape=True)),
    )


def is_within_a_network(tenant: TenantConfig, key: str) -> bool:
    """Whether no mail from outside gets to the folded address, unless the tenant allows it."""
    domain = key.rpartition("@")[2]
    allowed = tenant.settings("identity")["network_domains"].lower().replace(",", " ").split()
    return is_within_network(domain) and not any(
        f".{domain}".endswith(f".{one.strip('.@')}") for one in allowed
    )


def unreachable(address: str) -> str:
    """Return the sentence that says why such an address is refused."""
    message: str = _(
        "“${address}” works only inside a network, so mail from here would not arrive: write"
        " another address. An administrator can allow the domain under “People and sign-in”.",
        mapping={"address": address},
    )
    return message
