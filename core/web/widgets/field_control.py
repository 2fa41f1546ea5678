"""Controls that plugins bring for their kinds of fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import colander

from core.web.widgets.text import TextWidget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from core.web.widgets.field_attributes import FieldAttributes
    from core.web.widgets.state import FormState
    from core.web.widgets.submission import Submission
    from fields_config.field_type import FieldWidget
    from fields_config.policy import Decision


class FieldControl(TextWidget):
    """A plugin's template, with a line of text in its place while the plugin fails."""

    steady = False  # or what stood in its place would stay after the plugin has recovered

    def __init__(self, widget: FieldWidget) -> None:
        super().__init__()
        self.own = widget
        self.template = widget.template
        self.group = widget.is_group

    def draw(
        self,
        field: Any,
        cstruct: Any,
        state: FormState,
        decision: Decision | None,
        *,
        required: bool,
    ) -> Markup:
        draw = super().draw
        drawn: Markup | None = self.own.call(
            lambda: draw(field, cstruct, state, decision, required=required)
        )
        if drawn is None:
            return FALLBACK.draw(field, cstruct, state, decision, required=required)
        return drawn

    def context(
        self, _attrs: FieldAttributes, cstruct: Any, _state: FormState, _decision: Decision | None
    ) -> Mapping[str, Any]:
        parts = self.own.split(self.typed(cstruct)) if self.own.parts else {}
        return {"parts": {part: parts.get(part, "") for part in self.own.parts}}

    def read(self, attrs: FieldAttributes, submission: Submission) -> Any:
        sent = {part: submission.text(f"{attrs.name}-{part}") for part in self.own.parts}
        # The fallback has the field's own name, and so has what programs send.
        if attrs.name in submission or not any(text is not None for text in sent.values()):
            return super().read(attrs, submission)
        texts = {part: text or "" for part, text in sent.items()}
        joined = self.own.call(self.own.join, texts)
        return joined if isinstance(joined, str) else " ".join(filter(None, texts.values()))

    def was_drawn(self, attrs: FieldAttributes, submission: Submission) -> bool:
        names = (attrs.name, *(f"{attrs.name}-{part}" for part in self.own.parts))
        return any(name in submission for name in names)

    def typed(self, cstruct: Any) -> str:
        return "" if cstruct is colander.null or cstruct is None else str(cstruct)

    def focus(self, attrs: FieldAttributes, _cstruct: Any) -> str:
        return f"{attrs.id}-{self.own.parts[0]}" if self.own.parts else attrs.id


FALLBACK = TextWidget()
