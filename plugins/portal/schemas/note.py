"""A note: the fields are those of the tenant's case form, so that they are called the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import colander
from translationstring import TranslationStringFactory

from core.plugin.api.pages import add_message

if TYPE_CHECKING:
    from core.plugin.api import Scope

_ = TranslationStringFactory("portal")


def note_schema(scope: Scope) -> colander.SchemaNode:
    """Return the schema of a note: a message, and files where the tenant has them at all."""
    schema = colander.SchemaNode(colander.Mapping())
    add_message(schema, scope)
    schema["message"].missing = colander.required
    schema["message"].missing_msg = _("Write a message.")
    return schema
