"""Yes or no, one option, several options, and a path through a tree of options.

Readers take every option that exists, retired ones too: a case may keep what it has. Which
options can be chosen anew is for the compiled form to say.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from translationstring import TranslationStringFactory

from fields_config.errors import RefusedValueError
from fields_config.field import FieldDefinition
from fields_config.field_type import CHOOSE, FieldType, Read
from fields_config.limits import MOST_ITEMS, count_limit
from fields_config.options import (
    MAX_DEPTH,
    MAX_OPTIONS,
    SEPARATOR,
    Option,
    iter_options,
    option_path,
)
from fields_config.texts import title_of

_ = TranslationStringFactory("core")

MAX_CHOSEN = 200
MAX_PATH = 1000

YES, NO = _("Yes"), _("No")
GONE: str = _("This option can't be chosen here. Choose another one.")
TICK = _("Tick “${label}” to go on.")

_TRUE = frozenset(("true", "on", "1", "yes"))
_FALSE = frozenset(("false", "off", "0", "no"))


def _boolean_reader(_field: FieldDefinition, _language: str) -> Read:
    def read(value: Any) -> bool:
        if isinstance(value, bool):
            return value
        text = value.strip().lower() if isinstance(value, str) and len(value) <= MAX_PATH else ""
        if text not in _TRUE and text not in _FALSE:
            raise RefusedValueError(_("Choose yes or no."))
        return text in _TRUE

    return read


def _list_reader(field: FieldDefinition, _language: str) -> Read:
    known = frozenset(option.key for option in field.options)

    def read(value: Any) -> str:
        # A widget that can take several may send a list of one.
        if isinstance(value, list | tuple) and len(value) == 1:
            value = value[0]
        if not isinstance(value, str) or value not in known:
            raise RefusedValueError(GONE)
        return value

    return read


def _multilist_reader(field: FieldDefinition, _language: str) -> Read:
    known = frozenset(option.key for option in field.options)
    limit = count_limit(field, "max_items", MAX_CHOSEN, MAX_CHOSEN)

    def read(value: Any) -> list[str]:
        chosen = value if isinstance(value, list | tuple) else (value,)
        if len(chosen) > MAX_OPTIONS:
            raise RefusedValueError(_too_many(limit))
        kept = [key for key in chosen if key != ""]
        if not all(isinstance(key, str) and key in known for key in kept):
            raise RefusedValueError(GONE)
        found = list(dict.fromkeys(kept))
        if len(found) > limit:
            raise RefusedValueError(_too_many(limit))
        return found

    return read


def _too_many(limit: int) -> str:
    message: str = _("Choose fewer options: the limit is ${limit}.", mapping={"limit": limit})
    return message


def _tree_reader(field: FieldDefinition, _language: str) -> Read:
    known = frozenset(path for path, _option, _active in iter_options(field.options))

    def read(value: Any) -> str:
        path = _join(value)
        if path and path not in known:
            raise RefusedValueError(GONE)
        return path

    return read


def _join(value: Any) -> str:
    """Take a path, or the keys of its levels; levels not chosen yet are empty."""
    if isinstance(value, list | tuple):
        if len(value) > MAX_DEPTH or not all(isinstance(key, str) for key in value):
            raise RefusedValueError(GONE)
        value = SEPARATOR.join(value)
    if not isinstance(value, str) or len(value) > MAX_PATH:
        raise RefusedValueError(GONE)
    return value.rstrip(SEPARATOR)


def _labels(
    options: tuple[Option, ...], keys: Iterable[str], language: str, fallback: str
) -> list[str]:
    by_key = {option.key: option for option in options}
    return [
        title_of(by_key[key], language, fallback) if key in by_key else str(key) for key in keys
    ]


def _show_list(value: Any, field: FieldDefinition, language: str, fallback: str) -> str:
    return _labels(field.options, (value,), language, fallback)[0]


def _show_multilist(value: Any, field: FieldDefinition, language: str, fallback: str) -> str:
    return ", ".join(_labels(field.options, value, language, fallback))


def _show_tree(value: Any, field: FieldDefinition, language: str, fallback: str) -> str:
    found = option_path(field.options, value)
    if found is None:
        return str(value)
    return " / ".join(title_of(step, language, fallback) for step in found)


CHOICE_TYPES = (
    FieldType(
        name="boolean",
        title=_("Yes or no"),
        widget="boolean",
        reader=_boolean_reader,
        show=lambda value, _field, _language, _fallback: YES if value else NO,
        offer=lambda value: "true" if value else "false",
        blank=False,
        filter="equals",
        missing=TICK,
    ),
    FieldType(
        name="list",
        title=_("List"),
        widget="list",
        reader=_list_reader,
        show=_show_list,
        filter="equals",
        has_options=True,
        missing=CHOOSE,
    ),
    FieldType(
        name="multilist",
        title=_("List with several choices"),
        widget="multilist",
        reader=_multilist_reader,
        show=_show_multilist,
        many=True,
        filter="equals",
        has_options=True,
        missing=CHOOSE,
        limits=(replace(MOST_ITEMS, most=MAX_CHOSEN),),
    ),
    FieldType(
        name="tree",
        title=_("Dependent lists"),
        widget="tree",
        reader=_tree_reader,
        show=_show_tree,
        filter="below",
        has_options=True,
        has_levels=True,
        missing=CHOOSE,
    ),
)
