"""The filter controls of a list of cases: exactly the fields that the viewer may see.

What somebody chose is read by the field's own reader, in the reader's language. What can't be read
narrows nothing, and the control says so: a list must not look as if all had matched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from translationstring import TranslationStringFactory

from core.cases.search.text_query import LEAST, MAX_TYPED, names_of_cases, read_typed
from core.cases.values import filterable_fields
from core.search_text import fold
from fields_config.errors import RefusedValueError
from fields_config.field_type import UNREADABLE
from fields_config.options import SEPARATOR, iter_options
from fields_config.texts import title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from core.cases.search.filters import PartCondition
    from core.scope import Scope
    from fields_config.definition import FieldDefinition
    from fields_config.field_type import FieldType

_ = TranslationStringFactory("core")

PREFIX = "f-"
# These have a place of their own beside the search box, or are searched by it.
APART = ("subject", "status", "account")
WITH_OPTIONS = ("list", "multilist", "tree", "boolean")
PICKERS = {"date": "date", "time": "time", "datetime": "datetime-local"}
LIMITS = ("min", "max")
LONGEST = 200
# A date without a time means the whole day.
DAY_BEGINS, DAY_ENDS = "00:00", "23:59"

NOT_OFFERED = _("This choice is not offered here. Choose another one.")
NO_WORD = _("Write letters or digits.")
NO_ORDER = _("Write another value: this one can't be compared.")
LEFT_OUT = _("Part of this address is not known here and was left out.")
ONLY_THE_FIRST = _("Only the first ${limit} characters are searched for.", {"limit": MAX_TYPED})
TOO_SHORT = _("Write at least ${limit} letters or digits to search.", {"limit": LEAST})
TURNED_ROUND = _("Write a value that is no smaller than the first one.")

Options = tuple[tuple[str, str], ...]
End = Literal["", "from", "to"]


@dataclass(frozen=True, slots=True)
class Filter:
    """One control of the filter form. Without ``options`` it is an input of type ``input``.

    :ivar asked: what the cases are asked for, as they store it; ``None``: nothing
    :ivar end: of a range, which has two controls
    :ivar error: why what was sent can't be asked for, in the reader's language
    :ivar is_field: it asks for a field; else a plugin declared it, and ``asked`` is its condition
    :ivar in_front: it stands beside the search box
    """

    key: str
    name: str
    label: str
    value: str = ""
    options: Options | None = None
    input: str = "text"
    asked: Any = None
    end: End = ""
    error: str = ""
    is_field: bool = True
    in_front: bool = False


def list_filters(scope: Scope, sent: Mapping[str, str]) -> tuple[Filter, ...]:
    """Return the filters this reader has, with what was sent for them."""
    return tuple(
        found
        for field in filterable_fields(scope)
        if field.key not in APART
        for found in _filters(scope, field, sent)
    )


def status_filter(scope: Scope, sent: Mapping[str, str]) -> Filter | None:
    """Return the drop-down of statuses, or None where this reader sees none."""
    for field in filterable_fields(scope):
        if field.key == "status":
            options = tuple(_options(scope, field, retired=True))
            return choose(
                Filter("status", "status", _title(scope, field), options=options),
                sent.get("status", ""),
                scope,
            )
    return None


def choose(control: Filter, value: str, scope: Scope) -> Filter:
    """Return a drop-down with one of its options chosen; any other value is reported."""
    if not value:
        return control
    if value in {key for key, _title in control.options or ()}:
        return replace(control, value=value, asked=value, error="")
    return replace(control, value="", asked=None, error=scope.translate(NOT_OFFERED))


def asked_of(controls: Iterable[Filter]) -> dict[str, Any]:
    """Return what controls ask for: field key -> value, or (from, to)."""
    found: dict[str, Any] = {}
    for control in controls:
        if control.asked is None or control.error or not control.is_field:
            continue
        if control.end:
            low, high = found.get(control.key, (None, None))
            is_low = control.end == "from"
            found[control.key] = (control.asked, high) if is_low else (low, control.asked)
        else:
            found[control.key] = control.asked
    return found


def conditions_asked(controls: Iterable[Filter]) -> tuple[PartCondition, ...]:
    """Return the conditions of the filters that plugins declared, as far as they are in use."""
    return tuple(
        control.asked
        for control in controls
        if not control.is_field and control.asked is not None and not control.error
    )


def unheeded(
    scope: Scope,
    sent: Mapping[str, str],
    text: str,
    controls: Iterable[Filter],
    strange: Iterable[bool] = (),
) -> tuple[str, ...]:
    """Return sentences on what a list does not heed of its address.

    A field that is hidden from the reader and one that never was are the same.

    :param text: what was typed in the search box
    :param strange: whether other parameters have values that are not heeded
    """
    controls = tuple(controls)
    typed = read_typed(text, names_of_cases(scope))
    notices = [f"{control.label}: {control.error}" for control in controls if control.error]
    if typed.is_too_short:
        notices.append(scope.translate(TOO_SHORT))
    if typed.is_cut:
        notices.append(scope.translate(ONLY_THE_FIRST))
    known = {control.name for control in controls} | {
        PREFIX + control.key for control in controls if control.end
    }
    is_strange = any(key.startswith(PREFIX) and key not in known and sent[key] for key in sent)
    if is_strange or _stands_twice(sent) or any(strange):
        notices.append(scope.translate(LEFT_OUT))
    return tuple(notices)


def finds_nothing(scope: Scope, text: str, controls: Iterable[Filter]) -> bool:
    """Whether nothing can be listed, because something asked for can't be looked for."""
    typed = read_typed(text, names_of_cases(scope))
    return typed.is_too_short or any(control.error for control in controls)


def _stands_twice(sent: Mapping[str, str]) -> bool:
    getall = getattr(sent, "getall", None)
    return getall is not None and any(len({one for one in getall(key) if one}) > 1 for key in sent)


def _filters(scope: Scope, field: FieldDefinition, sent: Mapping[str, str]) -> tuple[Filter, ...]:
    name = PREFIX + field.key
    kind = scope.tenant.types[field.type]
    control = Filter(field.key, name, _title(scope, field))
    if field.type in WITH_OPTIONS:
        options = tuple(_options(scope, field, retired=False))
        return (choose(replace(control, options=options), sent.get(name, ""), scope),)
    if kind.filter == "range":
        return _range(scope, field, kind, control, sent)
    value = sent.get(name, "").strip()
    if not value:
        return (control,)
    error = ""
    if len(value) > LONGEST:
        error = _("Shorten this text to at most ${limit} characters.", {"limit": LONGEST})
    elif kind.filter == "contains":
        error = "" if fold(value) else NO_WORD
    else:
        value, error = _read(scope, field, kind, value)
    return (replace(control, value=value, asked=value, error=scope.translate(error)),)


def _range(
    scope: Scope,
    field: FieldDefinition,
    kind: FieldType,
    control: Filter,
    sent: Mapping[str, str],
) -> tuple[Filter, Filter]:
    """Return the two ends of a range. What is sent under the field's own name is both."""
    exactly = sent.get(control.name, "").strip()
    labels = {"label": control.label}
    ends: tuple[tuple[End, str], ...] = (
        ("from", _("${label}, from", labels)),
        ("to", _("${label}, to", labels)),
    )
    low, high = (
        _end(
            scope,
            field,
            kind,
            replace(control, name=f"{control.name}-{end}", label=scope.translate(label), end=end),
            sent.get(f"{control.name}-{end}", "").strip() or exactly,
        )
        for end, label in ends
    )
    if exactly and low.error and high.error:
        high = replace(high, value="", error="")  # once is enough
    ends_known = None not in (low.asked, high.asked)
    if ends_known and kind.order(low.asked) > kind.order(high.asked):
        high = replace(high, error=scope.translate(TURNED_ROUND))
    return low, high


def _end(
    scope: Scope, field: FieldDefinition, kind: FieldType, control: Filter, value: str
) -> Filter:
    picker = PICKERS.get(field.type, "text")
    if not value:
        return replace(control, input=picker)
    asked, error = _read(scope, field, kind, value)
    if error and field.type == "datetime":
        hour = DAY_BEGINS if control.end == "from" else DAY_ENDS
        asked, error = _read(scope, field, kind, f"{value} {hour}")
        if error:
            asked, error = _read(scope, field, kind, value)
    if not error:
        try:
            kind.order(asked)
        except UNREADABLE:
            error = NO_ORDER
    if error:
        # As it was typed: a picker would drop what it can't show.
        return replace(control, value=value[:LONGEST], error=scope.translate(error))
    shown = str(asked) if picker != "text" else value
    return replace(control, value=shown, asked=asked, input=picker)


def _read(scope: Scope, field: FieldDefinition, kind: FieldType, value: str) -> tuple[Any, str]:
    """Read a value as the field does, but for its smallest and largest; or say why not."""
    limits = {name: limit for name, limit in field.validation.items() if name not in LIMITS}
    try:
        return kind.reader(replace(field, validation=limits), scope.locale)(value), ""
    except RefusedValueError as refusal:
        return value, refusal.message


def _title(scope: Scope, field: FieldDefinition) -> str:
    return title_of(field, scope.locale, scope.tenant.default_locale)


def _options(scope: Scope, field: FieldDefinition, *, retired: bool) -> Iterator[tuple[str, str]]:
    if field.type == "boolean":
        yield "true", scope.translate(_("Yes"))
        yield "false", scope.translate(_("No"))
        return
    titles: dict[str, str] = {}
    for path, option, active in iter_options(field.options):
        above = titles.get(path.rpartition(SEPARATOR)[0], "")
        own = title_of(option, scope.locale, scope.tenant.default_locale)
        titles[path] = f"{above} / {own}" if above else own
        if active or retired:
            yield path, titles[path]
