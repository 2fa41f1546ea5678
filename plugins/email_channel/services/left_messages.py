"""Messages that stay at their server: remembered, so that they are shown and not tried for ever."""

from __future__ import annotations

from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from core.plugin.api import new_id
from plugins.email_channel.models import LONGEST_ADDRESS, LeftMessage, Mailbox
from plugins.email_channel.services.mailbox_errors import MailboxError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.plugin.api import Scope
    from plugins.email_channel.models import LeftBecause

MOST = 1000  # of a mailbox
MOST_TRIES = 5
LONGEST_SUBJECT = 800


def read_left(scope: Scope, mailbox: Mailbox) -> dict[int, LeftMessage]:
    """Return what is left in the folder as it is now, by the messages' numbers (UIDs)."""
    query = select(LeftMessage).filter_by(
        mailbox_id=mailbox.id, uid_validity=mailbox.uid_validity or 0
    )
    return {one.uid: one for one in scope.session.scalars(query)}


def is_settled(left: LeftMessage) -> bool:
    """Whether it is not tried again."""
    return left.reason == "too_large" or left.attempts >= MOST_TRIES


def leave(
    scope: Scope,
    mailbox: Mailbox,
    uid: int,
    reason: LeftBecause,
    *,
    size: int = 0,
    head: bytes = b"",
) -> None:
    """Remember a message that could not be taken, or that it failed once more.

    :param head: the lines of its header that say whose it is and what about
    :raises MailboxError: there are too many of them
    """
    validity = mailbox.uid_validity or 0
    known = scope.session.scalar(
        select(LeftMessage).filter_by(mailbox_id=mailbox.id, uid_validity=validity, uid=uid)
    )
    if known is None:
        own = select(func.count()).select_from(LeftMessage).filter_by(mailbox_id=mailbox.id)
        if (scope.session.scalar(own) or 0) >= MOST:
            raise MailboxError("left_full", count=str(MOST))
        sender, subject = _describe(head)
        known = LeftMessage(
            tenant_id=scope.tenant_id,
            id=new_id(),
            mailbox_id=mailbox.id,
            uid_validity=validity,
            uid=uid,
            size=size,
            attempts=0,
            found_at=scope.now(),
            sender=sender,
            subject=subject,
        )
        scope.session.add(known)
    known.reason = reason
    known.attempts += 1
    scope.session.flush()


def forget(scope: Scope, mailbox: Mailbox, uids: Iterable[int]) -> None:
    """Forget messages that are not there any more, or that we have by now."""
    gone = list(uids)
    if gone:
        own = delete(LeftMessage).where(
            LeftMessage.mailbox_id == mailbox.id, LeftMessage.uid.in_(gone)
        )
        scope.session.execute(own)


def forget_former(scope: Scope, mailbox: Mailbox) -> None:
    """Forget what was left in a former life of the folder, whose numbers mean nothing now."""
    former = delete(LeftMessage).where(
        LeftMessage.mailbox_id == mailbox.id,
        LeftMessage.uid_validity != (mailbox.uid_validity or 0),
    )
    scope.session.execute(former)


def _describe(head: bytes) -> tuple[str, str]:
    parsed = BytesHeaderParser().parsebytes(head)
    return (
        _text(parsed.get_all("From", ()), LONGEST_ADDRESS),
        _text(parsed.get_all("Subject", ()), LONGEST_SUBJECT),
    )


def _text(values: Sequence[object], most: int) -> str:
    raw = str(values[0]) if values else ""
    try:
        text = str(make_header(decode_header(raw)))
    except (ValueError, LookupError):  # of charsets that do not exist, or lie
        text = raw
    text = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(text.split())[:most]
