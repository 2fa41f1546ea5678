"""What a valid macro is."""

import colander
from translationstring import TranslationStringFactory

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
