"""The choices and display functions of the fields of a tenant's compiled form."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from core.web.widgets.field_attributes import Choice
from fields_config.texts import title_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import colander

    from fields_config.options import Option


def choices_of(node: colander.SchemaNode, language: str, fallback: str) -> tuple[Choice, ...]:
    """Return all options of the definition, retired ones too: what is stored must be nameable."""
    return _choices(node.definition.options, language, fallback)


def _choices(options: tuple[Option, ...], language: str, fallback: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            key=option.key,
            label=escape(title_of(option, language, fallback)),
            choices=_choices(option.options, language, fallback),
            active=option.active,
        )
        for option in options
    )


def displayer(node: colander.SchemaNode, language: str, fallback: str) -> Callable[[Any], str]:
    """Return the function that puts a stored value into words."""
    return partial(_display, node, language, fallback)


def _display(node: colander.SchemaNode, language: str, fallback: str, value: Any) -> str:
    return str(node.typ.kind.display(value, node.definition, language, fallback))
