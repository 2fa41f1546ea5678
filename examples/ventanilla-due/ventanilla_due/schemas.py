"""What is asked for when cases are postponed."""

import colander
from translationstring import TranslationStringFactory

_ = TranslationStringFactory("due")


class PostponeSchema(colander.MappingSchema):
    """By how much."""

    hours = colander.SchemaNode(
        colander.Integer(),
        title=_("Hours to postpone by"),
        validator=colander.Range(1, 8760),
        default=24,
    )
