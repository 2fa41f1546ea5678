"""Fencing the field types of plugins: an error affects a value, never a page.

They are asked while forms are read and drawn, where there is no transaction to take back. What goes
wrong in them is caught at each function, logged and counted. One that does not come back in time
disables its kind for the tenant, as a hook would be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING, Any, get_args

import structlog
from translationstring import TranslationString, TranslationStringFactory

from core.db.guard import tenant_at_work
from core.errors import PluginError
from core.metrics.recording import note_plugin_failure
from core.plugin import watchdog
from core.plugin.answers import RubbishError, name_of, plain
from core.plugin.hook_call import FAILED
from core.plugin.manifest import TEXT
from core.plugin.watchdog import WatchedCall
from fields_config.cursor import KEY, UNSTORABLE
from fields_config.errors import RefusedValueError
from fields_config.field_type import FieldType, FieldWidget, Filter, offer_as_is
from fields_config.limits import Limit, LimitForm

if TYPE_CHECKING:
    from core.plugin.breaker import CircuitBreaker
    from fields_config.definition import FieldDefinition
    from fields_config.field_type import Read

_ = TranslationStringFactory("core")

log = structlog.get_logger(__name__)

HOOK = "register_field_types"
MOST_TYPES = 100
FILTERS: tuple[str, ...] = get_args(Filter)
UNREADABLE = _("This field takes nothing just now. Leave it as it was, and try again later.")


def read_types(plugin: str, answer: Any, breaker: CircuitBreaker) -> dict[str, FieldType]:
    """Return the kinds of fields that a plugin registers, by name, each guarded.

    :raises PluginError: they are something else
    """
    if not isinstance(answer, list) or len(answer) > MOST_TYPES:
        raise PluginError(
            plugin, "field-types", f"'{HOOK}' must return a list, of {MOST_TYPES} at most."
        )
    for kind in answer:
        if type(kind) is not FieldType:
            raise PluginError(
                plugin,
                "field-types",
                f"'{HOOK}' must return a list of FieldType, and has {type(kind).__name__}.",
            )
        for part, wanted in _wrong_parts(kind):
            raise PluginError(
                plugin,
                "field-types",
                f"in its type '{kind.name}', '{part}' must be {wanted},"
                f" not {type(getattr(kind, part)).__name__}.",
            )
        if not kind.name.startswith(f"{plugin}."):
            raise PluginError(
                plugin, "type-name", f"its type '{kind.name}' must begin '{plugin}.'."
            )
        for path in _paths(kind):
            if not path.startswith(f"{plugin}/"):
                raise PluginError(
                    plugin,
                    "field-types",
                    f"in its type '{kind.name}', '{path}' must begin '{plugin}/'.",
                )
    return {kind.name: guard_type(plugin, kind, breaker) for kind in answer}


def _paths(kind: FieldType) -> tuple[str, ...]:
    widget = kind.widget
    return () if isinstance(widget, str) else (widget.template, *widget.scripts, *widget.styles)


def _wrong_parts(kind: FieldType) -> Iterator[tuple[str, str]]:
    """Yield what is not what it should be, and what that is; forms rely on them."""
    texts = "text, or a text in _()"
    sound = {
        "name": (type(kind.name) is str, "text"),
        "title": (type(kind.title) in TEXT, texts),
        "missing": (type(kind.missing) in TEXT, texts),
        "widget": (
            type(kind.widget) is str or _is_widget(kind.widget),
            "a widget's name, or a FieldWidget of texts and functions",
        ),
        "filter": (kind.filter in FILTERS, f"one of {', '.join(FILTERS)}"),
        "blank": (_is_plain(kind.blank), "a value that JSON holds"),
        "limits": (_are_limits(kind.limits), "a tuple of Limit"),
    }
    sound |= {
        flag: (type(getattr(kind, flag)) is bool, "True or False")
        for flag in ("many", "has_options", "has_levels")
    }
    sound["write"] = (kind.write is None or callable(kind.write), "a function, or None")
    sound |= {
        part: (callable(getattr(kind, part)), "a function")
        for part in ("reader", "show", "offer", "order")
    }
    return ((part, wanted) for part, (is_sound, wanted) in sound.items() if not is_sound)


def _is_widget(widget: Any) -> bool:
    return (
        type(widget) is FieldWidget
        and type(widget.template) is str
        and all(_are_texts(one) for one in (widget.parts, widget.scripts, widget.styles))
        and all(KEY.fullmatch(part) for part in widget.parts)
        and callable(widget.join)
        and callable(widget.split)
        and type(widget.is_group) is bool
    )


def _are_texts(value: Any) -> bool:
    return type(value) is tuple and all(type(one) is str for one in value)


def _are_limits(limits: Any) -> bool:
    return type(limits) is tuple and all(
        type(one) is Limit
        and type(one.name) is str
        and KEY.fullmatch(one.name) is not None
        and type(one.title) in TEXT
        and type(one.hint) in TEXT
        and one.form in get_args(LimitForm)
        and type(one.least) is int
        and type(one.most) is int
        and (one.read is None or callable(one.read))
        for one in limits
    )


def guard_type(plugin: str, kind: FieldType, breaker: CircuitBreaker) -> FieldType:
    """Return the kind with functions that never fail but by refusing a value.

    What can't be read is refused, what can't be shown or offered stands there as it is stored, and
    what can't be ordered lies in no range.
    """
    guard = _Guard(plugin, kind, breaker)
    widget = kind.widget
    return replace(
        kind,
        widget=widget if isinstance(widget, str) else replace(widget, call=guard.call),
        reader=guard.reader,
        show=guard.show,
        offer=guard.offer,
        write=guard.write if kind.write else None,
        order=guard.order,
    )


class _Guard:
    """Stands in the place of one kind's functions."""

    def __init__(self, plugin: str, kind: FieldType, breaker: CircuitBreaker) -> None:
        self._plugin = plugin
        self._kind = kind
        self._breaker = breaker

    def reader(self, field: FieldDefinition, language: str) -> Read:
        read = self._ask(_as_it_is, self._kind.reader, field, language)

        def guarded(value: Any) -> Any:
            try:
                found = self._ask(self._stored, read, value)
            except RefusedValueError as refusal:
                message = self._ask(_text, getattr, refusal, "message")
                raise RefusedValueError(UNREADABLE if message is FAILED else message) from None
            if found is FAILED:
                raise RefusedValueError(UNREADABLE)
            return found

        return guarded

    def show(self, value: Any, field: FieldDefinition, language: str, fallback: str) -> str:
        found = self._ask(_text, self._kind.show, value, field, language, fallback)
        return str(value) if found is FAILED else found

    def offer(self, value: Any) -> Any:
        found = self._ask(_offered, self._kind.offer, value)
        return offer_as_is(value) if found is FAILED else found

    def write(self, value: Any, field: FieldDefinition, language: str) -> Any:
        found = self._ask(_offered, self._kind.write or self._kind.offer, value, field, language)
        return offer_as_is(value) if found is FAILED else found

    def order(self, value: Any) -> str:
        found = self._ask(_sort_key, self._place, value)
        if found is FAILED or found is None:
            raise ArithmeticError(f"{self._kind.name} has no place for a value")
        key: str = found
        return key

    def call(self, function: Callable[..., Any], *given: Any) -> Any:
        """Call a function of the kind's widget; None if it fails."""
        try:
            found = self._ask(_as_it_is, function, *given)
        except RefusedValueError:
            return None  # refusing is for the reader
        return None if found is FAILED else found

    def _place(self, value: Any) -> Any:
        try:
            return self._kind.order(value)
        except (ArithmeticError, RefusedValueError):
            return None  # no failure: somebody looks for what no value can be

    def _ask(self, check: Callable[[Any], Any], function: Callable[..., Any], *given: Any) -> Any:
        """Return what the check makes of the answer, or FAILED."""
        key = (tenant_at_work(), self._plugin, self._kind.name)
        if not self._breaker.allows(key):
            return FAILED
        try:
            with WatchedCall(self._breaker, watchdog.LIMIT, key):
                return check(function(*given))
        except (KeyboardInterrupt, RefusedValueError):
            raise  # the person at the keyboard; a refusal
        except BaseException as error:  # a plugin may raise anything
            note_plugin_failure(self._plugin, HOOK)
            name = self._kind.name
            log.warning("plugin_failed", plugin=self._plugin, hook=HOOK, type=name, exc_info=error)
            return FAILED

    def _stored(self, answer: Any) -> Any:
        if isinstance(answer, list) != self._kind.many or not _is_plain(answer):
            raise RubbishError(f"read {type(answer).__name__}, which can't be stored")
        return answer


def _as_it_is(answer: Any) -> Any:
    return answer


def _text(answer: Any) -> str:
    if not isinstance(answer, str):
        raise RubbishError(f"answered {name_of(answer)} instead of text")
    if UNSTORABLE.search(answer):
        raise RubbishError("answered text that neither a page nor an index can hold")
    # Exactly a string: another could say of itself that it needs no escaping.
    return answer if type(answer) is TranslationString else plain(answer)


def _sort_key(answer: Any) -> str | None:
    return None if answer is None else plain(_text(answer))


def _offered(answer: Any) -> str | list[str]:
    return [_text(one) for one in answer] if isinstance(answer, list) else _text(answer)


def _is_plain(value: Any) -> bool:
    """Whether a value is what JSON holds, in a database."""
    if isinstance(value, list):
        return all(map(_is_plain, value))
    if isinstance(value, Mapping):
        return all(
            isinstance(key, str) and _is_plain(key) and _is_plain(one) for key, one in value.items()
        )
    if isinstance(value, str):
        return not UNSTORABLE.search(value)
    return value is None or (isinstance(value, bool | int | float) and isfinite(value))
