"""Reading what a plugin's function answers: it may be anything at all.

What a hook promises stands in its annotation, so a new hook is covered without a line here.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, get_type_hints
from uuid import UUID

from core.errors import VentanillaError
from core.plugin import contributions

MOST = 100  # contributions of one plugin to one page
LONGEST = 500  # letters of a heading or a label
FARTHEST = 1_000_000

_LIST = re.compile(r"list\[(\w+)\]\Z")
_CHOICE = re.compile(r"(\w+) \| None\Z")


class RubbishError(VentanillaError):
    """A plugin's function answered something else than its hook promises."""


@cache
def kind_of(spec: Callable[..., Any]) -> type:
    """Return the class that a hook's answer is made of: ``MenuItem`` of ``list[MenuItem]``."""
    promised = str(inspect.signature(spec).return_annotation)
    found = _LIST.match(promised) or _CHOICE.match(promised)
    if found is None:
        raise TypeError(f"{spec.__name__} promises neither a list nor a choice: {promised}")
    kind: type = UUID if found[1] == "UUID" else getattr(contributions, found[1])
    return kind


def read_list(kind: type, plugin: str, answer: Any) -> list[Any]:
    """Return the contributions of a plugin.

    :raises RubbishError: it is no list of them, there are too many, or one is not well formed
    """
    if answer is None:
        return []  # it has nothing to say here
    if type(answer) is not list:
        raise RubbishError(f"answered {_name(answer)} instead of a list")
    if len(answer) > MOST:
        raise RubbishError(f"answered {len(answer)} things; {MOST} are allowed")
    shape = _shape(kind)
    read, right, own = shape.read, shape.right, f"{plugin}/"
    for item in answer:
        if type(item) is not kind:
            raise RubbishError(f"answered {_name(item)} among its list of {kind.__name__}")
        values = read(item)
        types = tuple(map(type, values))
        if types not in right:
            _check_types(kind, shape, types)
        one: Any = item
        if len(values[0]) > LONGEST or not -FARTHEST < one.position < FARTHEST:
            raise RubbishError(f"a {kind.__name__} with a heading or a position without measure")
        if shape.has_template and one.template and not one.template.startswith(own):
            raise RubbishError("a template that is not the plugin's own")
    return answer


def read_choice(kind: type, answer: Any) -> Any:
    """Return a choice, or None.

    :raises RubbishError: it is something else
    """
    if answer is not None and type(answer) is not kind:
        raise RubbishError(f"answered {_name(answer)} instead of {kind.__name__}")
    return answer


def read_nothing(answer: Any) -> None:
    """Accept the answer of a function that promises none; what it returns is not used.

    :raises RubbishError: it has not even begun: nobody waits for a coroutine
    """
    if inspect.isawaitable(answer) or inspect.isgenerator(answer):
        raise RubbishError(f"answered {_name(answer)}, which nobody runs")


def read_verdict(answer: Any) -> None:
    """Accept the answer of a check, which objects by raising: who answers meant something else.

    :raises RubbishError: there is an answer
    """
    if answer is not None:
        raise RubbishError(f"answered {_name(answer)}: to refuse, raise core.errors.Refused")


def _name(answer: Any) -> str:
    close = getattr(answer, "close", None)
    if inspect.iscoroutine(answer) and close is not None:
        close()  # or Python would complain that nobody waits for it
    return type(answer).__name__


class _Shape(NamedTuple):
    """How to read all fields of a contribution, their types, and what was found right before."""

    names: tuple[str, ...]
    read: attrgetter[Any]
    wanted: tuple[type, ...]
    right: set[tuple[type, ...]]
    has_template: bool


@cache
def _shape(kind: type) -> _Shape:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    types = [getattr(hints[name], "__origin__", hints[name]) for name in names]
    return _Shape(tuple(names), attrgetter(*names), tuple(types), set(), "template" in names)


def _check_types(kind: type, shape: _Shape, types: tuple[type, ...]) -> None:
    for name, one, want in zip(shape.names, types, shape.wanted, strict=True):
        if not issubclass(one, want):
            raise RubbishError(
                f"answered a {kind.__name__} whose '{name}' is {one.__name__}, not {want.__name__}"
            )
    if len(shape.right) < MOST:
        shape.right.add(types)


def plain(text: str) -> str:
    """Return exactly a string: a subclass could say that it needs no escaping."""
    return str.__str__(text)


def copied(value: Any) -> Any:
    """Return a copy to give away, so that nobody changes what the core goes on with."""
    if isinstance(value, Mapping):
        return {key: copied(one) for key, one in value.items()}
    if isinstance(value, list):
        return [copied(one) for one in value]
    return value
