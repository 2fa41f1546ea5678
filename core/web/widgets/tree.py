"""Dependent drop-downs for trees of options: product, reason, sub-reason, any depth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import colander

from core.web.widgets.base import Widget
from core.web.widgets.field_attributes import Choice, FieldAttributes
from fields_config.options import MAX_DEPTH, SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.web.widgets.state import FormState
    from core.web.widgets.submission import Submission
    from fields_config.policy import Decision


@dataclass(frozen=True, slots=True)
class Level:
    """One list of the row, as it is drawn."""

    label: str
    choices: tuple[Choice, ...]
    chosen: str


class TreeWidget(Widget):
    """One list per level, named ``<field>-0``, ``<field>-1`` …; the value is the path of keys.

    The next list comes from the server: by itself where there are scripts, else after "Continue".
    The levels of ``begun``, a path, are settled: they are sent along, and nobody sees them.
    """

    template = "tree"
    group = True
    steady = True
    begun: str = ""

    def read(self, attrs: FieldAttributes, submission: Submission) -> Any:
        """Follow the levels down as far as they fit each other.

        After a change further up, the keys below belong to another branch: they are left out.
        """
        whole = submission.text(attrs.name)
        if whole is not None:
            return whole
        keys = []
        level = attrs.choices
        for number in range(MAX_DEPTH):
            key = submission.text(f"{attrs.name}-{number}") or ""
            found = next((choice for choice in level if choice.key == key), None)
            if found is None:
                # A key that is nowhere in the first list was made up, or retired in the meantime.
                if key and not number:
                    keys.append(key)
                break
            keys.append(key)
            level = found.choices
        return SEPARATOR.join(keys) if keys else colander.null

    def was_drawn(self, attrs: FieldAttributes, submission: Submission) -> bool:
        return attrs.name in submission or f"{attrs.name}-0" in submission

    def context(
        self, attrs: FieldAttributes, cstruct: Any, _state: FormState, decision: Decision | None
    ) -> Mapping[str, Any]:
        path = cstruct if isinstance(cstruct, str) else ""
        levels = levels_of(attrs, path, decision.options if decision else None)
        settled = self.begun.count(SEPARATOR) + 1 if self.begun else 0
        more = bool(levels and levels[-1].choices)
        return {"levels": levels, "settled": max(0, min(settled, len(levels) - 1)), "more": more}

    def focus(self, attrs: FieldAttributes, cstruct: Any) -> str:
        path = cstruct if isinstance(cstruct, str) else ""
        return f"{attrs.id}-{len(levels_of(attrs, path, None)) - 1}"

    def shown(self, attrs: FieldAttributes, cstruct: Any, state: FormState) -> Any:
        if attrs.display is not None or not isinstance(cstruct, str):
            return super().shown(attrs, cstruct, state)
        keys = cstruct.split(SEPARATOR)
        paths = [SEPARATOR.join(keys[: end + 1]) for end in range(len(keys))]
        return " / ".join(str(attrs.labels.get(path, path)) for path in paths)


def levels_of(
    attrs: FieldAttributes, path: str, options: frozenset[str] | None
) -> tuple[Level, ...]:
    """Return the lists to draw: those chosen from, and the next one if there is any."""
    keys = path.split(SEPARATOR) if path else []
    found: list[Level] = []
    choices, above = attrs.choices, ""
    while choices:
        number = len(found)
        key = keys[number] if number < len(keys) else ""
        left = tuple(
            c for c in choices if c.active and (options is None or f"{above}{c.key}" in options)
        )
        chosen = next((choice for choice in choices if choice.key == key), None)
        if chosen is not None and chosen not in left:
            left = (*left, chosen)  # stored once, retired or limited since: not taken away
        found.append(Level(level_name(attrs, number), left, key if chosen else ""))
        if chosen is None:
            break
        choices, above = chosen.choices, f"{above}{key}{SEPARATOR}"
    return tuple(found)


def level_name(attrs: FieldAttributes, number: int) -> str:
    if number < len(attrs.levels) and attrs.levels[number]:
        return attrs.levels[number]
    return f"{attrs.label} {number + 1}" if number else attrs.label
