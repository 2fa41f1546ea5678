"""What each organisation can set."""

import colander
from translationstring import TranslationStringFactory

_ = TranslationStringFactory("csat")


class Settings(colander.MappingSchema):
    """When ratings are taken, and which are looked into."""

    title = _("Ratings")
    days_to_rate = colander.SchemaNode(
        colander.Integer(),
        title=_("Days to rate after a case is closed"),
        validator=colander.Range(1, 365),
        missing=14,
    )
    text_predicate = colander.SchemaNode(
        colander.Integer(),
        title=_("Highest score that leaves an internal note (0: none)"),
        validator=colander.Range(0, 5),
        missing=2,
    )
