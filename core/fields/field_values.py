"""Converting between a field's definition and the values of the studio's form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import colander
from translationstring import TranslationStringFactory

from core.errors import Refused
from core.fields.keys import make_key
from core.fields.schemas import PLACES
from core.fields.services.editing import with_portal
from fields_config.definition import SCREENS, Access, FieldDefinition, Grant
from fields_config.errors import RefusedValueError
from fields_config.field import REQUIRED
from fields_config.limit_values import REVERSED, limits_in_order, read_limit, reversed_limits

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from fields_config.field_type import FieldType
    from fields_config.limits import Limit

_ = TranslationStringFactory("core")


def values_of_field(
    field: FieldDefinition, languages: Sequence[str], kind: FieldType | None, language: str = "en"
) -> dict[str, Any]:
    """Return what the form of a field starts with.

    :param language: of the administrator
    """
    values: dict[str, Any] = {
        "portal": field.in_portal,
        "filterable": field.filterable,
        "searchable": field.searchable,
    }
    for code in languages:
        values[f"label_{code}"] = field.labels.get(code, "")
        values[f"help_{code}"] = field.helps.get(code, "")
    for audience, screen in PLACES:
        values[f"grant_{audience}_{screen}"] = str(field.grant(audience, screen))
    if kind is not None:
        for limit in kind.limits:
            values[f"limit_{limit.name}"] = _shown_limit(kind, field, limit, language)
    values["section"] = field.section
    values["default"] = _shown_default(field, kind, language)
    return values


def field_from_values(
    field: FieldDefinition,
    values: Mapping[str, Any],
    languages: Sequence[str],
    kind: FieldType | None,
    language: str = "en",
    *,
    former: FieldDefinition | None = None,
) -> FieldDefinition:
    """Return the field as the form says it is to be.

    The tick "portal field" acts where the lists of customers were left alone: what was chosen in a
    list counts.

    :param language: of the administrator
    :param former: the field as customers last met it, which the tick brings back
    :raises Refused: at the control that needs attention
    """
    changed = replace(
        field,
        labels=_texts(field.labels, values, "label_", languages),
        helps=_texts(field.helps, values, "help_", languages),
        grants=_grants(field, values),
        validation=_limits(field, values, kind, language),
        section=values.get("section", field.section) or field.section,
        filterable=values.get("filterable", field.filterable),
        searchable=values.get("searchable", field.searchable),
    )
    if values["portal"] != field.in_portal and not _lists_differ(field, changed):
        changed = with_portal(changed, on=values["portal"], former=former)
    if "default" in values:
        changed = replace(changed, default=_default(changed, values["default"], kind, language))
    return changed


def _lists_differ(before: FieldDefinition, after: FieldDefinition) -> bool:
    return any(
        before.grant("customer", screen).state != after.grant("customer", screen).state
        for screen in SCREENS
    )


def new_field(
    kind: FieldType, values: Mapping[str, Any], languages: Sequence[str], taken: Collection[str]
) -> FieldDefinition:
    """Return a new field: agents edit it, customers as the form says."""
    labels = _texts({}, values, "label_", languages)
    name = next(labels[code] for code in languages if code in labels)
    grant = Grant(Access.EDIT, values["required"])
    hidden = Grant(Access.HIDDEN)
    customer = grant if values["portal"] else hidden
    seen = Grant(Access.VIEW) if values["portal"] and kind.name != "file" else hidden
    return FieldDefinition(
        key=values["key"] or _key(name, taken),
        type=kind.name,
        labels=labels,
        section=values.get("section", ""),
        grants={
            ("customer", "create"): customer,
            ("customer", "detail"): seen,
            ("agent", "create"): Grant(Access.EDIT),
            ("agent", "detail"): Grant(Access.EDIT),
        },
        levels=(labels,) if kind.has_levels else (),
    )


def _key(name: str, taken: Collection[str]) -> str:
    key = make_key(name, taken)
    return key if key[0].isalpha() else make_key(f"f_{key}", taken)


def _texts(
    before: Mapping[str, str], values: Mapping[str, Any], prefix: str, languages: Sequence[str]
) -> dict[str, str]:
    """Return the texts by language; those of languages that the tenant left off stay."""
    found = {code: text for code, text in before.items() if code not in languages}
    for code in languages:
        text = " ".join(values.get(f"{prefix}{code}", "").split())
        if text:
            found[code] = text
    return found


def _grants(field: FieldDefinition, values: Mapping[str, Any]) -> dict[Any, Grant]:
    found = dict(field.grants)
    for audience, screen in PLACES:
        chosen = values.get(f"grant_{audience}_{screen}")
        if chosen is not None:
            access, required, _rest = chosen.partition(REQUIRED)
            found[audience, screen] = Grant(Access(access), bool(required))
    # No grant and a grant of nothing are the same; the definition says what is granted.
    return {
        place: grant
        for place, grant in found.items()
        if grant.access is not Access.HIDDEN or place in field.grants
    }


def _shown_limit(kind: FieldType, field: FieldDefinition, limit: Limit, language: str) -> str:
    stored = field.validation.get(limit.name)
    if stored is None:
        return ""
    written = kind.written(stored, field, language) if limit.form == "value" else None
    return str(stored if written is None else written)


def _limits(
    field: FieldDefinition, values: Mapping[str, Any], kind: FieldType | None, language: str
) -> dict[str, Any]:
    """Return the limits as they are stored, without those that the type does not have.

    :raises Refused: with a sentence at each that can't be read
    """
    if kind is None:
        return dict(field.validation)
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for limit in limits_in_order(kind):
        value = values.get(f"limit_{limit.name}")
        if value in (None, ""):
            continue
        given = replace(field, validation=found)
        try:
            found[limit.name] = read_limit(kind, given, limit, value, language)
        except RefusedValueError as refusal:
            wrong[f"limit_{limit.name}"] = refusal.message
    wrong |= {f"limit_{low}": REVERSED for low in reversed_limits(kind, found)}
    if wrong:
        raise Refused("", wrong)
    return found


def _shown_default(field: FieldDefinition, kind: FieldType | None, language: str) -> str:
    """Return the default as its widget would show it, which its reader can read."""
    if field.default is None:
        return ""
    return str(field.default if kind is None else kind.written(field.default, field, language))


def _default(field: FieldDefinition, text: str, kind: FieldType | None, language: str) -> Any:
    if not text.strip() or kind is None:
        return None
    try:
        value = kind.node(field, language).deserialize(text)
    except colander.Invalid as error:
        raise Refused("", {"default": error.messages()[0]}) from error
    return None if value is colander.null else value
