"""From a row to the message as it travels (RFC 5322)."""

from __future__ import annotations

import secrets
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from uuid import UUID

    from core.mail.models import MailMessage
    from core.tenancy.config import TenantConfig

IDS = frozenset({"message-id", "in-reply-to", "references"})
PEOPLE = frozenset({"from", "to", "cc"})


class MailPolicy(EmailPolicy):
    """The standard library's, but ids and addresses are folded here.

    It puts what is longer than a line into encoded words, ids and the commas between addresses
    too: no reply would match the one, and no server could read the other.
    """

    def fold(self, name: str, value: Any) -> str:
        if name.lower() in IDS:
            return self._lines(name, str(value).split(), "")
        if name.lower() in PEOPLE and not self.utf8:
            return self._lines(name, [_encoded(address) for address in value.addresses], ",")
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in IDS or (name.lower() in PEOPLE and not self.utf8):
            return self.fold(name, value).encode("ascii", "replace")
        folded: bytes = super().fold_binary(name, value)
        return folded

    def _lines(self, name: str, parts: list[str], glue: str) -> str:
        return f"{name}: {f'{glue}{self.linesep} '.join(parts)}{self.linesep}"


def _encoded(address: Address) -> str:
    if address.display_name.isascii():
        return str(address)
    name = Header(address.display_name, "utf-8").encode(linesep="\r\n")
    return f"{name} <{address.addr_spec}>"


# Every server takes seven bits; not every one takes more.
POLICY = MailPolicy(linesep="\r\n", cte_type="7bit")


def mail_domain(tenant: TenantConfig) -> str:
    """Return the domain that the tenant's mails come from, as far as it names no other."""
    return urlsplit(tenant.base_url).hostname or "localhost"


def make_message_id(mail_id: UUID, tenant: TenantConfig) -> str:
    """Return an id that nobody can guess, so that quoting it proves having got the mail."""
    return f"<{mail_id.hex}.{secrets.token_hex(8)}@{mail_domain(tenant)}>"


def case_thread_id(case_id: UUID, tenant: TenantConfig) -> str:
    """Return the id that all mails of a case refer to, so that mail readers show one thread.

    No mail has it. It is no proof of anything.
    """
    return f"<case.{case_id.hex}@{mail_domain(tenant)}>"


def build_message(mail: MailMessage) -> EmailMessage:
    """Return the mail, the same at each attempt."""
    message = EmailMessage(policy=POLICY)
    message["From"] = mail.from_address
    message["To"] = _addresses(mail.to)
    if mail.cc:
        message["Cc"] = _addresses(mail.cc)
    message["Subject"] = mail.subject
    message["Date"] = mail.created_at
    message["Message-ID"] = mail.message_id
    if mail.in_reply_to:
        message["In-Reply-To"] = mail.in_reply_to
    if mail.references:
        message["References"] = " ".join(mail.references)
    message["Content-Language"] = mail.locale
    if mail.is_automatic:
        # Absence notices and other machines are asked not to answer (RFC 3834; Microsoft's own).
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.text, subtype="plain", charset="utf-8")
    message.add_alternative(mail.html, subtype="html", charset="utf-8")
    return message


def _addresses(pairs: list[Any]) -> tuple[Address, ...]:
    return tuple(_address(name, address) for name, address in pairs)


def _address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    if local.isascii():
        return Address(name, addr_spec=address)
    return Address(name, username=local, domain=domain)
