"""When a field shows, must be filled in, or offers fewer options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.errors import Refused
from core.fields.rule_labels import EFFECTS, OPERATORS, WITHOUT_VALUE, RuleWords
from core.fields.services import editing
from core.fields.services.drafts import Draft, get_field, rule_id
from core.fields.views.field import field_tabs
from core.fields.views.frame import draft_of, frame, name_of
from core.web.forms import form_from_schema, handle_form
from core.web.request import Request
from fields_config.conditions import Condition, Rule
from fields_config.errors import RefusedValueError
from fields_config.rule_values import read_rule_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fields_config.definition import FieldDefinition

_ = TranslationStringFactory("core")

ADD = (("add", _("Add the rule")),)


@view_config(
    route_name="core.studio_rules",
    permission="fields:design",
    renderer="core/fields/rules.jinja2",
)
def edit_rules(request: Request) -> Any:
    """Show the rules of one field in words, and add or remove one."""
    draft = draft_of(request)
    field = get_field(draft, request.matchdict["key"])
    rules = [rule for rule in draft.form.rules if rule.field == field.key]
    words = RuleWords(request.scope, draft.form)

    def saved() -> HTTPSeeOther:
        request.flash_message("success", _("The rules are saved in the draft."))
        path = request.route_path("core.studio_rules", form=draft.form_key, key=field.key)
        return HTTPSeeOther(path)

    def add(values: Mapping[str, Any]) -> HTTPSeeOther:
        rule = _new_rule(request, draft, field, values)
        editing.add_rule(request.scope, draft.form_key, rule)
        return saved()

    removed = request.typed("remove")
    if removed:
        editing.remove_rule(request.scope, draft.form_key, field.key, removed)
        return saved()
    asked = _asked(request, draft, field)
    schema = _schema(request, draft, field, asked, words)
    translator = request.scope.translator
    return handle_form(
        request,
        form_from_schema(
            schema,
            translator,
            buttons=ADD,
            form_id="rule",
            refreshing=("effect", "asks", "operator"),
        ),
        add,
        render=lambda view: frame(
            request,
            draft,
            form=view,
            field=field,
            name=name_of(request, field),
            tabs=field_tabs(request, draft, field.key),
            rules=[(rule_id(rule), words.say(rule)) for rule in rules],
        ),
        current={"effect": "show", "asks": asked.key, "operator": "equals"},
    )


def _asked(request: Request, draft: Draft, field: FieldDefinition) -> FieldDefinition:
    """Return the field that decides: the chosen one, or the first other one."""
    others = [other for other in draft.form.active_fields() if other.key != field.key]
    chosen = draft.form.field(request.typed("asks"))
    return chosen or (others[0] if others else field)


def _schema(
    request: Request,
    draft: Draft,
    field: FieldDefinition,
    asked: FieldDefinition,
    words: RuleWords,
) -> colander.SchemaNode:
    """Make the form of a new rule: the value is asked for as the chosen field takes it."""
    translate = request.scope.translate
    others = [other for other in draft.form.active_fields() if other.key != field.key]
    limits = request.POST.get("effect") == "limit"
    effects = [(key, text) for key, text in EFFECTS if key != "limit" or field.options]
    schema = colander.SchemaNode(colander.Mapping())

    def choose(name: str, title: str, pairs: list[tuple[str, str]], **more: Any) -> None:
        node = colander.SchemaNode(
            more.pop("typ", colander.String()),
            name=name,
            title=title,
            options=pairs,
            missing_msg=_("Choose one."),
            **more,
        )
        schema.add(node)

    choose("effect", _("What the rule does"), _said(translate, effects), widget_name="list")
    if limits:
        choose(
            "options",
            _("Options that are left"),
            words.options(field.options),
            typ=colander.Set(),
            widget_name="multilist",
        )
    fields = [(other.key, words.name(other.key)) for other in others]
    choose("asks", _("Field that decides"), fields, widget_name="list")
    choose("operator", _("Comparison"), _said(translate, OPERATORS), widget_name="list")
    if request.POST.get("operator") not in WITHOUT_VALUE:
        values, typ = _values_of(request, asked, words), colander.String()
        known = {"options": values, "widget_name": "list"} if values else {}
        message = _("Say which value.")
        schema.add(
            colander.SchemaNode(typ, name="value", title=_("Value"), missing_msg=message, **known)
        )
    return schema


def _values_of(request: Request, asked: FieldDefinition, words: RuleWords) -> list[tuple[str, str]]:
    """Return the values that a field can have, or nothing where they are not counted."""
    translate = request.scope.translate
    kind = request.scope.tenant.types.get(asked.type)
    if kind is not None and kind.name == "boolean":
        return [("true", translate(_("Yes"))), ("false", translate(_("No")))]
    return words.options(asked.options)


def _said(translate: Any, pairs: Any) -> list[tuple[str, str]]:
    return [(key, translate(text)) for key, text in pairs]


def _new_rule(
    request: Request, draft: Draft, field: FieldDefinition, values: Mapping[str, Any]
) -> Rule:
    """Return the rule that was asked for, with its value as the field that decides stores it.

    :raises Refused: that field has no such value
    """
    asked = get_field(draft, values["asks"])
    value, operator = values.get("value"), values["operator"]
    kind = request.scope.tenant.types.get(asked.type)
    if kind is not None:
        try:
            value = read_rule_value(kind, asked, operator, value, request.scope.locale)
        except RefusedValueError as refusal:
            raise Refused("", {"value": refusal.message}) from refusal
    condition = Condition(asked.key, operator, value)
    options = tuple(sorted(values.get("options", ())))
    return Rule(condition, values["effect"], field.key, options)
