"""Every kind of field there is, by name; plugins' kinds are joined to a copy of ``TYPES``."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from fields_config.field_type import FieldType
from fields_config.kinds.addresses import ADDRESS_TYPES
from fields_config.kinds.choices import CHOICE_TYPES
from fields_config.kinds.moments import MOMENT_TYPES
from fields_config.kinds.numbers import NUMBER_TYPES
from fields_config.kinds.references import REFERENCE_TYPES
from fields_config.kinds.text import TEXT_TYPES

_BUILT_IN = (
    *TEXT_TYPES,
    *NUMBER_TYPES,
    *MOMENT_TYPES,
    *ADDRESS_TYPES,
    *CHOICE_TYPES,
    *REFERENCE_TYPES,
)

TYPES: Mapping[str, FieldType] = MappingProxyType({kind.name: kind for kind in _BUILT_IN})


def with_types(more: Iterable[FieldType]) -> Mapping[str, FieldType]:
    """Return the built-in kinds and those of plugins; a built-in name can't be taken."""
    return MappingProxyType({**{kind.name: kind for kind in more}, **TYPES})
