"""The mails that go out, for those who look after an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Select, select

from core.errors import NotFoundError
from core.mail.message.addresses import address_key
from core.mail.models import MailMessage
from core.mail.permissions import READ

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from core.scope import Scope

SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFilter:
    """What a list of mails is narrowed by; what is empty narrows nothing.

    :param state: one of :data:`core.mail.resending.STATES`
    :param address: the whole address of the first reader in To
    :param case_id: only those about this case
    """

    state: str = ""
    address: str = ""
    case_id: UUID | None = None


class OutgoingMail(NamedTuple):
    """A mail in the list."""

    id: UUID
    state: str
    created_at: datetime
    kind: str
    to: list[Any]
    cc: list[Any]
    subject: str
    error: str
    is_secret: bool


def list_outgoing(
    scope: Scope, wanted: MailFilter, *, after: UUID | None = None, size: int = SIZE
) -> list[OutgoingMail]:
    """Return mails, the newest first. One query, of the columns that a list shows.

    :param after: the last mail of the page before
    :raises ForbiddenError: the actor may not read mails
    """
    scope.require(READ)
    rows = scope.session.execute(outgoing_mails(wanted, after=after, size=size))
    return [OutgoingMail(*row) for row in rows]


def outgoing_mails(wanted: MailFilter, *, after: UUID | None, size: int) -> Select[Any]:
    """Return the query of a page, which an index answers for each way to narrow it."""
    columns = (getattr(MailMessage, name) for name in OutgoingMail._fields)
    query = select(*columns).order_by(MailMessage.id.desc()).limit(size)
    if wanted.case_id is not None:
        query = query.where(MailMessage.case_id == wanted.case_id)
    if wanted.state:
        query = query.where(MailMessage.state == wanted.state)
    if wanted.address:
        query = query.where(MailMessage.to_key == address_key(wanted.address))
    return query if after is None else query.where(MailMessage.id < after)


def get_outgoing(scope: Scope, mail_id: UUID) -> MailMessage:
    """Return a mail. What one with a one-time secret says is not for staff to read.

    :raises ForbiddenError: the actor may not read mails
    :raises NotFoundError: there is no such mail
    """
    scope.require(READ)
    mail = scope.session.get(MailMessage, (scope.tenant_id, mail_id))
    if mail is None:
        raise NotFoundError(str(mail_id))
    return mail
