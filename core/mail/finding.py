"""Finding our own mails by the ids under which they went out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Select, bindparam, select

from core.db.prepared import PreparedQuery
from core.mail.models import MailMessage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from sqlalchemy import BindParameter

    from core.scope import Scope

MOST_IDS = 100
LONGEST_ID = 400  # the column


class SentMail(NamedTuple):
    """A mail of ours, and what it was about.

    :ivar addresses: of To and Cc
    """

    id: UUID
    kind: str
    case_id: UUID | None
    note_id: UUID | None
    contact_id: UUID | None
    addresses: tuple[str, ...]


def find_sent_mails(scope: Scope, message_ids: Sequence[str]) -> dict[str, SentMail]:
    """Return those of our mails that a message refers to: id -> mail, in the order of the ids.

    Nobody can guess such an id, so whoever quotes it has seen the mail, or a copy of it. One query.

    :param message_ids: of ``In-Reply-To`` and ``References`` (RFC 5322), with their angle brackets;
        the most telling first. What is no id finds nothing; only the first 100 are looked for
    """
    wanted = _ids(message_ids)
    if not wanted:
        return {}
    rows = _BY_IDS(scope.session, ids=wanted)
    found = {
        row.message_id: SentMail(
            row.id,
            row.kind,
            row.case_id,
            row.note_id,
            row.contact_id,
            tuple(address for _name, address in (*row.to, *row.cc)),
        )
        for row in rows
    }
    return {one: found[one] for one in wanted if one in found}


def mails_by_ids(message_ids: Iterable[str] | BindParameter[Any]) -> Select[Any]:
    """Return the query, which the unique index on the ids answers."""
    mail = MailMessage.__table__.c
    return select(
        mail.message_id,
        mail.id,
        mail.kind,
        mail.case_id,
        mail.note_id,
        mail.contact_id,
        mail.to,
        mail.cc,
    ).where(mail.message_id.in_(message_ids))


_BY_IDS = PreparedQuery(lambda: mails_by_ids(bindparam("ids", expanding=True)))


def _ids(given: Sequence[str]) -> list[str]:
    usable = (one for one in given[:MOST_IDS] if len(one) <= LONGEST_ID and one.isprintable())
    return list(dict.fromkeys(usable))
