"""Fields as organisations configure them, and what a kind of field is made of.

Lists can be filtered by a kind with ``filter="range"``, which sorts by the text that its ``order``
makes of a value: ``"1.10"`` comes behind ``"1.9"`` if that pads the numbers. A kind whose values
people write differently in each language has ``write`` beside ``offer``, and its reader reads back
whatever that wrote; with the language :data:`FIXED` it takes the notation of programs.
"""

from fields_config.definition import (
    Access,
    FormDefinition,
    Grant,
    Screen,
)
from fields_config.errors import (
    RefusedValueError,
)
from fields_config.field import (
    FieldDefinition,
)
from fields_config.field_type import (
    FIXED,
    FieldType,
    FieldWidget,
)
from fields_config.limits import (
    Limit,
)
from fields_config.options import (
    option_path,
)
from fields_config.texts import (
    label,
    language_name,
    title_of,
)
from fields_config.types import (
    TYPES,
)

__all__ = [
    "FIXED",
    "TYPES",
    "Access",
    "FieldDefinition",
    "FieldType",
    "FieldWidget",
    "FormDefinition",
    "Grant",
    "Limit",
    "RefusedValueError",
    "Screen",
    "label",
    "language_name",
    "option_path",
    "title_of",
]
