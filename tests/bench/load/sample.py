"""The sample that pages are measured over: made up of numbers, so that every run has the same rows.

Peers are filled with the same people, subjects and messages (see ``tests/bench/peers``).
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

WORDS = tuple(Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split())
RARE = "zanahoria"  # in one subject of 500
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
AGENTS = 10
PASSWORD = "Perf-pass-2026!"


@dataclass(frozen=True, slots=True)
class Message:
    """One follow-up of a case."""

    text: str
    by_agent: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Ticket:
    """One case. ``status`` is 0 or 1 (open), 2 or 3 (closed); ``priority`` 0 to 4."""

    number: int
    subject: str
    text: str
    contact: int
    status: int
    priority: int
    at: datetime
    messages: tuple[Message, ...]


def make_tickets(count: int, contacts: int) -> Iterator[Ticket]:
    """Return tickets one minute apart; the contacts take turns, and are counted from 1."""
    for number in range(1, count + 1):
        dice = random.Random(number)  # noqa: S311  # the same rows every time
        subject = _text(dice, 5)[:-1]
        rare = f"{RARE} " if number % 500 == 0 else ""
        at = EPOCH + timedelta(minutes=number)
        yield Ticket(
            number,
            f"{subject} {rare}{number}",
            _text(dice, 60),
            number % contacts + 1,
            dice.choice((0, 0, 1, 1, 2, 3)),
            dice.randrange(5),
            at,
            tuple(_messages(random.Random(-number), at)),  # noqa: S311  # the same
        )


def _messages(dice: random.Random, begun: datetime) -> Iterator[Message]:
    for turn in range(4):
        yield Message(_text(dice, 30), turn % 2 == 0, begun + timedelta(minutes=30 * (turn + 1)))


def _text(dice: random.Random, words: int) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(words)).capitalize() + "."
