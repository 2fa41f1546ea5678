"""What a kind of field is made of, and the Colander node that comes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import colander
from translationstring import TranslationStringFactory

from fields_config.emptiness import is_empty
from fields_config.errors import RefusedValueError
from fields_config.field import FieldDefinition
from fields_config.limits import Limit
from fields_config.texts import label, title_of

_ = TranslationStringFactory("core")

Filter = Literal["contains", "equals", "below", "range", "none"]
Read = Callable[[Any], Any]

# In place of a language: values as programs and configuration files write them, in one form.
FIXED = "und"

# What comes of a stored value that is not of its field's type.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
FILL_IN = _("Fill in “${label}”.")
CHOOSE = _("Choose an option for “${label}”.")


def show_as_is(value: Any, _field: FieldDefinition, _language: str, _fallback: str) -> str:
    return str(value)


def offer_as_is(value: Any) -> Any:
    return [str(element) for element in value] if isinstance(value, list | tuple) else str(value)


def call(function: Callable[..., Any], *given: Any) -> Any:
    return function(*given)


def join_words(sent: Mapping[str, str]) -> str:
    return " ".join(filter(None, sent.values()))


def split_nothing(_text: str) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, kw_only=True)
class FieldWidget:
    """A control that a plugin brings for its kind of field. It must work without its script.

    The template is given what those of the core are (``core/widgets/textinput.jinja2``): ``attrs``
    (``id``, ``name``, ``label``, ``choices`` …), ``value``, ``errors``, ``required``, ``aria``,
    ``parts``, and the macros ``item`` and ``group`` around controls. While it fails, the field has
    a line of text.

    :param template: ``<plugin>/…``
    :param parts: where one value has several controls, what they send: each control has the name
        ``{{ attrs.name }}-<part>`` and the id ``{{ attrs.id }}-<part>``. One alone has both without
    :param join: makes one text of what the parts sent, for the field type's reader
    :param split: makes parts of a text, be it what the field type's ``offer`` or ``write`` wrote,
        or one that ``join`` made and the reader refused
    :param scripts: modules that pages with the control load: ``<plugin>/….js``
    :param styles: ``<plugin>/….css``
    :param is_group: whether the template draws several controls under one legend
    :param call: how the core calls all this; leave it
    """

    template: str
    parts: tuple[str, ...] = ()
    join: Callable[[Mapping[str, str]], str] = join_words
    split: Callable[[str], Mapping[str, str]] = split_nothing
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    is_group: bool = False
    call: Callable[..., Any] = call


@dataclass(frozen=True, kw_only=True)
class FieldType:
    """A kind of field.

    :param name: what a definition's ``type`` says; a plugin's is ``<plugin>.<name>``
    :param widget: the name of the widget that the web layer draws, or a plugin's own
    :param reader: makes, once per compiled form, the function that turns what a person sent into
        what a case stores (plain JSON); it raises ``RefusedValueError`` and nothing else
    :param show: turns a stored value into text for a reader of some language
    :param offer: turns a stored value into what its widget starts with, the same in all languages
    :param write: turns a stored value into what its widget starts with for a reader of some
        language, where that differs from what ``offer`` gives; ``reader`` reads it back
    :param many: the value is a list
    :param blank: what is stored where nothing was given (lists: an empty list)
    :param filter: how lists of cases filter by it; ``below`` takes what lies under it in a tree
    :param limits: what administrators can set for a field, for the reader to heed
    :param order: for ``range``: turns a value, stored or looked for, into text that sorts, sign by
        sign, as the value does (its first 200 signs count); it raises ``ArithmeticError`` for what
        has no place among them
    """

    name: str
    title: str
    widget: str | FieldWidget
    reader: Callable[[FieldDefinition, str], Read]
    show: Callable[[Any, FieldDefinition, str, str], str] = show_as_is
    offer: Callable[[Any], Any] = offer_as_is
    write: Callable[[Any, FieldDefinition, str], Any] | None = None
    many: bool = False
    blank: Any = None
    filter: Filter = "contains"
    order: Callable[[Any], str] = str
    has_options: bool = False
    has_levels: bool = False
    missing: str = FILL_IN
    limits: tuple[Limit, ...] = ()

    @property
    def empty(self) -> Any:
        return [] if self.many else self.blank

    def node(
        self, field: FieldDefinition, language: str, fallback_language: str = "en"
    ) -> colander.SchemaNode:
        """Make the node of one field, with its texts in one language."""
        title = title_of(field, language, fallback_language)
        return colander.SchemaNode(
            StoredValue(self, self.reader(field, language), field, language),
            name=field.key,
            title=title,
            description=label(field.helps, language, fallback_language),
            missing=() if self.many else self.blank,
            missing_msg=_(self.missing, mapping={"label": title}),
            default=colander.null,
            definition=field,
            widget_name=self.widget,
        )

    def written(self, value: Any, field: FieldDefinition, language: str) -> Any:
        """Return a stored value as its widget shows it, and as its reader reads it back.

        What can't be written, as an older form stored it, is None.
        """
        try:
            if self.write is None or language == FIXED:
                return self.offer(value)
            return self.write(value, field, language)
        except UNREADABLE:
            return None

    def display(
        self, value: Any, field: FieldDefinition, language: str, fallback_language: str = "en"
    ) -> str:
        """Return a stored value as text; never raises, whatever an older form has stored."""
        if value is None or value in ("", [], ()):
            return ""
        try:
            return self.show(value, field, language, fallback_language)
        except UNREADABLE:
            return str(value)


class StoredValue(colander.SchemaType):
    """Colander's view of a field type: strings and lists of strings in, plain JSON out."""

    def __init__(self, kind: FieldType, read: Read, field: FieldDefinition, language: str) -> None:
        self.kind = kind
        self.read = read
        self._field = field
        self._language = language

    def deserialize(self, node: colander.SchemaNode, cstruct: Any) -> Any:
        if cstruct is colander.null or cstruct is None or cstruct in ("", [], ()):
            return colander.null
        try:
            value = self.read(cstruct)
        except RefusedValueError as refusal:
            raise colander.Invalid(node, refusal.message) from refusal
        return colander.null if is_empty(value) else value

    def serialize(self, _node: colander.SchemaNode, appstruct: Any) -> Any:
        if appstruct is colander.null or appstruct is None or appstruct in ("", [], ()):
            return colander.null
        written = self.kind.written(appstruct, self._field, self._language)
        return colander.null if written is None else written
