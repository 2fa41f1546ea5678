"""Flash messages: they wait in the session, a cookie, which has little room."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.interfaces import ISession

MOST_BYTES = 1200
# Each sign may take twelve bytes as the cookie writes it, and one sentence must always fit.
LONGEST = 90


def store_message(session: ISession, kind: str, text: str, undo: str = "") -> None:
    """Add a sentence; the oldest make room, as for somebody who never looks at a next page.

    :param undo: the id of what the sentence tells, if that can be taken back
    """
    message = [kind, text, *([undo] if undo else [])]
    if _size(message) > MOST_BYTES:
        message[1] = f"{text[:LONGEST]}…"
    said = [list(one) for one in take_messages(session)]
    waiting = [one for one in said if one[:2] != message[:2]] + [message]
    while _size(waiting) > MOST_BYTES and len(waiting) > 1:
        waiting.pop(0)
    for one in waiting:
        session.flash(one)


def take_messages(session: ISession) -> list[list[str]]:
    """Return the sentences that wait, with the id of what can be undone, if any.

    Only if there are any is the cookie written anew.
    """
    said: list[list[str]] = session.pop_flash() if session.peek_flash() else []
    return said


def _size(value: object) -> int:
    return len(json.dumps(value))


def is_short(text: str) -> bool:
    """Whether something typed may wait there, too; a longer one is typed again."""
    return _size(text) <= LONGEST
