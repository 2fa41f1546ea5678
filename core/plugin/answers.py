"""Checking what a plugin's function returns: it may be anything.

What a hook promises stands in its annotation, so a new hook is covered without a line here.
"""

from __future__ import annotations

import builtins
import inspect
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

import click

from core.errors import VentanillaError
from core.plugin import case_lists, contributions

MOST = 100  # contributions of one plugin to one page

_LIST = re.compile(r"list\[(?:\w+\.)*(\w+)\]\Z")
_CHANGES = "Mapping[str, Any] | None"
_CHOICE = re.compile(r"(?:\w+\.)*(\w+) \| None\Z")
_KINDS: dict[str, Any] = {
    **vars(builtins),
    "UUID": UUID,
    "Command": click.Command,
    **vars(contributions),
    **vars(case_lists),
}


class RubbishError(VentanillaError):
    """A plugin's function answered something else than its hook promises."""


@cache
def kind_of(spec: Callable[..., Any]) -> type:
    """Return the class that a hook's answer is made of: ``MenuItem`` of ``list[MenuItem]``."""
    promised = str(inspect.signature(spec).return_annotation)
    if promised == _CHANGES:
        return Mapping
    found = _LIST.match(promised) or _CHOICE.match(promised)
    if found is None:
        raise TypeError(f"'{spec.__name__}' promises neither a list nor a choice: {promised}")
    kind: Any = _KINDS.get(found[1], spec.__globals__.get(found[1]))
    if not isinstance(kind, type):
        raise TypeError(f"'{spec.__name__}' promises '{found[1]}', which its module does not know")
    return kind


def read_list(kind: type, plugin: str, answer: Any) -> list[Any]:
    """Return the contributions of a plugin.

    :raises RubbishError: it is no list of them, or there are too many
    """
    if answer is None:
        return []  # it has nothing to say here
    if type(answer) is not list:
        raise RubbishError(f"answered {name_of(answer)} instead of a list")
    if len(answer) > MOST:
        raise RubbishError(f"answered {len(answer)} things; {MOST} are allowed")
    own = (f"{plugin}/", f"core/{plugin}/")  # a plugin's, or a feature's of the core
    for item in answer:
        # Click's own classes of commands are made to be subclassed.
        if type(item) is not kind and not (kind is click.Command and isinstance(item, kind)):
            raise RubbishError(f"answered {name_of(item)} among its list of {kind.__name__}")
        template = getattr(item, "template", "")
        if template and not template.startswith(own):
            raise RubbishError("a template that is not the plugin's own")
    return answer


def read_choice(kind: type, _plugin: str, answer: Any) -> Any:
    """Return a choice, or None.

    :raises RubbishError: it is something else
    """
    if answer is not None and type(answer) is not kind:
        raise RubbishError(f"answered {name_of(answer)} instead of {kind.__name__}")
    return answer


def read_text(_plugin: str, answer: Any) -> str:
    """Return a text of a length that a page can show.

    :raises RubbishError: it is something else
    """
    if not isinstance(answer, str):
        raise RubbishError(f"answered {name_of(answer)} instead of text")
    return plain(answer)[: contributions.LONGEST]


def read_changes(kind: type, _plugin: str, answer: Any) -> Any:
    """Return what is to be different, or None.

    :raises RubbishError: it is something else, or names too much
    """
    if kind is not Mapping:
        return read_choice(kind, _plugin, answer)
    if answer is None:
        return None
    if not isinstance(answer, Mapping):
        raise RubbishError(f"answered {name_of(answer)} instead of a mapping")
    if len(answer) > MOST or not all(type(key) is str for key in answer):
        raise RubbishError(f"answered other things than values of at most {MOST} fields")
    return dict(answer)


def read_nothing(_plugin: str, answer: Any) -> None:
    """Accept the answer of a function that promises none; what it returns is not used.

    :raises RubbishError: it has not even begun: nobody waits for a coroutine
    """
    if inspect.isawaitable(answer) or inspect.isgenerator(answer):
        raise RubbishError(f"answered {name_of(answer)}, which nobody runs")


def read_verdict(_plugin: str, answer: Any) -> None:
    """Accept the answer of a check, which objects by raising: who answers meant something else.

    :raises RubbishError: there is an answer
    """
    if answer is not None:
        raise RubbishError(f"answered {name_of(answer)}: to refuse, raise core.errors.Refused")


def name_of(answer: Any) -> str:
    """Return what an answer is, for people who write plugins."""
    close = getattr(answer, "close", None)
    if inspect.iscoroutine(answer) and close is not None:
        close()  # or Python would complain that nobody waits for it
    return type(answer).__name__


def plain(text: str) -> str:
    """Return exactly a string: a subclass could say that it needs no escaping."""
    return str.__str__(text)
