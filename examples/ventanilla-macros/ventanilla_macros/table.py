"""The pages on which macros are written."""

from __future__ import annotations

import colander
from translationstring import TranslationStringFactory

from core.plugin.api.pages import AdminTable
from ventanilla_macros.models import Macro
from ventanilla_macros.permissions import EDIT
from ventanilla_macros.services import check_count

_ = TranslationStringFactory("macros")


class MacroSchema(colander.MappingSchema):
    """A title for the list, and the text."""

    title = colander.SchemaNode(
        colander.String(), title=_("Title"), validator=colander.Length(max=120)
    )
    html = colander.SchemaNode(
        colander.String(),
        title=_("Text"),
        description=_(
            "{name} becomes the customer's name, {number} the number of the case and {agent} the"
            " agent's name."
        ),
        widget_name="richtext",
        validator=colander.Length(max=20_000),
    )


MACROS = AdminTable(
    name="macros.macros",
    title=_("Macros"),
    model=Macro,
    schema=MacroSchema,
    permission=EDIT,
    columns=("title",),
    before_save=check_count,
)
