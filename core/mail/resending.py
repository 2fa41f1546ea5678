"""What whoever runs the installation does with mails: look, and send again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, cast, func, select, true
from sqlalchemy.types import String
from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.db.base import new_id
from core.errors import NotFoundError, Refused
from core.mail.message.addresses import Recipient, address_key, clean_recipients
from core.mail.message.mime import make_message_id
from core.mail.models import MailMessage
from core.mail.permissions import RESEND
from core.mail.sending import BOUNCED
from core.mail.services import SEND_MAIL
from core.tenancy.models import Tenant

if TYPE_CHECKING:
    from datetime import datetime

    from core.platform import Platform
    from core.scope import Scope

_ = TranslationStringFactory("core")

# What a copy has of the mail that it is a copy of.
COPIED = (
    *("kind", "locale", "sender_name", "sender", "reply_to", "headers", "subject", "text", "html"),
    *("files", "in_reply_to", "references", "is_automatic", "case_id", "note_id", "contact_id"),
)
STATES = ("queued", "sent", "held", "failed", BOUNCED)


class MailLine(NamedTuple):
    """A mail in the operator's list. Its words are nobody's business there."""

    id: UUID
    state: str
    created_at: datetime
    tenant: str
    kind: str
    to: list[str]
    error: str


def find_mails(
    platform: Platform, *, tenant_id: UUID | None, state: str, to: str, limit: int
) -> tuple[int, list[MailLine]]:
    """Return how many there are, and the newest of them.

    :param to: a part of an address
    """
    which = _where(tenant_id, state, to)
    query = (
        select(MailMessage, Tenant.slug)
        .join(Tenant, Tenant.id == MailMessage.tenant_id)
        .where(which)
        .order_by(MailMessage.id.desc())
        .limit(limit)
    )
    with platform.every_tenant(reading=True) as session:
        count = session.scalar(select(func.count()).select_from(MailMessage).where(which)) or 0
        return count, [
            MailLine(
                mail.id,
                mail.state,
                mail.created_at,
                slug,
                mail.kind,
                _readers(mail),
                mail.error,
            )
            for mail, slug in session.execute(query)
        ]


def _where(tenant_id: UUID | None, state: str, to: str) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = [true()]
    if tenant_id is not None:
        parts.append(MailMessage.tenant_id == tenant_id)
    if state:
        parts.append(MailMessage.state == state)
    if to:
        parts.append(cast(MailMessage.to, String).contains(to, autoescape=True))
    return and_(*parts)


def tenant_of(platform: Platform, mail_id: UUID) -> UUID:
    """Return whose mail it is.

    :raises NotFoundError: there is none
    """
    with platform.every_tenant(reading=True) as session:
        query = select(MailMessage.tenant_id).where(MailMessage.id == mail_id)
        found: UUID | None = session.scalar(query)
    if found is None:
        raise NotFoundError(str(mail_id))
    return found


def _readers(mail: MailMessage) -> list[str]:
    return [address for _name, address in (*mail.to, *mail.cc) if address not in mail.named]


def resend_mail(scope: Scope, mail_id: UUID) -> list[str]:
    """Send a mail once more, under the id that it has, to everybody it is for; return to whom.

    :raises ForbiddenError: the actor may not send mails again
    :raises NotFoundError: there is no such mail
    :raises Refused: it is still to be sent, its words are gone, or nobody can send it
    """
    scope.require(RESEND)
    mail = scope.session.get(MailMessage, (scope.tenant_id, mail_id), with_for_update=True)
    if mail is None:
        raise NotFoundError(str(mail_id))
    if not scope.settings.smtp_url:
        raise Refused(_("No mail server is named (VENTANILLA_SMTP_URL), so nothing is sent."))
    if mail.state == "queued":
        raise Refused(_("This mail is still to be sent."))
    if not mail.text and not mail.html:
        raise Refused(
            _(
                "This mail carried a secret, and its words are gone. Whoever needs one asks for it"
                " anew."
            )
        )
    readers = _readers(mail)
    if not readers:
        raise Refused(_("This mail is for nobody: it has no valid address."))
    mail.state, mail.error, mail.bounces, mail.pending = "queued", "", {}, readers
    mail.sent_at = None
    _ask_again(scope, mail)
    return readers


def send_copy(scope: Scope, mail: MailMessage, to: Recipient) -> None:
    """Send what a mail says to somebody once more, as a mail of its own: the first keeps its fate.

    Whoever calls has made sure that it carries no secret, and that it is for them.
    """
    copied = {name: getattr(mail, name) for name in COPIED}
    [(name, address)] = clean_recipients([to])
    key = new_id()
    copy = MailMessage(
        **copied,
        id=key,
        tenant_id=scope.tenant_id,
        to=[[name, address]],
        to_key=address_key(address),
        cc=[],
        pending=[address],
        message_id=make_message_id(key, scope.tenant),
        created_at=scope.now(),
    )
    scope.session.add(copy)
    _ask_again(scope, copy)


def _ask_again(scope: Scope, mail: MailMessage) -> None:
    domain, _dot, kind = mail.kind.partition(".")
    is_plugins = bool(kind) and domain in scope.tenant.domains
    scope.enqueue(SEND_MAIL, mail.id, plugin=domain if is_plugins else None)
    record_activity(
        scope,
        "mail_resent",
        contact_id=mail.contact_id,
        case_id=mail.case_id,
        mail=mail.id,
        mail_kind=mail.kind,
    )
