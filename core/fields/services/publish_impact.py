"""Who is affected by publishing a form. Features that know register a function that tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.scope import Scope
    from fields_config.definition import FormDefinition, FormKey

    Teller = Callable[[Scope, FormKey, FormDefinition, FormDefinition], list[str]]

_TELLERS: list[Teller] = []


def register_reach(tell: Teller) -> None:
    """Have it said what publishing does.

    :param tell: given the form in force and the form to come, returns sentences with numbers, in
        the reader's language
    """
    _TELLERS.append(tell)


def tell_reach(scope: Scope, key: FormKey, now: FormDefinition, then: FormDefinition) -> list[str]:
    """Return what publishing a form does to people and records, a sentence each."""
    return [text for tell in _TELLERS for text in tell(scope, key, now, then)]
