"""What an organisation decides about its record of activity."""

import colander
from translationstring import TranslationStringFactory

_ = TranslationStringFactory("core")

LEAST_YEARS = 3


class ActivitySettings(colander.MappingSchema):
    """The record of activity."""

    years = colander.SchemaNode(
        colander.Integer(),
        title=_("Years for which activity is kept"),
        description=_(
            "At least three. What concerns a contact is kept as long as there is the contact."
        ),
        validator=colander.Range(LEAST_YEARS, 100),
        missing=LEAST_YEARS,
    )
