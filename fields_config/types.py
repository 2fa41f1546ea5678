"""Every kind of field there is, by name; plugins' kinds are joined to a copy of ``TYPES``."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from fields_config.field_type import FieldType
from fields_config.kinds.addresses import ADDRESS_TYPES
from fields_config.kinds.choices import CHOICE_TYPES
from fields_config.kinds.moments import MOMENT_TYPES
from fields_config.kinds.numbers import NUMBER_TYPES
from fields_config.kinds.references import REFERENCE_TYPES
from fields_config.kinds.telephones import phone_reader
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


def with_types(more: Iterable[FieldType], *, country: str = "") -> Mapping[str, FieldType]:
    """Return the built-in kinds and those of plugins; a built-in name can't be taken.

    :param country: of telephone numbers without a prefix, unless a field names another one
    """
    known = {**{kind.name: kind for kind in more}, **TYPES}
    if country:
        phone = TYPES["phone"]
        known["phone"] = replace(phone, reader=partial(phone_reader, country=country))
    return MappingProxyType(known)
