"""Whether a rule's condition holds for the values of a case."""

from collections.abc import Mapping
from typing import Any

from fields_config.conditions import AllOf, Condition, Effect, Rule, When, asked_fields
from fields_config.definition import FormDefinition
from fields_config.emptiness import is_empty
from fields_config.options import is_within
from fields_config.rule_values import NUMBERS, comparable_elements, wanted_values


class Evaluation:
    """The rules of a form over the values of one case; each field is looked at once."""

    def __init__(self, form: FormDefinition, values: Mapping[str, Any]) -> None:
        self._form = form
        self._values = values
        self._shown: dict[str, bool] = {}

    def holds(self, when: When) -> bool:
        if isinstance(when, Condition):
            return _answers(self._form, when, self._value(when.field))
        answers = (self.holds(term) for term in when.terms)
        return all(answers) if isinstance(when, AllOf) else any(answers)

    def matching(self, key: str, effect: Effect) -> tuple[Rule, ...]:
        """Return the rules of that effect on a field whose condition holds."""
        rules = self._form.rules_for(key, effect)
        return tuple(rule for rule in rules if self.holds(rule.when))

    def shows(self, key: str) -> bool:
        """Say whether rules let a field show."""
        if not self._form.rules_for(key, "show"):
            return True
        if key not in self._shown:
            self._resolve(key)
        return self._shown[key]

    def _resolve(self, key: str) -> None:
        """Answer for what a field depends on before the field: a chain of rules may be long."""
        waiting, settled = [key], set()
        while waiting:
            here = waiting[-1]
            rules = self._form.rules_for(here, "show")
            if here not in self._shown:
                # Stands while the question is open: in a circle of rules a field counts as shown.
                self._shown[here] = True
                asked = {field for rule in rules for field in asked_fields(rule.when)}
                waiting += [
                    field
                    for field in sorted(asked - self._shown.keys())
                    if self._form.rules_for(field, "show")
                ]
                continue
            waiting.pop()
            if here not in settled:
                settled.add(here)
                self._shown[here] = any(self.holds(rule.when) for rule in rules)

    def _value(self, key: str) -> Any:
        """Return what counts for a rule: a field that is retired or hidden by a rule is empty."""
        field = self._form.field(key)
        if field is None or not field.active or not self.shows(key):
            return None
        return self._values.get(key)


def _answers(form: FormDefinition, condition: Condition, value: Any) -> bool:
    match condition.operator:
        case "empty":
            return is_empty(value)
        case "not_empty":
            return not is_empty(value)
        case "equals" | "in":
            return _is_among(form, condition, value)
        case "not_equals":
            return not _is_among(form, condition, value)
        case "starts_with":
            return _starts(form, condition, value)


def _starts(form: FormDefinition, condition: Condition, value: Any) -> bool:
    field = form.field(condition.field)
    if field is not None and field.type in NUMBERS:
        return _is_among(form, condition, value)
    prefix = _plain(condition.value)
    if field is not None and field.options:
        return any(is_within(prefix, _plain(element)) for element in _elements(value))
    return any(_plain(element).startswith(prefix) for element in _elements(value))


def _is_among(form: FormDefinition, condition: Condition, value: Any) -> bool:
    """Compare as people do: a list matches by any of its elements, nothing equals nothing."""
    field = form.field(condition.field)
    key = (condition.field, repr(condition.value))
    wanted = form.wanted.get(key)
    if wanted is None:
        wanted = form.wanted[key] = wanted_values(field, condition.value)
    return not wanted.isdisjoint(comparable_elements(field, value))


def _elements(value: Any) -> tuple[Any, ...]:
    if isinstance(value, list | tuple):
        return tuple(value) or (None,)
    return (value,)


def _plain(value: Any) -> str:
    if is_empty(value):
        return ""
    return "true" if value is True else str(value)
