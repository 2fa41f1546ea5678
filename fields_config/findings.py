"""Errors and warnings about a draft, for the studio."""

from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Finding(NamedTuple):
    """An error holds back publishing, a warning does not.

    ``field`` is empty for the whole form; ``place`` is where in the field's definition it is.
    """

    severity: Severity
    field: str
    message: str
    place: str = ""
