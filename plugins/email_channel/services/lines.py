"""Received messages in lists and panels, in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from plugins.email_channel.services.explaining import STATES, TONES, explain_outcome

if TYPE_CHECKING:
    from datetime import datetime

    from core.plugin.api import Scope
    from plugins.email_channel.services.listing import MailRow


class Line(NamedTuple):
    """A message, with the addresses of its page and its case."""

    sender: str
    sender_name: str
    subject: str
    url: str
    state: str
    tone: str
    outcome: str
    received_at: datetime
    case_number: int | None
    case_url: str | None


def line_of(scope: Scope, row: MailRow) -> Line:
    """Return a message in the reader's language."""
    number = row.case_number
    return Line(
        sender=row.sender,
        sender_name=row.sender_name,
        subject=row.subject,
        url=scope.links.path("email_channel.mail", "staff", id=row.id) or "",
        state=scope.translate(STATES[row.state]),
        tone=TONES[row.state],
        outcome=explain_outcome(scope, row.outcome),
        received_at=row.received_at,
        case_number=number,
        case_url=None if number is None else scope.links.path("case", "staff", number=number),
    )
