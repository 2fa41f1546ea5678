"""Widgets to choose from options: radios, checkboxes, drop-downs, yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import colander

from core.web.widgets.base import Widget
from core.web.widgets.field_attributes import Choice, FieldAttributes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.web.widgets.state import FormState
    from core.web.widgets.submission import Submission
    from fields_config.policy import Decision


def allowed(choices: tuple[Choice, ...], decision: Decision | None) -> tuple[Choice, ...]:
    """Return the choices that are not retired and that rules leave."""
    left = None if decision is None else decision.options
    return tuple(c for c in choices if c.active and (left is None or c.key in left))


class SelectWidget(Widget):
    """A list to choose one from; long ones can be searched where there are scripts.

    ``empty`` is what choosing nothing is called, where "None" would say the wrong thing.
    """

    template = "select"
    steady = True
    empty: str = ""

    def was_drawn(self, attrs: FieldAttributes, submission: Submission) -> bool:
        return attrs.name in submission

    def context(
        self, attrs: FieldAttributes, cstruct: Any, state: FormState, decision: Decision | None
    ) -> Mapping[str, Any]:
        choices = allowed(state.choices.get(attrs.name, attrs.choices), decision)
        known = any(choice.key == cstruct for choice in choices)
        # What is stored stays chosen although it was retired: the schema knows whether it may.
        kept = isinstance(cstruct, str) and cstruct in attrs.labels and not known
        label = attrs.labels[cstruct] if kept else ""
        return {"choices": choices, "kept": label, "empty": self.empty}

    def shown(self, attrs: FieldAttributes, cstruct: Any, state: FormState) -> Any:
        for choice in state.choices.get(attrs.name, ()):
            if choice.key == str(cstruct):
                return choice.label
        return super().shown(attrs, cstruct, state)


class RadioWidget(SelectWidget):
    """All of a few options in sight: easier than a list that opens."""

    template = "radio_choice"
    group = True

    def was_drawn(self, _attributes_of: FieldAttributes, _submission: Submission) -> bool:
        return True

    def focus(self, attrs: FieldAttributes, _cstruct: Any) -> str:
        return f"{attrs.id}-0"


class CheckboxWidget(Widget):
    """Yes or no. A box that is not ticked sends nothing, which means no."""

    template = "checkbox"
    steady = True
    readonly_template = "readonly/checkbox"

    def read(self, attrs: FieldAttributes, submission: Submission) -> str:
        return "true" if submission.text(attrs.name) in ("true", "on", "1") else "false"

    def typed(self, cstruct: Any) -> bool:
        return cstruct in (True, "true")

    def shown(self, _attributes_of: FieldAttributes, cstruct: Any, _state: FormState) -> bool:
        return self.typed(cstruct)


class CheckboxChoiceWidget(Widget):
    """Any number of a few."""

    template = "checkbox_choice"
    group = True
    steady = True

    def read(self, attrs: FieldAttributes, submission: Submission) -> Any:
        return [text for text in submission.texts(attrs.name) if text] or colander.null

    def typed(self, cstruct: Any) -> frozenset[str]:
        chosen = cstruct if isinstance(cstruct, list | tuple | set | frozenset) else ()
        return frozenset(str(value) for value in chosen)

    def context(
        self, attrs: FieldAttributes, cstruct: Any, _state: FormState, decision: Decision | None
    ) -> Mapping[str, Any]:
        choices = allowed(attrs.choices, decision)
        offered = {choice.key for choice in choices}
        retired = [
            Choice(key, attrs.labels[key])
            for key in sorted(self.typed(cstruct) - offered)
            if key in attrs.labels
        ]
        return {"choices": (*choices, *retired)}

    def focus(self, attrs: FieldAttributes, _cstruct: Any) -> str:
        return f"{attrs.id}-0"
