"""Which values count as empty."""

from typing import Any


def is_empty(value: Any) -> bool:
    """Say whether a value says nothing. A box that is not ticked says nothing; zero does."""
    if isinstance(value, str):
        return not value or value.isspace()
    return value is None or value is False or (isinstance(value, list | tuple) and not value)
