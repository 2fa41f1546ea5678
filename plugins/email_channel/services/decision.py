"""What was decided about a message, and why, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from uuid import UUID

    from plugins.email_channel.models import State

Outcome = Literal[
    "case",
    "note",
    "follow_up",
    "automatic_note",
    "bounce",
    "automatic",
    "own_mail",
    "loop",
    "blocked",
    "unknown_sender",
    "staff_sender",
    "hidden_contact",
    "not_authentic",
    "third_party",
    "closed",
    "refused",
    "unreadable",
]
# What each outcome leaves the message in.
STATES: dict[Outcome, State] = {
    "case": "filed",
    "note": "filed",
    "follow_up": "filed",
    "automatic_note": "filed",
    "bounce": "recorded",
    "automatic": "recorded",
    "own_mail": "recorded",
    "loop": "recorded",
    "closed": "recorded",
    "blocked": "rejected",
    "unknown_sender": "quarantined",
    "staff_sender": "quarantined",
    "hidden_contact": "quarantined",
    "not_authentic": "quarantined",
    "third_party": "quarantined",
    "refused": "quarantined",
    "unreadable": "failed",
}
LONGEST_VALUE = 300  # characters of what a step has found
MOST_STEPS = 40


@dataclass(slots=True)
class Decision:
    """The steps so far, each with the rule, what it has found, and what follows.

    :ivar steps: as they are stored: ``rule`` and ``result`` are keys, ``found`` is text
    """

    steps: list[dict[str, Any]] = field(default_factory=list)
    outcome: Outcome | None = None
    state: State | None = None
    case_id: UUID | None = None
    note_id: UUID | None = None

    def note(self, rule: str, result: str, found: object = "") -> None:
        """Add a step.

        :param rule: a key of :data:`plugins.email_channel.services.explaining.RULES`
        :param result: a key of :data:`plugins.email_channel.services.explaining.RESULTS`
        :param found: the header, the parameter or the value that it is based on
        """
        if len(self.steps) < MOST_STEPS:
            text = " ".join(str(found).split())[:LONGEST_VALUE]
            self.steps.append({"rule": rule, "result": result, "found": text})

    def end(self, outcome: Outcome, state: State | None = None) -> None:
        """Decide: nothing is asked any more.

        :param state: unless the outcome has only one
        """
        self.outcome = outcome
        self.state = state or STATES[outcome]
