"""What this package raises."""

from collections.abc import Iterable
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing that is wrong with a definition, and where."""

    path: str
    message: str


class DefinitionError(ValueError):
    """A definition that can't be read; ``problems`` says everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{path}: {message}" for path, message in self.problems))


class RefusedValueError(ValueError):
    """A value that a field does not take; ``message`` tells the person what to do."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)
