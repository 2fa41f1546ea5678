"""Lists whose entries people add, change and remove: of one control each, or of a few."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import colander
from markupsafe import Markup
from translationstring import TranslationStringFactory

from core.web.widgets.base import Widget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.web.widgets.field_attributes import FieldAttributes
    from core.web.widgets.state import FormState
    from core.web.widgets.submission import Submission
    from fields_config.policy import Decision

_ = TranslationStringFactory("core")

MOST_ROWS = 200
NOTHING_TYPED: tuple[Any, ...] = (colander.null, "", "false", None, [])
TOO_MANY = _("These are more than ${count} entries.", mapping={"count": MOST_ROWS})


@dataclass(frozen=True, slots=True)
class _Cell:
    """One control of one row: the form's field, with a name and an id of its own."""

    field: Any
    attrs: FieldAttributes

    @property
    def name(self) -> str:
        return str(self.field.name)

    @property
    def widget(self) -> Any:
        return self.field.widget

    @property
    def renderer(self) -> Any:
        return self.field.renderer

    @property
    def required(self) -> bool:
        return bool(self.field.required)

    def translate(self, message: str) -> str:
        return str(self.field.translate(message))


class RowsWidget(Widget):
    """One row for each entry and an empty one below, whose button asks for another.

    It needs no scripts: the button sends the form to be shown again. An entry in which nothing was
    typed is none. The control of row 2 is called ``list.2``, or ``list.2.column`` where an entry is
    a mapping.
    """

    template = "rows"
    readonly_template = "readonly/lines"
    group = True

    def draw(
        self,
        field: Any,
        cstruct: Any,
        state: FormState,
        _decision: Decision | None,
        *,
        required: bool,
    ) -> Markup:
        attrs: FieldAttributes = field.attrs
        errors = state.errors.get(attrs.name, ())
        html = field.renderer(
            self.template,
            attrs=attrs,
            rows=[
                Markup("").join(
                    cell.widget.serialize(cell, value, state=state)
                    for cell, value in self._cells(field, number, entry)
                )
                for number, entry in enumerate((*self.typed(cstruct), colander.null))
            ],
            errors=errors,
            required=required,
            aria=attrs.aria(errors, required=required, own=False),
            _=field.translate,
        )
        return Markup(html)  # noqa: S704 - an autoescaped template

    def deserialize(self, field: Any, pstruct: Submission) -> Any:
        attrs: FieldAttributes = field.attrs
        count = _read_count(pstruct.text(f"{attrs.name}-rows"))
        if count > MOST_ROWS + 1:
            pstruct.complain(attrs.name, TOO_MANY)
        found = []
        for number in range(min(count, MOST_ROWS + 1)):
            if pstruct.text(f"{attrs.name}.{number}-remove"):
                continue
            cells = [cell for cell, _value in self._cells(field, number, colander.null)]
            values = {cell.name: cell.widget.deserialize(cell, pstruct) for cell in cells}
            if all(value in NOTHING_TYPED for value in values.values()):
                continue
            is_mapping = bool(field.children[0].children)
            found.append(values if is_mapping else next(iter(values.values())))
        return found

    def typed(self, cstruct: Any) -> tuple[Any, ...]:
        return tuple(cstruct) if isinstance(cstruct, list | tuple) else ()

    def shown(self, _attributes_of: FieldAttributes, cstruct: Any, _state: FormState) -> str:
        return "\n".join(
            ", ".join(str(value) for value in entry.values() if value not in NOTHING_TYPED)
            if isinstance(entry, dict)
            else str(entry)
            for entry in self.typed(cstruct)
        )

    def parts(self, field: Any, cstruct: Any) -> Iterator[tuple[Any, Any]]:
        yield field, cstruct
        for number, entry in enumerate(self.typed(cstruct)):
            for cell, value in self._cells(field, number, entry):
                yield from cell.widget.parts(cell, value)

    def focus(self, attrs: FieldAttributes, _cstruct: Any) -> str:
        return f"{attrs.id}-field"

    def _cells(self, field: Any, number: int, entry: Any) -> Iterator[tuple[_Cell, Any]]:
        """Yield the controls of a row, and what they start with."""
        attrs, item = field.attrs, field.children[0]
        if not item.children:
            own = replace(
                item.attrs, id=f"{attrs.id}-{number}", name=f"{attrs.name}.{number}", untouched={}
            )
            yield _Cell(item, own), entry
            return
        values = entry if isinstance(entry, dict) else {}
        for child in item.children:
            own = replace(
                child.attrs,
                id=f"{attrs.id}-{number}-{child.name}",
                name=f"{attrs.name}.{number}.{child.name}",
                untouched={},
            )
            yield _Cell(child, own), values.get(child.name, colander.null)


def _read_count(text: str | None) -> int:
    """Return how many rows the page had; what came by the browser may be anything."""
    is_number = text is not None and text.isascii() and text.isdecimal()
    return min(int(text[:6]), MOST_ROWS + 2) if is_number and text else 0
