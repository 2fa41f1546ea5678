"""Giving the fields of a new form their widgets and attributes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import colander
from markupsafe import Markup, escape
from translationstring import TranslationStringFactory

from core.web.statics import OWNERS, static_url
from core.web.widgets import files, moments, rows, selection, text, tree
from core.web.widgets.base import Widget
from core.web.widgets.containers import FormWidget, MappingWidget
from core.web.widgets.field_attributes import (
    Choice,
    FieldAttributes,
    attributes,
    label_paths,
    make_choices,
)
from core.web.widgets.field_control import FieldControl
from core.web.widgets.submission import is_in_rows
from fields_config.field_type import FieldWidget
from fields_config.kinds.numbers import currency_of

if TYPE_CHECKING:
    import deform

    from core.web.widgets.files import FileRule

_ = TranslationStringFactory("core")

EXPIRED = _("Your session had expired. Nothing was lost: send the form again.")

WIDGETS: Mapping[str, type[Widget]] = {
    "text": text.TextWidget,
    "textarea": text.TextAreaWidget,
    "richtext": text.RichTextWidget,
    "email": text.EmailWidget,
    "emails": text.EmailsWidget,
    "phone": text.PhoneWidget,
    "url": text.UrlWidget,
    "integer": text.IntegerWidget,
    "decimal": text.NumberWidget,
    "percent": text.PercentWidget,
    "money": text.MoneyWidget,
    "date": moments.DateWidget,
    "datetime": moments.DateTimeWidget,
    "time": moments.TimeWidget,
    "boolean": selection.CheckboxWidget,
    "list": selection.SelectWidget,
    "radio": selection.RadioWidget,
    "multilist": selection.CheckboxChoiceWidget,
    "tree": tree.TreeWidget,
    "file": files.FileWidget,
    "account": selection.SelectWidget,
    "contact": selection.SelectWidget,
    "password": text.PasswordWidget,
    "checked_password": text.CheckedPasswordWidget,
    "secret": text.SecretWidget,
    "hidden": text.HiddenWidget,
}

BY_TYPE: tuple[tuple[type, str], ...] = (
    (colander.Mapping, "mapping"),
    (colander.Boolean, "boolean"),
    (colander.Integer, "integer"),
    (colander.Number, "decimal"),
    (colander.DateTime, "datetime"),
    (colander.Date, "date"),
    (colander.Time, "time"),
    (colander.Set, "multilist"),
    (colander.List, "multilist"),
    (colander.Sequence, "multilist"),
)


def _private_names(parent: Any) -> Iterator[str]:
    """Yield the names of passwords, and of what nobody sees."""
    for child in parent.children:
        if isinstance(child.widget, MappingWidget):
            yield from _private_names(child)
        elif isinstance(child.widget, text.PasswordWidget | text.HiddenWidget):
            yield from (child.attrs.name, f"{child.attrs.name}-again")


def _addresses(paths: Iterable[str]) -> tuple[str, ...]:
    """Return where plugins' static files are; a plugin that has none fails at nothing else."""
    found = dict.fromkeys(paths)
    return tuple(static_url(path) for path in found if path.partition("/")[0] in OWNERS)


def own_choices(
    node: colander.SchemaNode, translate: Callable[[str], str] = str
) -> tuple[Choice, ...]:
    """Return a node's options, as :func:`make_choices` reads them."""
    return make_choices(getattr(node, "options", None) or (), translate)


def own_display(node: colander.SchemaNode) -> Callable[[Any], str] | None:
    return getattr(node, "display", None)


def widget_for(node: colander.SchemaNode) -> Widget:
    """Return the node's own widget, the one it names, or the one that fits its type."""
    if isinstance(node.widget, Widget):
        return node.widget
    name = getattr(node, "widget_name", None)
    if name is None and is_in_rows(node):
        return rows.RowsWidget()
    if name is None:
        name = next((name for kind, name in BY_TYPE if isinstance(node.typ, kind)), "text")
        if name == "text" and getattr(node, "options", None):
            name = "list"
    if isinstance(name, FieldWidget):
        return FieldControl(name)
    return MappingWidget() if name == "mapping" else WIDGETS.get(name, text.TextWidget)()


@dataclass(frozen=True, kw_only=True)
class WidgetBuilder:
    """Builds the widgets of one form.

    :param refreshing: names of fields on whose values others depend
    :param file_rule: what the tenant says of files
    :param choices: a node's options, in the reader's language
    :param initial: the cstruct of a new thing
    :param display: makes the function that puts a node's stored value into words
    """

    refreshing: Collection[str] = ()
    file_rule: FileRule | None = None
    choices: Callable[[Any], tuple[Choice, ...]] = own_choices
    initial: Mapping[str, Any] = field(default_factory=dict)
    display: Callable[[Any], Callable[[Any], str] | None] = own_display

    def apply(self, form: deform.Form) -> None:
        """Give every field of a new form its widget and its attributes."""
        form.widget = FormWidget()
        form.attrs = FieldAttributes(id=form.formid, name="", label="")
        form.sections = {}
        form.expired_text = EXPIRED
        self._apply_to_children(form, form.formid, "")
        form.refreshes = bool(self.refreshing)
        form.asks = form.refreshes or any(
            child.attrs.refresh or isinstance(child.widget, rows.RowsWidget)
            for child in form.children
        )
        form.private_names = frozenset(_private_names(form))
        own = [one.widget.own for one in form.children if isinstance(one.widget, FieldControl)]
        form.scripts = _addresses(path for widget in own for path in widget.scripts)
        form.styles = _addresses(path for widget in own for path in widget.styles)

    def _apply_to_children(self, parent: Any, form_id: str, prefix: str) -> None:
        for child in parent.children:
            name = f"{prefix}{child.name}"
            child.widget = widget_for(child.schema)
            definition = getattr(child.schema, "definition", None)
            if isinstance(child.widget, files.FileWidget) and self.file_rule:
                own = definition.validation if definition else {}
                child.widget.rule = self.file_rule.narrowed(own)
            if isinstance(child.widget, tree.TreeWidget):
                child.widget.begun = getattr(child.schema, "begun", "")
            if isinstance(child.widget, text.MoneyWidget) and definition:
                child.widget.currency = currency_of(definition)
            child.attrs = self._attributes_of(child, form_id, name)
            if isinstance(child.widget, MappingWidget | rows.RowsWidget):
                self._apply_to_children(child, form_id, f"{name}.")

    def _attributes_of(self, child: Any, form_id: str, name: str) -> FieldAttributes:
        node, widget = child.schema, child.widget
        id_ = f"{form_id}-{name.replace('.', '-')}"
        options = self.choices(node)
        refresh = ""
        if name in self.refreshing:
            refresh = f"#{form_id}-body"
        elif isinstance(widget, tree.TreeWidget):
            refresh = f"#{id_}-field"
        initial = self.initial.get(name)
        hints = [node.description, *widget.hints()]
        return FieldAttributes(
            id=id_,
            name=name,
            label=escape(child.translate(node.title)),
            hint=Markup(" ").join(child.translate(hint) for hint in hints if hint),
            optional=escape(child.translate(_("(optional)"))),
            attributes=attributes(widget.attributes(node)),
            refresh=attributes({"data-v-refresh": refresh}) if refresh else "",
            choices=options,
            levels=tuple(escape(level) for level in getattr(node, "levels", None) or ()),
            labels=label_paths(options),
            display=self.display(node),
            initial=initial,
        )
