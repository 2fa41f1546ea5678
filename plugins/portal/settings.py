"""What a tenant can set about its portal."""

import colander
from translationstring import TranslationStringFactory

_ = TranslationStringFactory("portal")


class Settings(colander.MappingSchema):
    """The portal's parameters, with their defaults."""

    title = _("Customer portal")
    cases_per_page = colander.SchemaNode(
        colander.Integer(),
        title=_("Cases per page"),
        validator=colander.Range(5, 100),
        missing=20,
    )
    announcement = colander.SchemaNode(
        colander.String(),
        title=_("Announcement"),
        description=_("Shown at the top of the first page; empty shows none."),
        validator=colander.Length(max=500),
        missing="",
    )
