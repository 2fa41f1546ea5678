"""The fields that search looks into, and the words by which their values are found."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from translationstring import TranslationStringFactory

from fields_config.definition import FieldDefinition, FormDefinition, FormKey
from fields_config.emptiness import is_empty
from fields_config.field_type import FieldType
from fields_config.filter_values import normalized_text_of
from fields_config.options import option_path
from fields_config.rules import Evaluation
from fields_config.text_normalization import words_to_find

_ = TranslationStringFactory("core")

_OF_CUSTOMERS = _("The search for customers looks into it")
# What the mark is called on each form.
MARKED: Mapping[FormKey, str] = {
    "case": _("Agents' search looks into it"),
    "contact": _OF_CUSTOMERS,
    "account": _OF_CUSTOMERS,
}


def marked_words(
    form: FormDefinition,
    values: Mapping[str, Any],
    types: Mapping[str, FieldType],
    languages: Collection[str],
    shown: Evaluation | None = None,
) -> dict[str, None]:
    """Return the words by which staff find something: those of its marked fields.

    What staff may not see of it, and what a rule hides, is no part of them: to find something by
    a value would be to learn it.

    :param languages: those in which options are found by their labels
    :param shown: what the rules of the form say of the values, where that is known already
    """
    found: dict[str, None] = {}
    shown = shown or Evaluation(form, values)
    for field in form.active_fields():
        kind, value = types.get(field.type), values.get(field.key)
        if kind is None or not field.searchable or is_empty(value):
            continue
        if field.grant("agent", "detail").visible and shown.shows(field.key):
            found |= _words(kind, field, value, languages)
    return found


def is_searchable(kind: FieldType) -> bool:
    """Whether values of the type have words to be found by: texts, and options by their labels."""
    return kind.filter == "contains" or kind.has_options


def finds_alike(form: FormDefinition, other: FormDefinition) -> bool:
    """Whether two forms let staff find the same things by the same words."""
    return list(_marks(form)) == list(_marks(other))


def _words(
    kind: FieldType, field: FieldDefinition, value: Any, languages: Collection[str]
) -> dict[str, None]:
    if not kind.has_options:
        return dict.fromkeys(normalized_text_of(kind, value).split())
    found: dict[str, None] = {}
    for path in value if isinstance(value, list | tuple) else (value,):
        for text in labels_of(field, str(path), languages):
            found |= words_to_find(text)
    return found


def labels_of(field: FieldDefinition, path: str, languages: Collection[str]) -> Iterator[str]:
    """Yield how a chosen option and those above it are called; the path of one that is lost."""
    options = option_path(field.options, path)
    if options is None:
        yield path
    for option in options or ():
        yield from filter(None, map(option.labels.get, languages))


def _marks(form: FormDefinition) -> Iterator[tuple[Any, ...]]:
    """Yield what of the fields makes a difference for the words."""
    for field in sorted(form.active_fields(), key=lambda field: field.key):
        is_seen = field.grant("agent", "detail").visible
        if not field.searchable:
            # The product's own are found by without a mark, unless they are hidden from staff.
            yield from [] if is_seen or not field.system else [(field.key,)]
        elif is_seen:
            yield field.key, field.type, field.options, form.rules_for(field.key, "show")
