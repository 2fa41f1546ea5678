"""Validated values of a form: only :meth:`CompiledForm.validate` makes them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fields_config.schema import CompiledForm


class FormValues(Mapping[str, Any]):
    """Field key -> clean value, read-only, of the fields that the form lets its audience edit.

    :ivar form: the form that has validated them
    """

    __slots__ = ("_values", "form")

    def __init__(self, form: CompiledForm, values: Mapping[str, Any]) -> None:
        self.form = form
        self._values = MappingProxyType(dict(values))

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"FormValues({dict(self._values)!r})"


def only(values: Mapping[str, Any], keys: Collection[str]) -> Mapping[str, Any]:
    """Return the values of those fields alone; what a form has validated stays validated."""
    chosen = {key: value for key, value in values.items() if key in keys}
    return FormValues(values.form, chosen) if isinstance(values, FormValues) else chosen
