"""The mails that a contact was sent, for staff who are asked where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select
from translationstring import TranslationStringFactory

from core.errors import NotFoundError, Refused
from core.identity.failures import may_mail
from core.identity.permissions import RECOVER_HELD
from core.identity.services.address_changes import is_recovery_held
from core.identity.services.assisted_recovery import (
    HELD,
    SENT_OFTEN,
    send_fresh_welcome,
    send_proof_link,
    send_reset_link,
)
from core.mail.fates import FATE, MailFate, fate_of
from core.mail.message.addresses import Recipient
from core.mail.models import MailMessage
from core.mail.permissions import OF_CONTACTS
from core.mail.rendering import render_dead
from core.mail.resending import send_copy

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from markupsafe import Markup
    from sqlalchemy import Row

    from core.identity.models.contact import Contact
    from core.scope import Scope

_ = TranslationStringFactory("core")

SIZE = 25
# Mails with one-time secrets -> what makes new ones: theirs is gone, or too old.
RENEWED: dict[str, Callable[[Scope, Contact], None]] = {
    "recover_link": send_reset_link,
    "recover_code": send_reset_link,
    "recover_password": send_reset_link,
    "verify": send_proof_link,
    "welcome": send_fresh_welcome,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactMail:
    """A mail to a contact.

    :ivar kind: its title, translated
    :ivar is_secret: it brought a one-time link, code or password
    """

    id: UUID
    kind: str
    subject: str
    created_at: datetime
    is_secret: bool
    fate: MailFate


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMail:
    """A mail to a contact, opened.

    :ivar body: what it says, without secrets and with dead links; empty if its words are gone
    :ivar again: what sending it again would do; ``""`` if that can't be
    """

    mail: ContactMail
    locale: str
    body: Markup
    again: Literal["", "same", "fresh"]


_COLUMNS = (MailMessage.id, MailMessage.kind, MailMessage.subject, MailMessage.is_secret)


def list_contact_mails(
    scope: Scope, contact_id: UUID, *, after: UUID | None = None, size: int = SIZE
) -> list[ContactMail]:
    """Return the mails to a contact, the newest first. One query.

    :param after: the last one of the page before
    :raises ForbiddenError: the actor may not see contacts' mails
    """
    scope.require(OF_CONTACTS)
    query = select(*_COLUMNS, *FATE).where(MailMessage.contact_id == contact_id)
    if after is not None:
        query = query.where(MailMessage.id < after)
    rows = scope.session.execute(query.order_by(MailMessage.id.desc()).limit(size))
    return [_line(scope, row) for row in rows]


def read_contact_mail(scope: Scope, contact: Contact, mail_id: UUID) -> ReadMail:
    """Return a mail to the contact, as the contact got it.

    :raises ForbiddenError: the actor may not see contacts' mails
    :raises NotFoundError: the contact has no such mail
    """
    mail = _get_mail(scope, contact, mail_id)
    return ReadMail(
        mail=_line(scope, mail), locale=mail.locale, body=render_dead(mail), again=_again(mail)
    )


def send_mail_again(scope: Scope, contact: Contact, mail_id: UUID) -> Literal["same", "fresh"]:
    """Send a mail once more, to the address on record and nobody else.

    A one-time secret is never sent twice: a new one is made, and the old one stops working.

    :raises ForbiddenError: the actor may not see contacts' mails, or not recover access
    :raises NotFoundError: the contact has no such mail
    :raises Refused: it can't be sent again, or not to this contact now
    """
    mail = _get_mail(scope, contact, mail_id)
    if mail.state == "queued":
        raise Refused(_("This mail is still to be sent."))
    if _again(mail) == "fresh":
        RENEWED[mail.kind](scope, contact)
        return "fresh"
    if not _again(mail):
        raise Refused(
            _("This mail brought a one-time link, which is made anew only by who needs it.")
        )
    if contact.hidden or not contact.email or contact.verified_at is None:
        raise Refused(_("There is no verified address on record that it could be sent to."))
    if is_recovery_held(scope, contact) and not scope.actor.may(RECOVER_HELD):
        raise Refused(HELD)
    if not may_mail(scope, mail.kind, contact.email):
        raise Refused(SENT_OFTEN)
    send_copy(scope, mail, Recipient(contact.email, contact.name))
    return "same"


def _again(mail: MailMessage) -> Literal["", "same", "fresh"]:
    if mail.state == "queued":
        return ""
    if mail.is_secret:
        return "fresh" if mail.kind in RENEWED else ""
    return "same" if mail.text or mail.html else ""


def _get_mail(scope: Scope, contact: Contact, mail_id: UUID) -> MailMessage:
    scope.require(OF_CONTACTS)
    mail = scope.session.get(MailMessage, (scope.tenant_id, mail_id))
    if mail is None or mail.contact_id != contact.id:
        raise NotFoundError(str(mail_id))
    return mail


def _line(scope: Scope, row: Row[tuple[object, ...]] | MailMessage) -> ContactMail:
    return ContactMail(
        id=row.id,
        kind=scope.translate(scope.hooks.title_of_mail(row.kind)),
        subject=row.subject,
        created_at=row.created_at,
        is_secret=row.is_secret,
        fate=fate_of(scope, row),
    )
