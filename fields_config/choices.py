"""The options of one field as a reader of some language chooses among them."""

from collections.abc import Iterator
from dataclasses import dataclass

from fields_config.field import FieldDefinition
from fields_config.options import SEPARATOR, Option
from fields_config.texts import label


@dataclass(frozen=True, slots=True)
class Choice:
    """An active option; in a tree, ``value`` is the whole path and ``children`` the next list."""

    value: str
    label: str
    color: str | None = None
    children: tuple["Choice", ...] = ()


def offer_choices(
    field: FieldDefinition, language: str, fallback_language: str = "en"
) -> tuple[Choice, ...]:
    return _offer(field.options, "", language, fallback_language)


def _offer(
    options: tuple[Option, ...], above: str, language: str, fallback: str
) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            value=above + option.key,
            label=label(option.labels, language, fallback) or option.key,
            color=option.color,
            children=_offer(option.options, f"{above}{option.key}{SEPARATOR}", language, fallback),
        )
        for option in options
        if option.active
    )


def values_of(choices: tuple[Choice, ...]) -> Iterator[str]:
    """Yield the value of every choice, those below included."""
    for choice in choices:
        yield choice.value
        yield from values_of(choice.children)
