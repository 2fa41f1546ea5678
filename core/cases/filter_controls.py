"""The controls that narrow a list of cases: exactly the fields that the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.cases.values import filterable_fields
from fields_config.options import SEPARATOR, walk
from fields_config.texts import title_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.scope import Scope
    from fields_config.definition import FieldDefinition

_ = TranslationStringFactory("core")

PREFIX = "f-"
# These have a place of their own beside the search box, or are searched by it.
APART = ("subject", "status", "account")
WITH_OPTIONS = ("list", "multilist", "tree", "boolean")
INPUTS = {"date": "date", "integer": "number", "email": "email", "time": "time"}
LONGEST = 200

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """One control of the filter form. Without ``options`` it is an input of type ``input``."""

    key: str
    name: str
    label: str
    value: str = ""
    options: Options | None = None
    input: str = "text"


def list_filters(scope: Scope, sent: Mapping[str, str]) -> tuple[Filter, ...]:
    """Return the filters this reader has, with what was sent for them.

    A value that is not among the options counts as none: it came from an old address.
    """
    return tuple(
        _filter(scope, field, sent.get(PREFIX + field.key, ""))
        for field in filterable_fields(scope)
        if field.key not in APART
    )


def status_filter(scope: Scope, sent: Mapping[str, str]) -> Filter | None:
    """Return the drop-down of statuses, or None where this reader sees none."""
    for field in filterable_fields(scope):
        if field.key == "status":
            return Filter(
                "status", "status", *_chosen(scope, field, sent.get("status", ""), anything=True)
            )
    return None


def _filter(scope: Scope, field: FieldDefinition, value: str) -> Filter:
    name = PREFIX + field.key
    if field.type in WITH_OPTIONS:
        return Filter(field.key, name, *_chosen(scope, field, value))
    value = value[:LONGEST].strip()
    shown = INPUTS.get(field.type, "text")
    return Filter(field.key, name, _title(scope, field), value, None, shown)


def _title(scope: Scope, field: FieldDefinition) -> str:
    return title_of(field, scope.locale, scope.tenant.default_locale)


def _chosen(
    scope: Scope, field: FieldDefinition, value: str, *, anything: bool = False
) -> tuple[str, str, Options]:
    """Return label, value and options; ``anything`` offers retired options as well."""
    options = tuple(_options(scope, field, retired=anything))
    known = value if value in {path for path, _title in options} else ""
    return _title(scope, field), known, options


def _options(scope: Scope, field: FieldDefinition, *, retired: bool) -> Iterator[tuple[str, str]]:
    if field.type == "boolean":
        yield "true", scope.translate(_("Yes"))
        yield "false", scope.translate(_("No"))
        return
    titles: dict[str, str] = {}
    for path, option, active in walk(field.options):
        above = titles.get(path.rpartition(SEPARATOR)[0], "")
        own = title_of(option, scope.locale, scope.tenant.default_locale)
        titles[path] = f"{above} / {own}" if above else own
        if active or retired:
            yield path, titles[path]
