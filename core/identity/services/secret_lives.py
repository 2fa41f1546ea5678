"""What became of a contact's links and codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import and_, select

from core.identity.credentials.one_time import CODES, GUESSES
from core.identity.models.secret import OneTimeSecret
from core.identity.permissions import RECOVER
from core.mail.fates import FATE, MailFate, fate_of
from core.mail.models import MailMessage

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from core.scope import Scope

SIZE = 20
State = Literal["works", "used", "revoked", "guessed", "expired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretLife:
    """A link or a code: never what it says.

    :ivar purpose: as the record of activity names it
    :ivar issued_by: the member of staff who made it; empty if the contact asked for it
    :ivar state: ``guessed`` after too many wrong tries
    :ivar ended_at: when it was used or revoked, or when its time is over
    :ivar ended_by: why it was revoked: ``newer``, ``staff``, ``locked``, ``password``, ``address``
    :ivar mail: what became of the mail that brought it, if one did
    """

    id: UUID
    purpose: str
    issued_by: str
    created_at: datetime
    state: State
    ended_at: datetime
    ended_by: str
    mail: MailFate | None


def list_secret_lives(
    scope: Scope, contact_id: UUID, *, after: UUID | None = None, size: int = SIZE
) -> list[SecretLife]:
    """Return a contact's links and codes, the newest first: those of the last month. One query.

    :param after: the last one of the page before
    :raises ForbiddenError: the actor may not help contacts back in
    """
    scope.require(RECOVER)
    is_its_mail = and_(
        MailMessage.tenant_id == OneTimeSecret.tenant_id, MailMessage.id == OneTimeSecret.mail_id
    )
    query = (
        select(OneTimeSecret, *FATE)
        .outerjoin(MailMessage, is_its_mail)
        .where(OneTimeSecret.contact_id == contact_id)
    )
    if after is not None:
        query = query.where(OneTimeSecret.id < after)
    rows = scope.session.execute(query.order_by(OneTimeSecret.id.desc()).limit(size))
    return [
        _life(scope, row.OneTimeSecret, fate_of(scope, row) if row.state is not None else None)
        for row in rows
    ]


def _life(scope: Scope, secret: OneTimeSecret, mail: MailFate | None) -> SecretLife:
    state, ended_at = _state(scope, secret)
    return SecretLife(
        id=secret.id,
        purpose=secret.purpose,
        issued_by=secret.issued_by,
        created_at=secret.created_at,
        state=state,
        ended_at=ended_at,
        ended_by=secret.ended_by,
        mail=mail,
    )


def _state(scope: Scope, secret: OneTimeSecret) -> tuple[State, datetime]:
    if secret.used_at is not None:
        return "used", secret.used_at
    if secret.revoked_at is not None:
        return "revoked", secret.revoked_at
    if secret.expires_at <= scope.now():
        return "expired", secret.expires_at
    if secret.purpose in CODES and secret.attempts >= GUESSES:
        return "guessed", secret.expires_at
    return "works", secret.expires_at
