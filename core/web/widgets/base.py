"""The base class of our widgets: stateless, so that threads share a cached form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import colander
import deform.widget
from markupsafe import Markup

from core.web.widgets.field_attributes import FieldAttributes
from core.web.widgets.state import UNTOUCHED, FormState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from core.web.widgets.submission import Submission
    from fields_config.policy import Decision

NO_ERRORS: tuple[str, ...] = ()
MEMORY = 32  # ways to draw one untouched control: required or not, options limited or not


class Widget(deform.widget.Widget):
    """One control, or one group of controls, with its label, hint and error.

    Deform calls :meth:`serialize` and :meth:`deserialize`. What belongs to one request comes in
    ``state``; nothing of it is kept on a widget, its field or its attrs.
    """

    template: str = "textinput"
    readonly_template: str = "readonly/text"
    group: bool = False
    # Whether what it draws depends on nothing but value, errors and decision: then an untouched
    # control is drawn once per kept form, not once per request.
    steady: bool = False

    def serialize(self, field: Any, cstruct: Any, **kw: Any) -> Markup:
        state: FormState = kw.get("state", UNTOUCHED)
        attrs: FieldAttributes = field.attrs
        decision = state.decisions.get(attrs.name) if state.decisions else None
        readonly = self.readonly if decision is None else not decision.editable
        if readonly:
            # Never what was sent: a reader would take it for what is stored.
            shown = self.shown(attrs, state.stored.get(attrs.name), state)
            html = field.renderer(
                self.readonly_template, attrs=attrs, value=shown, _=field.translate
            )
            return Markup(html)  # noqa: S704 - an autoescaped template
        errors = state.errors.get(attrs.name, NO_ERRORS)
        required = field.required if decision is None else decision.required
        untouched = cstruct is colander.null or cstruct == attrs.initial
        if not self.steady or errors or not untouched or attrs.name in state.choices:
            return self.draw(field, cstruct, state, decision, required=required)
        key = (cstruct is colander.null, required, decision.options if decision else None)
        drawn = attrs.untouched.get(key)
        if drawn is None:
            drawn = self.draw(field, cstruct, state, decision, required=required)
            if len(attrs.untouched) < MEMORY:
                attrs.untouched[key] = drawn
        return drawn

    def draw(
        self,
        field: Any,
        cstruct: Any,
        state: FormState,
        decision: Decision | None,
        *,
        required: bool,
    ) -> Markup:
        """Return the control's HTML."""
        attrs: FieldAttributes = field.attrs
        errors = state.errors.get(attrs.name, NO_ERRORS)
        described_by = self.described_by(attrs, cstruct, state)
        values = {
            "attrs": attrs,
            "value": self.typed(cstruct),
            "errors": errors,
            "required": required,
            "aria": attrs.aria(errors, required=required, own=not self.group, also=described_by),
            "_": field.translate,
            **self.context(attrs, cstruct, state, decision),
        }
        return Markup(field.renderer(self.template, **values))  # noqa: S704 - an autoescaped template

    def deserialize(self, field: Any, pstruct: Submission) -> Any:
        """Return the cstruct; what is wrong with it is for the schema to say."""
        return self.read(field.attrs, pstruct)

    def read(self, attrs: FieldAttributes, submission: Submission) -> Any:
        text = submission.text(attrs.name)
        return colander.null if text is None else text

    def was_drawn(self, _attributes_of: FieldAttributes, _submission: Submission) -> bool:
        """Whether the page had this control; one that can send nothing counts as drawn."""
        return True

    def typed(self, cstruct: Any) -> Any:
        """Return what the control starts with."""
        if cstruct is colander.null or cstruct is None:
            return ""
        return cstruct

    def shown(self, attrs: FieldAttributes, cstruct: Any, _state: FormState) -> Any:
        """Return what a reader sees who may not change the value; empty when there is none."""
        if cstruct is colander.null or cstruct in (None, "", []):
            return ""
        if attrs.display is not None:
            return attrs.display(cstruct)
        values = cstruct if isinstance(cstruct, list | tuple) else [cstruct]
        return ", ".join(str(attrs.labels.get(str(value), value)) for value in values)

    def context(
        self,
        _attributes_of: FieldAttributes,
        _cstruct: Any,
        _state: FormState,
        _decision: Decision | None,
    ) -> Mapping[str, Any]:
        """Return what the widget's template needs beside the usual."""
        return {}

    def described_by(
        self, _attributes_of: FieldAttributes, _cstruct: Any, _state: FormState
    ) -> str:
        """Return the id of what the template says of the control by itself, if it says anything."""
        return ""

    def attributes(self, node: colander.SchemaNode) -> dict[str, Any]:
        """Return the control's fixed attributes, worked out once."""
        # No maxlength: it cuts what somebody pastes without a word. The server tells instead.
        return {"autocomplete": getattr(node, "autocomplete", None)}

    def hints(self) -> Iterable[str]:
        """Yield what the control itself asks of people, beside the field's own hint."""
        return ()

    def parts(self, field: Any, cstruct: Any) -> Iterator[tuple[Any, Any]]:
        """Yield the controls that may have errors of their own, with their values."""
        yield field, cstruct

    def focus(self, attrs: FieldAttributes, _cstruct: Any) -> str:
        """Return the id that the error summary leads to."""
        return attrs.id
