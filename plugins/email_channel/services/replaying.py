"""Deciding about messages anew, after a parameter, a contact or a mailbox has changed.

What was filed stays as it is, and so does what staff have decided: deciding anew makes nothing
twice, and tells nobody again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from core.plugin.api import VentanillaError
from plugins.email_channel.models import ReceivedMail
from plugins.email_channel.parsing import parse_mail
from plugins.email_channel.permissions import SEE
from plugins.email_channel.services.deciding import UNDECIDED, decide_mail, get_mail
from plugins.email_channel.services.receiving import read_raw

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from core.plugin.api import Scope

REPLAY, REPLAY_MAIL = "email_channel.replay", "email_channel.replay_mail"
# What a parameter, the block list or a contact could turn into something else.
OUTCOMES = (
    "automatic",
    "blocked",
    "closed",
    "hidden_contact",
    "not_authentic",
    "refused",
    "staff_sender",
    "third_party",
    "unknown_sender",
)
BATCH = 500


def count_replayable(scope: Scope) -> Mapping[str, int]:
    """Return how many messages would be decided about anew, by their outcome so far."""
    scope.require(SEE.name)
    count = func.count()
    rows = scope.session.execute(
        select(ReceivedMail.outcome, count).where(_is_replayable()).group_by(ReceivedMail.outcome)
    )
    return {row.outcome: row[1] for row in rows}


def has_replayable(scope: Scope) -> bool:
    """Whether there is a message that would be decided about anew."""
    return (
        scope.session.scalar(select(ReceivedMail.id).where(_is_replayable()).limit(1)) is not None
    )


def request_replay(scope: Scope) -> None:
    """Ask for all of them to be decided about anew, a batch per job."""
    scope.require(SEE.name)
    scope.enqueue(REPLAY, None)


def ask_for_replays(scope: Scope, after: UUID | None) -> UUID | None:
    """Ask for a job for each of the next messages; return the last of them, or None at the end.

    :param scope: of the system
    """
    query = select(ReceivedMail.id).where(_is_replayable())
    if after is not None:
        query = query.where(ReceivedMail.id > after)
    ids = scope.session.scalars(query.order_by(ReceivedMail.id).limit(BATCH)).all()
    for mail_id in ids:
        scope.enqueue(REPLAY_MAIL, mail_id)
    return ids[-1] if len(ids) == BATCH else None


def replay_mail(scope: Scope, mail_id: UUID) -> None:
    """Decide about one message anew. The check of its sender stays what it was.

    :param scope: of the system
    """
    mail = get_mail(scope, mail_id)
    try:
        parsed = parse_mail(read_raw(scope, mail))
    except (FileNotFoundError, VentanillaError) as error:
        mail.error = str(error)[:2000]
        return
    decide_mail(scope, mail.id, parsed, is_replayed=True)


def _is_replayable() -> ColumnElement[bool]:
    # By the state as well, which has an index: nearly all mail is filed.
    return (
        ReceivedMail.state.in_(UNDECIDED)
        & ReceivedMail.outcome.in_(OUTCOMES)
        & (ReceivedMail.decided_by == "")
    )
