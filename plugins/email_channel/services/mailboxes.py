"""Mailboxes: set up, changed, switched, removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from translationstring import TranslationStringFactory

from core.plugin.api import (
    EncryptedColumn,
    NotFoundError,
    Refused,
    UnreadableError,
    decrypt,
    encrypt,
    new_id,
    record_activity,
    renew,
)
from core.plugin.api.cases import read_new_case
from core.plugin.api.people import fold_address
from plugins.email_channel.models import ChosenSender, LeftMessage, Mailbox, ReceivedMail
from plugins.email_channel.permissions import SET_UP
from plugins.email_channel.services.mailbox_errors import MailboxError
from plugins.email_channel.services.oauth import PROVIDERS, OAuthGrant

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Scope

_ = TranslationStringFactory("email_channel")

MOST_MAILBOXES = 200  # of a tenant
MOST_LEFT = 100  # shown
TAKEN = _("This address is in use already in this installation, by you or by somebody else.")
TAGGED = _("Leave out the part from “+”: answers come with such parts to this address.")
ACTIVITY = "email_channel.mailbox"
RETYPE = _("Type it again, as it will go to another server or user.")
SECRETS = ("secret", "client_secret")
ENCRYPTED = (*SECRETS, "dkim_key", "dkim_next_key")
# Who is told the secrets. Whoever changes it must know them.
TOLD = ("host", "port", "security", "username", "token_url")
# After a change of these, the fetcher begins anew.
WHERE = ("host", "username", "folder")


@dataclass(frozen=True, slots=True)
class MailboxCounts:
    """How many messages a mailbox has brought, and how many of them wait for a decision."""

    all: int
    waiting: int


def list_mailboxes(scope: Scope) -> Sequence[Mailbox]:
    """Return the mailboxes, the default one first and then by address."""
    query = select(Mailbox).order_by(Mailbox.is_default.desc(), Mailbox.address_key)
    return scope.session.scalars(query.limit(MOST_MAILBOXES)).all()


def get_mailbox(scope: Scope, mailbox_id: UUID, *, lock: bool = False) -> Mailbox:
    """Return a mailbox.

    :param lock: nobody else may change it until the transaction ends
    :raises NotFoundError: the organisation has none of that id
    """
    key = (scope.tenant_id, mailbox_id)
    found = scope.session.get(Mailbox, key, with_for_update=True if lock else None)
    if found is None:
        raise NotFoundError(f"mailbox {mailbox_id}")
    return found


def add_mailbox(scope: Scope, values: Mapping[str, Any]) -> Mailbox:
    """Add a mailbox; the first one becomes the default.

    :param values: columns of the address's form (:mod:`plugins.email_channel.schemas.mailboxes`)
    :raises Refused: the address is in use, or there are too many mailboxes
    """
    scope.require(SET_UP.name)
    count = scope.session.scalar(select(func.count()).select_from(Mailbox)) or 0
    if count >= MOST_MAILBOXES:
        raise Refused(_("There are ${count} mailboxes already.", mapping={"count": count}))
    mailbox = Mailbox(tenant_id=scope.tenant_id, id=new_id(), defaults={}, error_details={})
    mailbox.is_default = False
    mailbox.last_uid = mailbox.failures = 0
    _set(scope, mailbox, values)
    scope.session.add(mailbox)
    _flush(scope)
    if not count or values.get("is_default"):
        make_default(scope, mailbox)
    _record(scope, mailbox, "added")
    return mailbox


def change_mailbox(scope: Scope, mailbox: Mailbox, values: Mapping[str, Any]) -> None:
    """Change columns of a mailbox; what went wrong with it so far is forgotten.

    :param values: of the address's or the server's form. ``secret`` and ``client_secret`` are in
        plain text, and stay as they are if they are empty
    :raises Refused: the address is in use, or a stored secret would be told to somebody else
    """
    scope.require(SET_UP.name)
    where, told = _read(mailbox, WHERE), _read(mailbox, TOLD)
    _set(scope, mailbox, values)
    if told != _read(mailbox, TOLD):
        kept = [name for name in SECRETS if getattr(mailbox, name) and not values.get(name)]
        if kept:
            raise Refused(fields=dict.fromkeys(kept, RETYPE))
    if where != _read(mailbox, WHERE):
        mailbox.uid_validity, mailbox.last_uid = None, 0
        _forget_left(scope, mailbox)
    _flush(scope)
    if values.get("is_default"):
        make_default(scope, mailbox)
    fetch_soon(scope, mailbox)
    _record(scope, mailbox, "changed")


def change_defaults(scope: Scope, mailbox: Mailbox, values: Mapping[str, Any]) -> None:
    """Set the values that new cases of a mailbox begin with.

    They are validated as what a program says of a case, whatever the form that they came by.

    :raises Refused: with a sentence at each field that can't be taken
    """
    scope.require(SET_UP.name)
    given = {key: value for key, value in values.items() if value not in (None, "", ())}
    dropped = read_new_case(scope, {}, is_partial=True, preset=given).dropped
    wrong = {key: text for key, text in dropped.items() if key in given}
    if wrong:
        raise Refused(fields=wrong)
    mailbox.defaults = given
    scope.session.flush()
    _record(scope, mailbox, "changed")


def make_default(scope: Scope, mailbox: Mailbox) -> None:
    """Make a mailbox the one that mail goes out from where nothing else says it."""
    scope.require(SET_UP.name)
    if mailbox.is_default:
        return
    others = update(Mailbox).where(Mailbox.is_default, Mailbox.id != mailbox.id)
    scope.session.execute(others.values(is_default=False))
    mailbox.is_default = True
    scope.session.flush()


def switch_mailbox(scope: Scope, mailbox: Mailbox, *, on: bool) -> None:
    """Let mail come to a mailbox, or leave it at its server and refuse what is delivered."""
    scope.require(SET_UP.name)
    mailbox.is_active = on
    fetch_soon(scope, mailbox)
    _record(scope, mailbox, "on" if on else "off")


def remove_mailbox(scope: Scope, mailbox: Mailbox) -> None:
    """Remove a mailbox. What it brought stays, and what waits is decided without its defaults."""
    scope.require(SET_UP.name)
    own = update(ReceivedMail).where(ReceivedMail.mailbox_id == mailbox.id)
    scope.session.execute(own.values(mailbox_id=None))
    _forget_left(scope, mailbox)
    chosen = delete(ChosenSender).where(ChosenSender.mailbox_id == mailbox.id)
    scope.session.execute(chosen.execution_options(synchronize_session=False))
    was_default = mailbox.is_default
    _record(scope, mailbox, "removed")
    scope.session.delete(mailbox)
    scope.session.flush()
    if was_default:
        oldest = scope.session.scalar(select(Mailbox).order_by(Mailbox.id).limit(1))
        if oldest is not None:
            make_default(scope, oldest)


def count_mail(scope: Scope, mailbox: Mailbox) -> MailboxCounts:
    """Count what a mailbox has brought."""
    own = select(func.count()).select_from(ReceivedMail).filter_by(mailbox_id=mailbox.id)
    return MailboxCounts(
        scope.session.scalar(own) or 0, scope.session.scalar(own.filter_by(state="waiting")) or 0
    )


def list_left(scope: Scope, mailbox: Mailbox) -> Sequence[LeftMessage]:
    """Return the messages that stay at the mailbox's server, the newest first."""
    query = select(LeftMessage).filter_by(mailbox_id=mailbox.id).order_by(LeftMessage.id.desc())
    return scope.session.scalars(query.limit(MOST_LEFT)).all()


def retry_left(scope: Scope, mailbox: Mailbox) -> None:
    """Let what could not be fetched be tried again."""
    scope.require(SET_UP.name)
    again = update(LeftMessage).where(
        LeftMessage.mailbox_id == mailbox.id, LeftMessage.reason == "unreadable"
    )
    scope.session.execute(again.values(attempts=0))
    fetch_soon(scope, mailbox)


def fetch_soon(scope: Scope, mailbox: Mailbox) -> None:
    """Let a mailbox be fetched next, from the beginning; whoever is at it gives up."""
    is_fetched = mailbox.is_active and mailbox.receiving == "imap" and bool(mailbox.host)
    mailbox.next_fetch_at = scope.now() if is_fetched else None
    mailbox.lease = mailbox.leased_until = None
    mailbox.failures, mailbox.error, mailbox.error_details = 0, "", {}
    scope.session.flush()


def read_secret(scope: Scope, mailbox: Mailbox, name: str) -> str:
    """Decrypt a secret for immediate use; empty if none is set.

    One that is under a former secret of the installation is encrypted anew.

    :param name: of ``SECRETS``
    :raises MailboxError: it was encrypted under a secret of the installation that is gone
    """
    token: str = getattr(mailbox, name)
    if not token:
        return ""
    try:
        setattr(mailbox, name, renew(scope.settings, token, _purpose(mailbox, name)))
        return decrypt(scope.settings, token, _purpose(mailbox, name))
    except UnreadableError:
        raise MailboxError("secret") from None


def store_secret(scope: Scope, mailbox: Mailbox, name: str, text: str) -> None:
    """Encrypt a secret; it can be read for this mailbox of this tenant alone."""
    setattr(mailbox, name, encrypt(scope.settings, text, _purpose(mailbox, name)))


def grant_of(scope: Scope, mailbox: Mailbox) -> OAuthGrant:
    """Return what the mailbox's organisation was given by its OAuth2 provider.

    :raises MailboxError: the secrets can't be read any more
    """
    return OAuthGrant(
        token_url=mailbox.token_url,
        client_id=mailbox.client_id,
        client_secret=read_secret(scope, mailbox, "client_secret"),
        refresh_token=read_secret(scope, mailbox, "secret"),
    )


def list_encrypted() -> list[EncryptedColumn]:
    """Return the columns of mailboxes that hold encrypted texts."""
    return [
        EncryptedColumn(model=Mailbox, column=name, purpose_of=partial(_purpose, name=name))
        for name in ENCRYPTED
    ]


def _purpose(mailbox: Mailbox, name: str) -> str:
    return f"email_channel:{mailbox.tenant_id}:{mailbox.id}:{name}"


def _read(mailbox: Mailbox, names: Sequence[str]) -> list[Any]:
    return [getattr(mailbox, name) for name in names]


def _set(scope: Scope, mailbox: Mailbox, values: Mapping[str, Any]) -> None:
    way = _read(mailbox, ("authentication", "provider"))
    if way != [values.get("authentication", way[0]), values.get("provider", way[1])]:
        mailbox.secret = mailbox.client_secret = ""  # of another kind
    for name, value in values.items():
        if name in SECRETS:
            if value:
                store_secret(scope, mailbox, name, value)
        elif name != "is_default":
            setattr(mailbox, name, value)
    if "address" in values:
        key = fold_address(values["address"])
        if "+" in key.rpartition("@")[0]:
            raise Refused(fields={"address": TAGGED})
        mailbox.address_key = key
    preset = PROVIDERS.get(mailbox.provider or "")
    if preset is not None:
        mailbox.host, mailbox.port, mailbox.security = preset.host, preset.port, "tls"
        mailbox.token_url = preset.token_url


def _flush(scope: Scope) -> None:
    """Write, and let the database say whether the address is free: others' can't be seen."""
    try:
        scope.session.flush()
    except IntegrityError as error:
        raise Refused(fields={"address": TAKEN}) from error


def _forget_left(scope: Scope, mailbox: Mailbox) -> None:
    scope.session.execute(delete(LeftMessage).where(LeftMessage.mailbox_id == mailbox.id))


def _record(scope: Scope, mailbox: Mailbox, done: str) -> None:
    record_activity(scope, ACTIVITY, address=mailbox.address, done=done)
