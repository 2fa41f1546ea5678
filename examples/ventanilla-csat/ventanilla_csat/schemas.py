"""What a valid rating is."""

import colander
from translationstring import TranslationStringFactory

_ = TranslationStringFactory("csat")

SCORES = (
    ("5", _("Very good")),
    ("4", _("Good")),
    ("3", _("So-so")),
    ("2", _("Bad")),
    ("1", _("Very bad")),
)


class RatingSchema(colander.MappingSchema):
    """A score and, if the person likes, a few words."""

    score = colander.SchemaNode(
        colander.String(),
        title=_("How did we answer your case?"),
        widget_name="radio",
        options=SCORES,
        validator=colander.OneOf([key for key, _label in SCORES]),
    )
    comment = colander.SchemaNode(
        colander.String(),
        title=_("What should we know?"),
        widget_name="textarea",
        validator=colander.Length(max=2000),
        missing="",
    )
