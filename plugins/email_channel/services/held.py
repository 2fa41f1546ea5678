"""Mail that came while the plugin was off, or whose job came to nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from plugins.email_channel.models import ReceivedMail
from plugins.email_channel.services.receiving import DECIDE

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from core.plugin.api import Scope

DECIDE_WAITING = "email_channel.decide_waiting"
# Longer than a job is tried again by itself.
OVERDUE = timedelta(hours=12)
BATCH = 500


def ask_for_waiting(scope: Scope, after: UUID | None) -> UUID | None:
    """Ask for decisions about the next messages that wait; return the last, or None at the end.

    :param scope: of the system
    """
    query = select(ReceivedMail.id).where(ReceivedMail.state == "waiting")
    if after is not None:
        query = query.where(ReceivedMail.id > after)
    ids = scope.session.scalars(query.order_by(ReceivedMail.id).limit(BATCH)).all()
    for mail_id in ids:
        scope.enqueue(DECIDE, mail_id)
    return ids[-1] if len(ids) == BATCH else None


def is_overdue(now: datetime) -> ColumnElement[bool]:
    """Return the condition of a message that nobody is going to decide about any more."""
    return (ReceivedMail.state == "waiting") & (ReceivedMail.received_at < now - OVERDUE)
