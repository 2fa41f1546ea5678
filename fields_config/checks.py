"""Everything that is wrong, or will surprise people, in a draft of a form."""

from collections.abc import Iterator, Mapping, Sequence

import colander
from translationstring import TranslationStringFactory

from fields_config.definition import (
    AUDIENCES,
    SCREENS,
    Access,
    FieldDefinition,
    FormDefinition,
    Option,
)
from fields_config.field_type import FIXED, FieldType
from fields_config.findings import Finding
from fields_config.kinds.references import REFERENCE_TYPES
from fields_config.limit_values import limit_problems
from fields_config.options import iter_options
from fields_config.rule_checks import rule_findings
from fields_config.status_checks import status_findings
from fields_config.texts import label, language_name
from fields_config.types import TYPES

_ = TranslationStringFactory("core")

MANY_REQUIRED = 7
LONG_LABEL = 40
REFERENCES = frozenset(kind.name for kind in REFERENCE_TYPES)


def problems(
    form: FormDefinition,
    languages: Sequence[str],
    types: Mapping[str, FieldType] = TYPES,
) -> list[Finding]:
    """Return what an admin should know before publishing, errors first.

    :param languages: the tenant's languages, its default first
    """
    found: list[Finding] = []
    for field in form.active_fields():
        found.extend(_translations(field, languages))
        found.extend(_grants(field))
        found.extend(_options(field, languages, types))
        found.extend(_default(field, types))
        found.extend(_limits(field, types))
    found.extend(_crowd(form))
    found.extend(_namesakes(form, languages))
    found.extend(rule_findings(form, types))
    found.extend(status_findings(form))
    return sorted(found, key=lambda finding: finding.severity != "error")


def _is_required(field: FieldDefinition) -> bool:
    grants = (field.grant(audience, screen) for audience in AUDIENCES for screen in SCREENS)
    return any(grant.required for grant in grants)


def _lacking(texts: Mapping[str, str], languages: Sequence[str]) -> str:
    lacking = [language for language in languages if not texts.get(language, "").strip()]
    return ", ".join(map(language_name, lacking))


def _translations(field: FieldDefinition, languages: Sequence[str]) -> Iterator[Finding]:
    lacking = _lacking(field.labels, languages)
    if lacking:
        yield Finding(
            "error" if _is_required(field) else "warning",
            field.key,
            _("The label is missing in: ${languages}.", {"languages": lacking}),
        )
    untold = [
        label(option.labels, languages[0]) or path
        for path, option, active in iter_options(field.options)
        if active and _lacking(option.labels, languages)
    ]
    if untold:
        yield Finding(
            "warning",
            field.key,
            _(
                "Options without a label in every language: ${options}.",
                {"options": _some(untold)},
            ),
        )
    if any(len(text) > LONG_LABEL for text in field.labels.values()):
        yield Finding(
            "warning",
            field.key,
            _("A label is longer than ${limit} characters.", {"limit": LONG_LABEL}),
        )


def _grants(field: FieldDefinition) -> Iterator[Finding]:
    for audience in AUDIENCES:
        for screen in SCREENS:
            grant = field.grant(audience, screen)
            if grant.required and grant.access is not Access.EDIT:
                yield Finding("error", field.key, _("It is required where it can't be filled in."))


def _options(
    field: FieldDefinition, languages: Sequence[str], types: Mapping[str, FieldType]
) -> Iterator[Finding]:
    kind = types.get(field.type)
    if kind is None:
        message = _("No plugin that is switched on knows the type “${type}”.", {"type": field.type})
        yield Finding("error", field.key, message)
        return
    if kind.has_options and not any(
        active for _path, _option, active in iter_options(field.options)
    ):
        yield Finding(
            "error" if _is_required(field) else "warning",
            field.key,
            _("There is no option to choose."),
        )
    hidden = [
        label(option.labels, languages[0]) or path
        for path, option, active in iter_options(field.options)
        if option.active and not active
    ]
    if hidden:
        message = _(
            "Options that nobody reaches, as one above them is switched off: ${options}.",
            {"options": _some(hidden)},
        )
        yield Finding("warning", field.key, message)
    twice = sorted(set(_twice(field.options, languages)))
    if twice:
        message = _("Options that read the same: ${options}.", {"options": _some(twice)})
        yield Finding("warning", field.key, message)


def _twice(options: tuple[Option, ...], languages: Sequence[str]) -> Iterator[str]:
    """Yield labels that two active siblings share in one language."""
    for language in languages:
        seen: set[str] = set()
        for option in options:
            text = option.labels.get(language, "").strip().casefold()
            if option.active and text:
                if text in seen:
                    yield option.labels[language]
                seen.add(text)
    for option in options:
        yield from _twice(option.options, languages)


def _default(field: FieldDefinition, types: Mapping[str, FieldType]) -> Iterator[Finding]:
    kind = types.get(field.type)
    if kind is None or field.default is None:
        return
    try:
        value = kind.node(field, FIXED).deserialize(field.default)
    except colander.Invalid:
        value = colander.null
    # Ids of files, accounts and contacts belong to somebody: a form can begin with none.
    if value is colander.null or kind.name in REFERENCES:
        message = _("The default is not a value that this field takes.")
        yield Finding("error", field.key, message, "default")
        return
    if value != field.default or type(value) is not type(field.default):
        message = _("Write the default as it is stored: ${value}.", {"value": str(value)})
        yield Finding("error", field.key, message, "default")
    chosen = value if kind.many else [value]
    offered = {path for path, _option, active in iter_options(field.options) if active}
    if kind.has_options and not offered.issuperset(chosen):
        yield Finding("warning", field.key, _("The default is an option that is switched off."))


def _limits(field: FieldDefinition, types: Mapping[str, FieldType]) -> Iterator[Finding]:
    kind = types.get(field.type)
    for path, message in limit_problems(kind, field) if kind is not None else ():
        yield Finding("error", field.key, message, path)


def _crowd(form: FormDefinition) -> Iterator[Finding]:
    required = sum(field.grant("customer", "create").required for field in form.active_fields())
    if required > MANY_REQUIRED:
        message = _(
            "Customers must fill in ${count} fields; more than ${limit} make people give up.",
            {"count": required, "limit": MANY_REQUIRED},
        )
        yield Finding("warning", "", message)


def _namesakes(form: FormDefinition, languages: Sequence[str]) -> Iterator[Finding]:
    for language in languages:
        seen: dict[str, str] = {}
        for field in form.active_fields():
            text = label(field.labels, language, languages[0]).strip().casefold()
            if text and text in seen:
                message = _("It has the same label as “${key}”.", {"key": seen[text]})
                yield Finding("warning", field.key, message)
            seen.setdefault(text, field.key)


def _some(texts: Sequence[str], limit: int = 10) -> str:
    return ", ".join(texts[:limit]) + ("…" if len(texts) > limit else "")
