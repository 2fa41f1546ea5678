"""The form itself, and groups of fields inside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import colander
from markupsafe import Markup

from core.web.widgets.base import Widget
from core.web.widgets.state import UNTOUCHED, FormState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.web.widgets.submission import Submission

LONGEST = 120  # letters of a sentence that stands in the summary as well as at its field


class MappingWidget(Widget):
    """A group of fields under one legend. Nested names are dotted: ``address.city``."""

    template = "mapping"
    readonly_template = "mapping"

    def serialize(self, field: Any, cstruct: Any, **kw: Any) -> Markup:
        state: FormState = kw.get("state", UNTOUCHED)
        items = Markup("").join(html for _, html in draw(field, cstruct, state))
        errors = state.errors.get(field.attrs.name, ())
        html = field.renderer(self.template, attrs=field.attrs, items=items, errors=errors)
        return Markup(html)  # noqa: S704 - an autoescaped template

    def deserialize(self, field: Any, pstruct: Submission) -> dict[str, Any]:
        return {child.name: child.widget.deserialize(child, pstruct) for child in field.children}

    def parts(self, field: Any, cstruct: Any) -> Iterator[tuple[Any, Any]]:
        yield from leaves(field, cstruct)


class FormWidget(MappingWidget):
    """The whole form: error summary, hidden values, sections, buttons."""

    template = "form"

    def serialize(self, field: Any, cstruct: Any, **kw: Any) -> Markup:
        state: FormState = kw.get("state", UNTOUCHED)
        values = cstruct if isinstance(cstruct, dict) else {}
        sections: list[tuple[str, list[Markup]]] = []
        hidden = Markup("")
        for child, html in draw(field, values, state):
            if child.widget.hidden:
                hidden += html
                continue
            title = field.sections.get(child.name, "")
            if not sections or sections[-1][0] != title:
                sections.append((title, []))
            sections[-1][1].append(html)
        html = field.renderer(
            self.template,
            form=field,
            sections=[(title, Markup("").join(items)) for title, items in sections],
            hidden=hidden,
            state=state,
            summary=summarise(field, values, state) if state.errors or state.problems else (),
            _=field.translate,
        )
        return Markup(html)  # noqa: S704 - an autoescaped template


def draw(field: Any, cstruct: Mapping[str, Any], state: FormState) -> Iterator[tuple[Any, Markup]]:
    """Yield each field that this reader may see, with its HTML."""
    values = cstruct if isinstance(cstruct, dict) else {}
    for child in field.children:
        decision = state.decisions.get(child.attrs.name) if state.decisions else None
        if decision is None or decision.visible:
            value = values.get(child.name, colander.null)
            html = child.widget.serialize(child, value, state=state)
            note = state.notes.get(child.attrs.name)
            if note:
                html = Markup('<div class="v-followed"><p>{}</p>{}</div>').format(note, html)
            yield child, html


def summarise(
    field: Any, cstruct: Mapping[str, Any], state: FormState
) -> tuple[tuple[str, str], ...]:
    """Return (id to go to, or empty; sentence) in the order of the page.

    A long sentence is told once, at its field; here the field is named.
    """
    found = [("", problem) for problem in state.problems]
    seen = {""}
    for leaf, value in leaves(field, cstruct):
        name = leaf.attrs.name
        decision = state.decisions.get(name) if state.decisions else None
        if leaf.widget.hidden or (decision is not None and not decision.editable):
            continue
        seen.add(name)
        errors = state.errors.get(name, ())
        found += [
            (
                leaf.widget.focus(leaf.attrs, value),
                error if len(error) <= LONGEST else leaf.attrs.label,
            )
            for error in errors
        ]
    if not found and set(state.errors) - seen:
        found.append(("", field.translate(field.expired_text)))
    return tuple(found)


def leaves(field: Any, cstruct: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the controls below a field, with their values."""
    values = cstruct if isinstance(cstruct, dict) else {}
    for child in field.children:
        yield from child.widget.parts(child, values.get(child.name, colander.null))
