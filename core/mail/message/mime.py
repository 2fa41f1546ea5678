"""From a row to the message as it travels (RFC 5322)."""

from __future__ import annotations

import secrets
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from core.mail.message.headers import (
    Literal,
    LiteralPolicy,
    ids_header,
    people_header,
    text_header,
)

if TYPE_CHECKING:
    from uuid import UUID

    from core.mail.models import MailMessage
    from core.tenancy.config import TenantConfig

# Every server takes seven bits; not every one takes more.
POLICY = LiteralPolicy(linesep="\r\n", cte_type="7bit")


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
    """Return the mail, the same at each attempt.

    :raises core.mail.message.headers.UnwritableHeaderError: a header can't say what it should
    """
    # A local part beyond ASCII can be named only where the envelope needs it (RFC 6532).
    goes_beyond = not all(address.isascii() for address in (mail.sender, *mail.pending))
    to, cc = (
        [(name, address) for name, address in people if goes_beyond or address.isascii()]
        for people in (mail.to, mail.cc)
    )
    message = EmailMessage(policy=POLICY)
    message["From"] = people_header([(mail.sender_name, mail.sender)])
    message["To"] = people_header(to)
    if cc:
        message["Cc"] = people_header(cc)
    if mail.reply_to:
        message["Reply-To"] = people_header([(mail.sender_name, mail.reply_to)])
    message["Subject"] = text_header(mail.subject)
    message["Date"] = text_header(format_datetime(mail.created_at))
    message["Message-ID"] = ids_header([mail.message_id])
    if mail.in_reply_to:
        message["In-Reply-To"] = ids_header([mail.in_reply_to])
    if mail.references:
        message["References"] = ids_header(mail.references)
    if mail.is_automatic:
        # Absence notices and other machines are asked not to answer (RFC 3834; Microsoft's own).
        message["Auto-Submitted"] = Literal("auto-generated")
        message["X-Auto-Response-Suppress"] = Literal("All")
    for name, text in (mail.headers or {}).items():
        message[name] = text_header(text)
    message.set_content(mail.text, subtype="plain", charset="utf-8")
    message.add_alternative(mail.html, subtype="html", charset="utf-8")
    message["Content-Language"] = text_header(mail.locale)
    return message
