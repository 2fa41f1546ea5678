"""The attributes of a field that never change between renderings, computed once per form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape
from translationstring import TranslationString

from fields_config.options import SEPARATOR


@dataclass(frozen=True, slots=True)
class Choice:
    """An option, in trees with those below it. An inactive one can stay chosen, not be chosen."""

    key: str
    label: str
    choices: tuple[Choice, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FieldAttributes:
    """The constant attributes of a field, already escaped.

    :param refresh: attribute that asks the server for the form again when the value changes
    :param levels: names of a tree's levels
    :param initial: the cstruct of a new thing
    :param untouched: how the control looks before anybody typed, as far as it was asked for
    """

    id: str
    name: str
    label: str
    hint: str = ""
    optional: str = ""
    attributes: str = ""
    refresh: str = ""
    choices: tuple[Choice, ...] = ()
    levels: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    display: Callable[[Any], str] | None = None
    initial: Any = None
    untouched: dict[Any, Markup] = field(default_factory=dict)

    def aria(
        self, errors: tuple[str, ...], *, required: bool, own: bool = True, also: str = ""
    ) -> Markup:
        """Return the attributes that tie hint and error to the control.

        :param own: False for a group, whose controls say themselves whether they are required
        :param also: the id of something else that describes the control
        """
        described = [f"{self.id}-hint"] if self.hint else []
        if also:
            described.append(also)
        if errors:
            described.append(f"{self.id}-error")
        text = f' aria-describedby="{" ".join(described)}"' if described else ""
        if own:
            text += ' aria-invalid="true"' if errors else ""
            text += ' required aria-required="true"' if required else ""
        return Markup(text)  # noqa: S704 - ids are made of checked names


def attributes(pairs: dict[str, Any]) -> Markup:
    """Return HTML attributes; None and False leave one out, True gives it no value."""
    return Markup("").join(
        Markup(" {}").format(name) if value is True else Markup(' {}="{}"').format(name, value)
        for name, value in pairs.items()
        if value is not None and value is not False
    )


def make_choices(
    options: Iterable[Any], translate: Callable[[str], str] = str
) -> tuple[Choice, ...]:
    """Make choices of (key, label) or (key, label, options below).

    :param translate: for labels that are translatable; others stand in the reader's language
    """

    def put(label: Any) -> Any:
        return translate(label) if isinstance(label, TranslationString) else label

    return tuple(
        Choice(str(key), escape(put(label)), make_choices(below[0] if below else (), translate))
        for key, label, *below in options
    )


def label_paths(choices: Iterable[Choice], prefix: str = "") -> dict[str, str]:
    """Return path -> label for every option at every level."""
    found: dict[str, str] = {}
    for choice in choices:
        path = f"{prefix}{choice.key}"
        found[path] = choice.label
        found.update(label_paths(choice.choices, f"{path}{SEPARATOR}"))
    return found
