"""What an organisation decides about mail that it sends."""

import colander
from translationstring import TranslationStringFactory

_ = TranslationStringFactory("core")


class MailSettings(colander.MappingSchema):
    """Mail."""

    attached_megabytes = colander.SchemaNode(
        colander.Integer(),
        title=_("Files sent with an answer by mail (MB in all)"),
        description=_(
            "More than that, or than our mail server takes, is sent as links, which work for 30"
            " days."
        ),
        validator=colander.Range(0, 25),
        missing=10,
    )
