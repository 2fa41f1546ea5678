"""What each organisation can set."""

import colander
from translationstring import TranslationStringFactory

_ = TranslationStringFactory("due")


class Settings(colander.MappingSchema):
    """How long there is."""

    title = _("Due times")
    hours = colander.SchemaNode(
        colander.Integer(),
        title=_("Hours from when a case is created or reopened until it is due"),
        validator=colander.Range(1, 8760),
        missing=48,
    )
