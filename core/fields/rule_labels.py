"""The description of a rule, and the choices from which the studio lets admins build one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from fields_config.conditions import AllOf, Condition, When
from fields_config.options import SEPARATOR, iter_options, option_path
from fields_config.texts import title_of

if TYPE_CHECKING:
    from core.scope import Scope
    from fields_config.definition import FieldDefinition, FormDefinition, Option, Rule
    from fields_config.texts import Titled

_ = TranslationStringFactory("core")

EFFECTS = (
    ("show", _("Show it only when …")),
    ("require", _("Require it when …")),
    ("limit", _("Limit its options when …")),
)
OPERATORS = (
    ("equals", _("is")),
    ("not_equals", _("is not")),
    ("starts_with", _("is or begins with")),
    ("empty", _("is empty")),
    ("not_empty", _("is filled in")),
)
WITHOUT_VALUE = frozenset(("empty", "not_empty"))

_CONDITIONS = {
    "equals": _("${field} is “${value}”"),
    "not_equals": _("${field} is not “${value}”"),
    "in": _("${field} is one of “${value}”"),
    "starts_with": _("${field} is or begins with “${value}”"),
    "empty": _("${field} is empty"),
    "not_empty": _("${field} is filled in"),
}
_RULES = {
    "show": _("Shown only when ${condition}"),
    "require": _("Required when ${condition}"),
    "limit": _("Limited to ${options} when ${condition}"),
}


class RuleWords:
    """Words in the reader's language for the rules of one form."""

    def __init__(self, scope: Scope, form: FormDefinition) -> None:
        self._scope = scope
        self._form = form

    def say(self, rule: Rule) -> str:
        field = self._form.field(rule.field)
        options = ", ".join(self.option(field, path) for path in rule.options)
        mapping = {"condition": self._condition(rule.when), "options": options}
        return self._scope.translate(_(_RULES[rule.effect], mapping=mapping))

    def name(self, key: str) -> str:
        field = self._form.field(key)
        return self._title(field) if field else key

    def option(self, field: FieldDefinition | None, path: str) -> str:
        """Return an option's name with those above it."""
        found = option_path(field.options, path) if field else None
        if not found:
            return path
        return " / ".join(self._title(option) for option in found)

    def options(self, options: tuple[Option, ...]) -> list[tuple[str, str]]:
        """Return (path, name) of every option, those below indented."""
        return [
            (path, "\u2003" * path.count(SEPARATOR) + self._title(option))
            for path, option, active in iter_options(options)
            if active
        ]

    def _condition(self, when: When) -> str:
        if isinstance(when, Condition):
            field = self._form.field(when.field)
            mapping = {"field": self.name(when.field), "value": self._value(field, when.value)}
            return self._scope.translate(_(_CONDITIONS[when.operator], mapping=mapping))
        word = _("and") if isinstance(when, AllOf) else _("or")
        joint = f" {self._scope.translate(word)} "
        return joint.join(f"({self._condition(term)})" for term in when.terms) or "–"

    def _value(self, field: FieldDefinition | None, value: Any) -> str:
        if isinstance(value, bool):
            return self._scope.translate(_("Yes") if value else _("No"))
        values = value if isinstance(value, list | tuple) else (value,)
        return ", ".join(self._one_value(field, one) for one in values)

    def _one_value(self, field: FieldDefinition | None, value: Any) -> str:
        kind = self._scope.tenant.types.get(field.type) if field else None
        if field is None or kind is None or kind.has_options:
            return self.option(field, str(value))
        shown = [value] if kind.many else value
        fallback = self._scope.tenant.default_locale
        return self._scope.translate(kind.display(shown, field, self._scope.locale, fallback))

    def _title(self, titled: Titled) -> str:
        return title_of(titled, self._scope.locale, self._scope.tenant.default_locale)
