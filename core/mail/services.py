"""Asking for a mail, and looking at those that were asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db.base import new_id
from core.errors import NotFoundError
from core.mail.message.addresses import (
    LONGEST_NAME,
    Recipient,
    address_key,
    clean_recipients,
    one_line,
    parse_address,
)
from core.mail.message.adjusting import adjust_mail
from core.mail.message.attachments import Attachment
from core.mail.message.composing import compose_mail
from core.mail.message.mime import case_thread_id, mail_domain, make_message_id
from core.mail.models import MailMessage
from core.mail.transport import mail_server
from core.plugin.contributions import MailDraft
from core.scope import Scope
from core.tenancy.models import Tenant

__all__ = [
    "Attachment",
    "MailRow",
    "Recipient",
    "fit_into_a_mail",
    "get_mail",
    "list_mails",
    "queue_mail",
]

log = structlog.get_logger(__name__)

SEND_MAIL = "mail.send_mail"
MEGABYTE = 1024 * 1024
HIDDEN = "••••••••"  # what staff see in the place of a secret
FOR_WORDS = MEGABYTE  # what the text and the lines' ends may take beside files


class MailRow(NamedTuple):
    """A mail in the mailbox's list."""

    id: UUID
    tenant: str
    to: list[Any]
    subject: str
    state: str
    created_at: datetime


def queue_mail(
    scope: Scope,
    kind: str,
    *,
    to: Sequence[Recipient],
    data: Mapping[str, Any],
    cc: Sequence[Recipient] = (),
    case_id: UUID | None = None,
    note_id: UUID | None = None,
    contact_id: UUID | None = None,
    domain: str = "core",
    secrets: Collection[str] = (),
    is_automatic: bool = True,
    is_first: bool = False,
    reply_to: str = "",
    named: Sequence[Recipient] = (),
    held: str = "",
    files: Sequence[Attachment] = (),
) -> MailMessage:
    """Compose a mail and ask for it to be sent after commit.

    :param kind: the template is ``<domain>/mail/<kind>.jinja2``
    :param to: the first one's language is the mail's; addresses that are none are left out
    :param data: what the template needs
    :param case_id: mails of a case form one thread in the reader's mail program
    :param domain: ``core`` or the plugin's name; a plugin's mails stay here while it is off
    :param secrets: those of ``data`` that hold one-time secrets; the words of such a mail are
        removed once it is sent, and staff see it without them
    :param is_automatic: no person wrote it, so machines should not answer it
    :param is_first: the reader has had no mail about the case, so none is looked for
    :param reply_to: the address that answers go to, if it is not the sender's
    :param named: those of ``to`` and ``cc`` who get the same news by another mail: they are shown
        in this one, and it does not go to them
    :param held: why it is not to be sent; it can be looked at
    :param files: what travels with it (:func:`fit_into_a_mail`)
    """
    tenant = scope.tenant
    locale = to[0].locale if to else None
    locale = locale if locale in tenant.languages else tenant.default_locale
    composed = compose_mail(scope, kind, locale, domain, data)
    hidden = {name: HIDDEN for name in secrets if data.get(name)}
    is_secret = bool(hidden)
    shown = compose_mail(scope, kind, locale, domain, {**data, **hidden}).html if hidden else ""
    receivers = clean_recipients(to)
    copies = clean_recipients(cc, without=[address for _name, address in receivers])
    with_page = {parse_address(one.address) for one in (*to, *cc) if one.has_page}
    draft = MailDraft(
        id=new_id(),
        kind=kind if domain == "core" else f"{domain}.{kind}",
        locale=locale,
        sender_name=one_line(tenant.name, LONGEST_NAME),
        sender=parse_address(tenant.branding.support_email) or f"no-reply@{mail_domain(tenant)}",
        to=tuple(receivers),
        cc=tuple(copies),
        without_page=tuple(
            address for _name, address in (*receivers, *copies) if address not in with_page
        ),
        **composed._asdict(),
        case_id=case_id,
        note_id=note_id,
        contact_id=contact_id,
        is_automatic=is_automatic,
        reply_to=parse_address(reply_to) or "",
    )
    planned = draft
    if draft.to and not is_secret:
        draft = adjust_mail(scope, draft)
    elif draft.to and case_id is not None:
        draft = _adjust_without_words(scope, draft)
    pending = _readers(planned, draft, {parse_address(one.address) for one in named})
    root = case_thread_id(case_id, tenant) if case_id is not None and pending else ""
    earlier = None
    if root and not is_first:
        earlier = _last_mail(scope, case_id, contact_id, pending[0])
    mail = MailMessage(
        id=draft.id,
        tenant_id=scope.tenant_id,
        kind=draft.kind,
        locale=locale,
        sender_name=draft.sender_name,
        sender=draft.sender,
        reply_to=draft.reply_to,
        headers=dict(draft.headers),
        to=[list(pair) for pair in draft.to],
        to_key=address_key(draft.to[0][1]) if draft.to else "",
        cc=[list(pair) for pair in draft.cc],
        named=[address for _name, address in (*draft.to, *draft.cc) if address not in pending],
        pending=pending,
        subject=draft.subject,
        text=draft.text,
        html=draft.html,
        files=[file.row() for file in files],
        message_id=make_message_id(draft.id, tenant),
        in_reply_to=earlier or root,
        references=[one for one in (root, earlier) if one],
        is_automatic=is_automatic,
        is_secret=is_secret,
        shown=shown,
        case_id=case_id,
        note_id=note_id,
        contact_id=contact_id,
        state="queued",
        created_at=scope.now(),
        error="",
    )
    scope.session.add(mail)
    if held or draft.is_held:
        mail.state, mail.pending, mail.error = "held", [], held or "held by a plugin"
        if is_secret:
            mail.text = mail.html = ""
    elif mail.pending:
        scope.enqueue(SEND_MAIL, mail.id, plugin=None if domain == "core" else domain)
    else:
        mail.state, mail.error = "failed", "no valid address"
        log.warning("mail_without_address", kind=mail.kind, mail=str(mail.id))
    return mail


def _adjust_without_words(scope: Scope, draft: MailDraft) -> MailDraft:
    """Let plugins say who sends a mail with a one-time secret, or hold it; they see no words."""
    shown = adjust_mail(scope, replace(draft, text="", html=""))
    return replace(draft, sender=shown.sender, sender_name=shown.sender_name, is_held=shown.is_held)


def fit_into_a_mail(scope: Scope, files: Sequence[Attachment]) -> bool:
    """Whether files may travel with a mail: by the tenant's limit, and our mail server's.

    The server's is known once it has been spoken to; base64 makes four bytes of three.
    """
    most: int = scope.tenant.settings("mail")["attached_megabytes"] * MEGABYTE
    if scope.settings.smtp_url:
        largest = mail_server(scope.settings.smtp_url).largest_message
        if largest is not None:
            most = min(most, (largest - FOR_WORDS) // 4 * 3)
    return sum(file.size for file in files) <= most


def _readers(planned: MailDraft, draft: MailDraft, named: AbstractSet[str | None]) -> list[str]:
    """Return the addresses that a mail goes to.

    Copies that plugins have added get it with those in To, and not once more with the copies.
    """
    readers = [address for _name, address in (*draft.to, *draft.cc) if address not in named]
    if not any(address in readers for _name, address in draft.to):
        copies = {address for _name, address in planned.cc}
        return [address for address in readers if address in copies]
    return readers


def _last_mail(
    scope: Scope, case_id: UUID | None, contact_id: UUID | None, reader: str
) -> str | None:
    """Return the id of our last mail about the case to that address, which a new one answers.

    :param contact_id: mails to a contact, to the copies apart from it and to staff are not each
        other's
    """
    earlier = scope.session.execute(
        select(MailMessage.message_id, MailMessage.to, MailMessage.cc)
        .where(MailMessage.case_id == case_id, MailMessage.contact_id == contact_id)
        .order_by(MailMessage.id.desc())
        .limit(20)
    )
    for message_id, to, cc in earlier:
        if any(address == reader for _name, address in (*to, *cc)):
            return str(message_id)
    return None


def list_mails(session: Session, *, limit: int = 200) -> list[MailRow]:
    """Return the newest mails of every tenant the session may see, the newest first."""
    rows = session.execute(
        select(
            MailMessage.id,
            Tenant.name,
            MailMessage.to,
            MailMessage.subject,
            MailMessage.state,
            MailMessage.created_at,
        )
        .join(Tenant, Tenant.id == MailMessage.tenant_id)
        .order_by(MailMessage.id.desc())
        .limit(limit)
    )
    return [MailRow(*row) for row in rows]


def get_mail(session: Session, mail_id: UUID) -> MailMessage:
    """Return one mail.

    :raises NotFoundError: the session sees no such mail
    """
    mail = session.scalar(select(MailMessage).where(MailMessage.id == mail_id))
    if mail is None:
        raise NotFoundError(str(mail_id))
    return mail
