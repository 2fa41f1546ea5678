"""Files, accounts and contacts: ids of things that the core keeps.

Whether the person may refer to that very thing is for the core to check.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from translationstring import TranslationStringFactory

from fields_config.errors import RefusedValueError
from fields_config.field import FieldDefinition
from fields_config.field_type import CHOOSE, FieldType, Read
from fields_config.limits import MOST_FILES, count_limit

_ = TranslationStringFactory("core")

FILES, MAX_FILES = 10, 100

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _file_reader(field: FieldDefinition, _language: str) -> Read:
    limit = count_limit(field, "max_files", FILES, MAX_FILES)

    def read(value: Any) -> list[str]:
        ids = value if isinstance(value, list | tuple) else (value,)
        found = list(dict.fromkeys(one for one in ids[: 2 * MAX_FILES] if _is_id(one)))
        if len(found) < len(ids) and not all(_is_id(one) or one == "" for one in ids):
            raise RefusedValueError(_("A file did not arrive whole. Add it again."))
        if len(found) > limit:
            raise RefusedValueError(
                _("Remove some files: the limit is ${limit}.", mapping={"limit": limit})
            )
        return found

    return read


def _reference_reader(refusal: str) -> Callable[[FieldDefinition, str], Read]:
    def read(value: Any) -> str:
        if not _is_id(value):
            raise RefusedValueError(refusal)
        return str(value)

    return lambda _field, _language: read


REFERENCE_TYPES = (
    FieldType(
        name="file",
        title=_("Files"),
        widget="file",
        reader=_file_reader,
        show=lambda value, _field, _language, _fallback: str(len(value)),
        many=True,
        filter="none",
        missing=_("Add a file to “${label}”."),
        limits=(replace(MOST_FILES, most=MAX_FILES),),
    ),
    FieldType(
        name="account",
        title=_("Account"),
        widget="account",
        reader=_reference_reader(_("Choose an account of the list.")),
        filter="equals",
        missing=CHOOSE,
    ),
    FieldType(
        name="contact",
        title=_("Contact"),
        widget="contact",
        reader=_reference_reader(_("Choose a contact of the list.")),
        filter="equals",
        missing=CHOOSE,
    ),
)
