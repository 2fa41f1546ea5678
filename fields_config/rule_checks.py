"""Rules that can't work: on unknown fields or options, in circles, or without effect."""

from collections.abc import Iterator, Mapping

from translationstring import TranslationStringFactory

from fields_config.conditions import Rule, asked_conditions, asked_fields
from fields_config.definition import AUDIENCES, SCREENS, Access, FieldDefinition, FormDefinition
from fields_config.errors import RefusedValueError
from fields_config.field_type import FieldType
from fields_config.findings import Finding
from fields_config.options import iter_options
from fields_config.rule_values import read_rule_value, twice_named
from fields_config.types import TYPES

_ = TranslationStringFactory("core")


def rule_findings(
    form: FormDefinition, types: Mapping[str, FieldType] = TYPES
) -> Iterator[Finding]:
    for number, rule in enumerate(form.rules, start=1):
        yield from _unknown(form, rule, number)
        yield from _values(form, rule, number, types)
        field = form.field(rule.field)
        if field is not None and field.active:
            yield from _effect(field, rule, number)
    for number in twice_named(form.rules, {field.key: field for field in form.fields}):
        message = _("Rule ${number} says what another one says already.", {"number": number})
        yield Finding("error", form.rules[number - 1].field, message)
    for key in circular_fields(form):
        message = _("Whether it shows depends on itself, by way of other rules.")
        yield Finding("error", key, message)


def _unknown(form: FormDefinition, rule: Rule, number: int) -> Iterator[Finding]:
    for key in dict.fromkeys((rule.field, *asked_fields(rule.when))):
        field = form.field(key)
        if field is None:
            message = _(
                "Rule ${number} names the field “${key}”, which does not exist.",
                {"number": number, "key": key},
            )
            yield Finding("error", rule.field, message)
        elif not field.active:
            message = _(
                "Rule ${number} names the field “${key}”, which is retired.",
                {"number": number, "key": key},
            )
            yield Finding("warning", rule.field, message)


def _values(
    form: FormDefinition, rule: Rule, number: int, types: Mapping[str, FieldType]
) -> Iterator[Finding]:
    for condition in asked_conditions(rule.when):
        field = form.field(condition.field)
        kind = types.get(field.type) if field else None
        if field is None or kind is None:
            continue
        try:
            read_rule_value(kind, field, condition.operator, condition.value)
        except RefusedValueError as refusal:
            message = _(
                "Rule ${number} compares “${key}” with “${value}”: ${reason}",
                {
                    "number": number,
                    "key": field.key,
                    "value": str(condition.value)[:60],
                    "reason": refusal.message,
                },
            )
            yield Finding("error", rule.field, message)


def _effect(field: FieldDefinition, rule: Rule, number: int) -> Iterator[Finding]:
    if rule.effect == "require" and not _is_editable(field):
        message = _("Rule ${number} requires it, but nobody can fill it in.", {"number": number})
        yield Finding("error", field.key, message)
    if rule.effect != "limit":
        return
    offered = {path for path, _option, active in iter_options(field.options) if active}
    if not offered.intersection(rule.options):
        message = _("Rule ${number} leaves no option to choose.", {"number": number})
        yield Finding("error", field.key, message)
    elif not offered.issuperset(rule.options):
        gone = ", ".join(path for path in rule.options if path not in offered)
        message = _(
            "Rule ${number} names options that do not exist or are switched off: ${options}.",
            {"number": number, "options": gone},
        )
        yield Finding("warning", field.key, message)


def _is_editable(field: FieldDefinition) -> bool:
    return any(
        field.grant(audience, screen).access is Access.EDIT
        for audience in AUDIENCES
        for screen in SCREENS
    )


def circular_fields(form: FormDefinition) -> list[str]:
    """Return the fields that can be reached from themselves along their show rules."""
    asks: dict[str, set[str]] = {}
    for rule in form.rules:
        if rule.effect == "show":
            asks.setdefault(rule.field, set()).update(asked_fields(rule.when))
    return sorted(key for key in asks if key in _reached(asks, key))


def _reached(asks: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = list(asks.get(start, ()))
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(asks.get(key, ()))
    return found
