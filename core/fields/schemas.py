"""The studio's own forms: a new field, and the properties of one field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import colander
from translationstring import TranslationStringFactory

from fields_config.cursor import KEY
from fields_config.definition import Audience, Screen
from fields_config.field import FieldDefinition
from fields_config.limits import MAX_WRITTEN
from fields_config.search_marks import MARKED, is_searchable
from fields_config.texts import language_name, title_of

if TYPE_CHECKING:
    from core.scope import Scope
    from fields_config.definition import FormDefinition
    from fields_config.field_type import FieldType
    from fields_config.limits import Limit

_ = TranslationStringFactory("core")

NAMES, WHERE, LIMITED, MORE = (
    _("Name and help"),
    _("Who sees it where"),
    _("Limits"),
    _("Place and use"),
)
ACCESS = (
    ("hidden", _("Hidden")),
    ("view", _("Can be seen")),
    ("edit", _("Can be edited")),
    ("edit+required", _("Must be filled in")),
)
PLACES: dict[tuple[Audience, Screen], str] = {
    ("customer", "create"): _("Customers, when they create"),
    ("customer", "detail"): _("Customers, in the details"),
    ("agent", "create"): _("Agents, when they create"),
    ("agent", "detail"): _("Agents, in the details"),
}
# Widgets into whose place a line of text does when an administrator writes the default.
WITH_DEFAULT = frozenset(
    ("text", "textarea", "integer", "decimal", "percent", "money", "email", "phone", "url")
)
PICKERS = frozenset(("date", "datetime", "time"))
# Of the kinds that are built in: what is long, or differs in nearly every case.
UNFILTERED = frozenset(
    (
        *("textarea", "richtext", "time", "email", "emails", "phone", "url"),
        *("boolean", "account", "contact"),
    )
)


@dataclass(frozen=True, slots=True)
class FieldForm:
    """A schema, and the headings under which its nodes stand."""

    schema: colander.SchemaNode
    sections: dict[str, str]


class _Maker:
    def __init__(self, scope: Scope) -> None:
        self._translate = scope.translate
        self._schema = colander.SchemaNode(colander.Mapping())
        self._sections: dict[str, str] = {}

    def add(self, section: str, name: str, title: str, typ: Any = None, **options: Any) -> None:
        options = {"missing": "", **options}
        if "options" in options:
            pairs = [(key, self._translate(text)) for key, text in options["options"]]
            options["options"] = pairs
        node = colander.SchemaNode(typ or colander.String(), name=name, title=title, **options)
        self._schema.add(node)
        self._sections[name] = self._translate(section) if section else ""

    def made(self) -> FieldForm:
        return FieldForm(self._schema, self._sections)


def field_schema(
    scope: Scope, form: FormDefinition, field: FieldDefinition, kind: FieldType | None
) -> FieldForm:
    """Make the form of one field's properties. What is pinned is shown, not asked for."""
    make = _Maker(scope)
    _add_names(make, scope)
    make.add(
        WHERE,
        "portal",
        _("Portal field"),
        colander.Boolean(),
        description=_(
            "One tick for the two lists of customers below: off hides the field in both, on brings"
            " back what they were. If you change the lists as well, the lists count."
        ),
        missing=False,
    )
    for (audience, screen), title in PLACES.items():
        if f"grants.{audience}.{screen}" not in field.pinned:
            make.add(
                WHERE,
                f"grant_{audience}_{screen}",
                title,
                options=ACCESS,
                widget_name="list",
                missing=colander.required,
                missing_msg=_("Choose one."),
                validator=colander.OneOf([key for key, _title in ACCESS]),
            )
    if kind is not None:
        for limit in kind.limits:
            _add_limit(make, limit, kind)
    if kind is not None and _is_written_as_text(kind) and not kind.many:
        make.add(LIMITED, "default", _("Starts with"), description=_("What a new form holds."))
    _add_section(make, scope, form)
    if kind is not None and kind.filter != "none" and kind.name not in UNFILTERED:
        title = _("Lists can be filtered by it")
        make.add(MORE, "filterable", title, colander.Boolean(), missing=False)
    if kind is not None and is_searchable(kind) and not field.system:
        make.add(MORE, "searchable", MARKED[form.key], colander.Boolean(), missing=False)
    return make.made()


def _is_written_as_text(kind: FieldType) -> bool:
    """Whether an administrator may write the default: a plugin's own widget starts with text."""
    return not isinstance(kind.widget, str) or kind.widget in WITH_DEFAULT


def new_field_schema(scope: Scope, form: FormDefinition) -> FieldForm:
    """Make the form of a new field, once its type is chosen."""
    make = _Maker(scope)
    _add_names(make, scope, helps=False)
    make.add(
        MORE,
        "key",
        _("Key"),
        description=_(
            "Names the field in exports and for programs, for ever. Left empty, it is made from"
            " the name."
        ),
        validator=colander.Regex(
            rf"\A(?:{KEY.pattern})?\Z",
            _("Use small letters, digits and _, beginning with a letter."),
        ),
    )
    make.add(MORE, "portal", _("Portal field"), colander.Boolean(), missing=False)
    make.add(MORE, "required", _("Must be filled in"), colander.Boolean(), missing=False)
    _add_section(make, scope, form)
    return make.made()


def _add_names(make: _Maker, scope: Scope, *, helps: bool = True) -> None:
    """Ask for the name and the help in each language, side by side."""
    hint = _("A field that must be filled in needs a name in every language to be published.")
    for code in scope.tenant.languages:
        name, is_default = language_name(code), code == scope.tenant.default_locale
        make.add(
            NAMES,
            f"label_{code}",
            _("Name in ${language}", mapping={"language": name}),
            preparer=_stripped,
            validator=colander.Length(max=200),
            description=hint if is_default and len(scope.tenant.languages) > 1 else "",
            missing=colander.required if is_default else "",
            missing_msg=_("Give the field a name in ${language}.", mapping={"language": name}),
        )
        if helps:
            make.add(
                NAMES,
                f"help_{code}",
                _("Help in ${language}", mapping={"language": name}),
                validator=colander.Length(max=500),
            )


def _stripped(text: Any) -> Any:
    return text if text is colander.null else text.strip() or colander.null


def _add_limit(make: _Maker, limit: Limit, kind: FieldType) -> None:
    """Ask for one limit, in the way in which its kind asks for values; empty means none."""
    widgets = {"whole": "integer", "number": "decimal", "text": "text"}
    widget = widgets.get(limit.form, kind.widget if kind.widget in PICKERS else "decimal")
    make.add(
        LIMITED,
        f"limit_{limit.name}",
        limit.title,
        description=limit.hint,
        widget_name=widget,
        validator=colander.Length(max=MAX_WRITTEN),
    )


def _add_section(make: _Maker, scope: Scope, form: FormDefinition) -> None:
    if form.sections:
        pairs = [
            (section.key, title_of(section, scope.locale, scope.tenant.default_locale))
            for section in form.sections
        ]
        make.add(
            MORE,
            "section",
            _("Section"),
            options=pairs,
            widget_name="list",
            validator=colander.OneOf([key for key, _title in pairs]),
        )
